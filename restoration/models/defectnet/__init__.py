"""DefectNet: says of every pixel whether something lies on the film there, and of what kind."""
