"""Shots: where a scan cuts from one picture to the next, and what in them was made so."""

from restoration.shots.detection import Shot, detect_shots
from restoration.shots.likeness import small_luma
from restoration.shots.marks import with_cadence

__all__ = ["Shot", "detect_shots", "small_luma", "with_cadence"]
