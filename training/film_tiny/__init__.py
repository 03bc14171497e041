"""Training of film-tiny, the small generative model."""
