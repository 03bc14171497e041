"""Training of ``restoration.models.framenet``."""
