"""Evens out exposure that jumps from frame to frame."""
