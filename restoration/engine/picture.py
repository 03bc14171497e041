"""One picture on its way through the chain."""

from dataclasses import dataclass

from restoration.engine.codes import Codes, Working
from restoration.engine.geometry import Mask, Placement


@dataclass(frozen=True)
class Held:
    """Codes that hard protection promises, where ``mask`` is set: every stage since has been told to leave them."""

    mask: Mask
    codes: Codes


@dataclass(frozen=True, eq=False)
class Picture:
    """A frame between two stages. ``placement`` moves scan pixels to its raster; ``held`` is checked at the end."""

    index: int
    pixels: Working
    placement: Placement
    held: Held | None = None
