"""Opening a medium: the reader that fits it, and its facts."""

from restoration.media.errors import InfraredMissing
from restoration.media.facts import MediumFacts
from restoration.media.image_file import InfraredPlace
from restoration.media.medium import ImageSequence, VideoFile
from restoration.media.reader import FrameReader
from restoration.media.sequence_reader import SequenceReader
from restoration.media.video_reader import VideoReader


def open_reader(medium: VideoFile | ImageSequence, *, infrared: InfraredPlace | None = None) -> FrameReader:
    """A reader of a medium. Reads its index and its first picture; raises a ``MediumRefused``.

    An infrared plane is found by its name in EXR; ``infrared="alpha"`` declares that the fourth channel of pictures is
    one, and raises ``InfraredMissing`` where there is none.
    """
    if isinstance(medium, ImageSequence):
        return SequenceReader(medium, infrared=infrared)
    if infrared is not None:
        raise InfraredMissing(name=medium.name)
    return VideoReader(medium)


def probe(medium: VideoFile | ImageSequence, *, infrared: InfraredPlace | None = None) -> MediumFacts:
    """The facts of a medium, from its headers, its index and its first picture. Raises as ``open_reader`` does."""
    with open_reader(medium, infrared=infrared) as reader:
        return reader.facts
