"""Opening a medium: the reader that fits it, and its facts."""

from restoration.media.facts import MediumFacts
from restoration.media.medium import ImageSequence, VideoFile
from restoration.media.reader import FrameReader
from restoration.media.sequence_reader import SequenceReader
from restoration.media.video_reader import VideoReader


def open_reader(medium: VideoFile | ImageSequence) -> FrameReader:
    """A reader of a medium. Reads its index and its first picture; raises a ``MediumRefused``."""
    return SequenceReader(medium) if isinstance(medium, ImageSequence) else VideoReader(medium)


def probe(medium: VideoFile | ImageSequence) -> MediumFacts:
    """The facts of a medium, from its headers, its index and its first picture. Raises a ``MediumRefused``."""
    with open_reader(medium) as reader:
        return reader.facts
