"""Opening a scan's medium inside a sandbox child, as the site describes it. Runs without Django."""

from pathlib import Path
from typing import Any

from restoration.media import FrameReader, ImageSequence, MediumFacts, VideoFile, find_medium, open_reader
from restoration.media.frame_map import read_frame_map
from restoration.media.pulldown import PulledDownReader
from restoration.stages.contract import ScanCoding
from restoration.timebase import FrameRate
from workers.viewing import Viewing

Arguments = dict[str, Any]


def medium(arguments: Arguments) -> VideoFile | ImageSequence:
    """Return the medium at ``path``; ``rate`` is that of pictures."""
    rate = FrameRate(*arguments["rate"]) if arguments["rate"] else None
    return find_medium(Path(arguments["path"]), rate)


def open_medium(arguments: Arguments) -> FrameReader:
    """Return a reader of the medium at ``path``, with the infrared plane that people declared.

    With a ``frame_map`` (a file) its pictures are the film's, and so are number and rate of its facts.
    """
    reader = open_reader(medium(arguments), infrared=arguments["infrared"])
    frame_map = arguments["frame_map"]
    return reader if frame_map is None else PulledDownReader(reader, read_frame_map(Path(frame_map)))


def viewing(arguments: Arguments, facts: MediumFacts) -> Viewing:
    """Return how the medium is to be seen: by what people declared of its codes, else by what it says itself."""
    coding = ScanCoding(arguments["coding"] or facts.coding, arguments["is_negative"])
    return Viewing.of(coding, facts.bit_depth)
