"""What a delivered film says about itself, and what came of writing it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

from restoration.errors import RestorationError
from restoration.media.depth import master_depth
from restoration.media.facts import MediumFacts, PixelAspect
from restoration.media.yuv import WEIGHTS
from restoration.stages.contract import DISPLAY, ScanCoding
from restoration.timebase import FrameRange, FrameRate, Timecode, TimecodeInvalid

BT709: Final = 1
UNSPECIFIED: Final = 2
_BT2020: Final = 9
_UNSAID: Final = frozenset({0, UNSPECIFIED, 3})
SQUARE: Final = PixelAspect()


class DeliveryRefused(RestorationError):
    """The pictures cannot be written as asked."""

    code: ClassVar[str] = "delivery-refused"
    sentence: ClassVar[str] = "{name} cannot be written: {found}."


@dataclass(frozen=True)
class ColorTags:
    """ITU-T H.273 numbers of a film's colour: primaries, transfer characteristics, and the matrix of luma and chroma.

    The matrix is one that ``restoration.media.yuv`` knows; 2 as a transfer is "not specified".
    """

    primaries: int = BT709
    transfer: int = BT709
    matrix: int = BT709

    @classmethod
    def of(cls, facts: MediumFacts) -> "ColorTags":
        """Return the tags of a medium: its own where it says, BT.709 for display codes that say nothing.

        Codes that are not display codes have no number of their own: their transfer is not specified.
        """
        said = {key: int(text) for key, text in facts.color.items() if text.isdigit()}
        primaries = said.get("primaries", UNSPECIFIED)
        transfer = said.get("transfer", UNSPECIFIED)
        unsaid = BT709 if facts.coding == "display" else UNSPECIFIED
        matrix = said.get("assumed_matrix", said.get("matrix", UNSPECIFIED))
        return cls(
            primaries=BT709 if primaries in _UNSAID else primaries,
            transfer=unsaid if transfer in _UNSAID else transfer,
            matrix=matrix if matrix in WEIGHTS else _BT2020 if primaries == _BT2020 else BT709,
        )


@dataclass(frozen=True)
class FilmFacts:
    """What a delivered film says about itself.

    ``bit_depth``: of the given codes (10, 12 or 16). ``start_timecode``: of the first delivered picture. ``coding``:
    what the codes stand for; it decides how EXR becomes linear.
    """

    rate: FrameRate
    bit_depth: int
    pixel_aspect: PixelAspect = SQUARE
    start_timecode: str | None = None
    color: ColorTags = field(default_factory=ColorTags)
    coding: ScanCoding = DISPLAY

    @classmethod
    def of(cls, facts: MediumFacts, frames: FrameRange, coding: ScanCoding | None = None) -> "FilmFacts":
        """Return the facts of a delivery of ``frames`` of a medium, in master codes.

        ``coding`` is what people declared, in place of what the medium's headers propose. A timecode that is none at
        the medium's rate is left out.
        """
        return cls(
            rate=facts.rate,
            bit_depth=master_depth(facts.bit_depth),
            pixel_aspect=facts.pixel_aspect,
            start_timecode=_timecode(facts, frames.first),
            color=ColorTags.of(facts),
            coding=coding or ScanCoding(facts.coding),
        )


def _timecode(facts: MediumFacts, first: int) -> str | None:
    if not facts.start_timecode:
        return None
    try:
        return str(Timecode.parse(facts.start_timecode, facts.rate).shift(first))
    except TimecodeInvalid:
        return None


@dataclass(frozen=True)
class PictureFacts:
    """What one delivered picture says about itself: its film, its place there from 0, the file it was made from."""

    film: FilmFacts
    number: int
    source: Path | None

    def clock_digits(self) -> int | None:
        """Return its timecode as SMPTE ST 12 digits, two to a byte, hours first; None without one."""
        if self.film.start_timecode is None:
            return None
        shown = str(Timecode.parse(self.film.start_timecode, self.film.rate).shift(self.number))
        digits = shown.replace(":", "").replace(";", "")
        return int(digits, 16) if len(digits) == 8 else None


@dataclass(frozen=True)
class Delivered:
    """What was written: how many pictures, and in words what could not be carried over exactly."""

    pictures: int
    notices: tuple[str, ...] = ()
