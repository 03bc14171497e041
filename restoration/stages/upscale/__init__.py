"""Enlarges the picture by a whole number."""
