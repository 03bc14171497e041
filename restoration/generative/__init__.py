"""The generative tier: a diffusion model that restores detail which is gone, and is held to the film while it does."""
