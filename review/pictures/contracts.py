"""What travels between the site and the worker that makes pictures people look at."""

from typing import Literal

from review.runs.contracts import Contract


class Box(Contract):
    """A part of a picture, in its pixels."""

    x: int
    y: int
    width: int
    height: int


class StillSubject(Contract):
    """Make tiles of the exact picture of one frame. ``source_key`` and ``seen_as`` as in ``CachedPicture``."""

    source_key: str
    seen_as: str
    frame: int
    shows: Literal["seen", "codes"]
    bits: int
    tiles: list[Box]


class WindowStretch(Contract):
    """Frames ``[first, first + count)`` of a scan or a master."""

    source_key: str
    seen_as: str
    first: int
    count: int


class WindowSubject(Contract):
    """Make pieces of a motion window: the same crop of each stretch, at ``rate`` (numerator, denominator)."""

    stretches: list[WindowStretch]
    crop: Box
    rate: tuple[int, int]


class FrameOf(Contract):
    """A frame of a scan or a master."""

    source_key: str
    frame: int


class OverlaySubject(Contract):
    """Make an overlay's mask.

    ``other`` and ``threshold`` (codes of 1023) belong to ``changed``. ``render`` is the key of the master that tells
    the other marks of a version: masters that came out equal differ in what they report. ``measured`` belongs to
    ``text``: the digest of the scan's newest measurement of letters, empty where there is none.
    """

    shows: Literal["defects", "changed", "protected", "text", "patches", "invention"]
    place: FrameOf
    other: FrameOf | None = None
    threshold: int = 0
    render: str = ""
    measured: str = ""


class RungSource(Contract):
    """A scan or a master, and as what its codes are shown."""

    source_key: str
    seen_as: str


class RungSubject(Contract):
    """Make these scans and masters at a rung that is not made by itself."""

    sources: list[RungSource]
    rung: Literal["2160p"]
