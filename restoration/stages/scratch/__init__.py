"""Takes running scratches off the film: what they let through of the picture is kept, what they hide is filled."""
