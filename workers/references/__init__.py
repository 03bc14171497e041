"""Handling ``MediaJob`` kind ALIGN: looking for the frame map of a reference."""

from workers.references.align import AlignReference

__all__ = ["AlignReference"]
