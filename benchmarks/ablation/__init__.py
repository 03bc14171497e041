"""What each part of the generative tier is good for: the same pictures with each of its parts left out."""
