"""One picture on its way through the chain."""

from dataclasses import dataclass

from restoration.engine.codes import Codes, Working
from restoration.engine.geometry import Mask, Placement, Weights


@dataclass(frozen=True)
class Held:
    """Codes that hard protection promises, where ``mask`` is set: every stage since has been told to leave them."""

    mask: Mask
    codes: Codes


@dataclass(frozen=True, eq=False)
class Picture:
    """A frame between two stages.

    ``placement`` moves scan pixels to its raster; ``held`` is checked at the end. ``infrared`` (float32 H x W, 0
    opaque) and the ``defects`` mapped from it lie on the same raster as ``pixels``; None where there are none.
    """

    index: int
    pixels: Working
    placement: Placement
    held: Held | None = None
    infrared: Weights | None = None
    defects: Mask | None = None
