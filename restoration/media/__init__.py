"""Film in and out: media files, image sequences, masters, proxies, stills, the store and the sandbox."""

from restoration.media.facts import MediumFacts, PixelAspect
from restoration.media.frame import Frame, Pixels
from restoration.media.medium import ImageSequence, Medium, VideoFile, find_medium
from restoration.media.reader import FrameReader, open_reader, probe

__all__ = [
    "Frame",
    "FrameReader",
    "ImageSequence",
    "Medium",
    "MediumFacts",
    "PixelAspect",
    "Pixels",
    "VideoFile",
    "find_medium",
    "open_reader",
    "probe",
]
