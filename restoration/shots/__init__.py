"""Shots: where a scan cuts from one picture to the next."""

from restoration.shots.detection import Shot, detect_shots
from restoration.shots.likeness import small_luma

__all__ = ["Shot", "detect_shots", "small_luma"]
