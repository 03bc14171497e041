"""Frames, rates, timecodes and feet: exact, rational, no floats."""

from restoration.timebase.address import FrameRange
from restoration.timebase.footage import Footage, FootageInvalid
from restoration.timebase.rate import FrameRate, RateInvalid
from restoration.timebase.sound import SOUND_RATE, first_sample
from restoration.timebase.timecode import Timecode, TimecodeInvalid

__all__ = [
    "SOUND_RATE",
    "Footage",
    "FootageInvalid",
    "FrameRange",
    "FrameRate",
    "RateInvalid",
    "Timecode",
    "TimecodeInvalid",
    "first_sample",
]
