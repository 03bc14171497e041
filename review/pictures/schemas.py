"""What the API takes and gives about exact pictures."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from review.restorations.schemas import ManifestOut
from review.scans.schemas import Count, Frame

SideName = Annotated[str, StringConstraints(max_length=80)]
PageName = Annotated[str, StringConstraints(max_length=16, pattern="^[0-9a-z]*$")]
Unit = Annotated[int, Field(ge=0, le=65536)]


class PixelBox(Schema):
    """A part of a picture, in its pixels."""

    x: Frame
    y: Frame
    width: Count
    height: Count


class UnitBox(Schema):
    """A part of a picture, in 1/65536 of its width and height."""

    x: Unit
    y: Unit
    width: Annotated[int, Field(ge=1, le=65536)]
    height: Annotated[int, Field(ge=1, le=65536)]


class StillIn(Schema):
    """``rectangle``: all of the picture where it is left out. ``deep``: the asker can show more than 8 bits."""

    side: SideName
    frame: Frame
    rectangle: PixelBox | None = None
    deep: bool = False


class TileOut(PixelBox):
    url: str


class StillReady(Schema):
    """The tiles that cover the rectangle. Exact where ``bits`` is not less than ``bit_depth``, the picture's own.

    With 8 bits tiles are lossless WebP; with more, lossless AVIF whose planes are green, blue and red.
    """

    state: Literal["ready"] = "ready"
    width: int
    height: int
    bit_depth: int
    bits: int
    tiles: list[TileOut]


class StillPending(Schema):
    """Being made; the feed says ``still.ready``, or ask again."""

    state: Literal["pending"] = "pending"


class WindowIn(Schema):
    """Assembly frames ``[first, end)`` of a part of the picture.

    ``page`` names the page that asks, made up by itself: a newer window of a side takes the place of the older one on
    one page, never that of another page of the same person.
    """

    side: SideName
    first: Frame
    end: Count
    rectangle: UnitBox
    page: PageName = ""


class CropOut(PixelBox):
    """Where pictures lie in the whole picture of ``picture_width`` x ``picture_height`` pixels."""

    picture_width: int
    picture_height: int


class WindowManifest(ManifestOut):
    """On the whole assembly, without pictures outside the window; what it has is the crop."""

    crop: CropOut


class WindowReady(Schema):
    """A motion window: all-intra H.264 of the crop, 8 bits, colour at half the resolution.

    ``worst``: the largest difference of any sample from the master's at 8 bits, in codes of 255, measured on every
    picture.
    """

    state: Literal["ready"] = "ready"
    worst: int
    manifest: WindowManifest


class WindowPending(Schema):
    """Being made; the feed says ``window.progress`` and ``window.ready``, or ask again."""

    state: Literal["pending"] = "pending"
    frames_done: int
    frame_count: int


class ProbeIn(Schema):
    """A pixel of each side: ``x`` and ``y`` are a place in each side's own picture."""

    sides: Annotated[list[SideName], Field(min_length=1, max_length=4)]
    frame: Frame
    x: Unit
    y: Unit


class SideProbe(Schema):
    """One pixel of a side's own raster, in codes of its own bit depth, before any viewing transform.

    ``state``: ``pending`` while the codes are being read (ask again), ``none`` where the side has no picture.
    """

    side: str
    state: Literal["ready", "pending", "none"]
    x: int | None = None
    y: int | None = None
    bit_depth: int | None = None
    codes: tuple[int, int, int] | None = None


class ProbeOut(Schema):
    """``state`` is ``ready`` when no side is pending."""

    state: Literal["ready", "pending"]
    sides: list[SideProbe]


class OverlayIn(Schema):
    """``other`` and ``threshold`` (codes of 1023) belong to ``changed``."""

    shows: Literal["defects", "changed", "protected", "text", "patches", "invention"]
    side: SideName
    frame: Frame
    other: SideName | None = None
    threshold: Annotated[int, Field(ge=0, le=1023)] = 0


class OverlayReady(Schema):
    """A lossless WebP of the side's picture, opaque on the ``pixels`` that are marked; in its raster but ``invention``.

    ``invention`` is an estimate in the raster of what was enlarged: the more opaque, the more of the detail there the
    film does not support. Its ``pixels`` are those where that is as strong as the grain, or stronger.
    """

    state: Literal["ready"] = "ready"
    url: str
    width: int
    height: int
    pixels: int


class OverlayPending(Schema):
    """Being made; the feed says ``overlay.ready``, or ask again."""

    state: Literal["pending"] = "pending"


class RungIn(Schema):
    """All of a side at 2160p."""

    side: SideName


class RungProgress(Schema):
    """``ready``: the manifest has it. Else frames made of frames to make; ask again, or wait for ``rung.ready``."""

    state: Literal["ready", "pending"]
    frames_done: int
    frame_count: int
