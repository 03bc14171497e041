"""Exact pictures of single frames."""

from workers.stills.still import MakeStill

__all__ = ["MakeStill"]
