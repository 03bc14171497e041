"""What a medium says about itself."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from restoration.stages.contract import Coding
from restoration.timebase import FrameRate


class PixelAspect(BaseModel):
    """Width of a pixel over its height, in lowest terms. Metadata: pictures are processed as scanned."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    num: int = 1
    den: int = 1


class MediumFacts(BaseModel):
    """Measured facts of a medium.

    ``bit_depth`` is the depth of the ``pixels`` a reader gives (8, 10, 12 or 16). ``color`` holds what the medium is
    tagged with (``matrix``, ``primaries``, ``transfer``, ``range``: ITU-T H.273 numbers) and, under ``assumed_matrix``
    or ``mapping``, what reading had to decide. ``coding``: what the codes stand for as far as the medium says, a
    proposal that people may correct (see ``restoration.stages.contract.ScanCoding``). ``infrared``: the channel that
    the infrared plane is read from, None without one. ``sound_streams``: how many streams of sound it holds.
    ``start_timecode`` as written in the medium. ``headers``: the medium's own metadata as text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["file", "sequence"]
    width: int
    height: int
    frame_count: int
    rate: FrameRate
    pixel_aspect: PixelAspect = PixelAspect()
    bit_depth: int
    codec: str
    pixel_format: str
    is_interlaced: bool = False
    color: dict[str, str] = {}
    coding: Coding = "display"
    infrared: str | None = None
    sound_streams: int = 0
    start_timecode: str | None = None
    first_file_number: int | None = None
    headers: dict[str, str] = {}
