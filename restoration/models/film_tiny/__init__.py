"""film-tiny: a small generative model of our own, so that the generative tier works; no large model's quality."""
