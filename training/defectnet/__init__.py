"""Training of ``restoration.models.defectnet``."""
