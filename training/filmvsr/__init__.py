"""Training of ``restoration.models.filmvsr``."""
