"""Which frame of one film is which of another copy of it, found by looking at the pictures."""

from restoration.alignment.search import Alignment, Matched, align
from restoration.alignment.thumbnails import SHAPE, Thumbnails, thumbnail

__all__ = ["SHAPE", "Alignment", "Matched", "Thumbnails", "align", "thumbnail"]
