"""Where a frame begins in the sound that belongs to it."""

from typing import Final

from restoration.timebase.rate import FrameRate

SOUND_RATE: Final = 48000
"""Samples a second of every sound that is kept for listening."""


def first_sample(frame: int, rate: FrameRate) -> int:
    """The sample with which a frame begins, counted from the beginning of frame 0: the nearest, halves up."""
    return (2 * frame * SOUND_RATE * rate.den + rate.num) // (2 * rate.num)
