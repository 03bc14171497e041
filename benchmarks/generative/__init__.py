"""What the networks of generative models cost, tile by tile."""
