"""One picture as the measurements look at it: small or whole, each view made at most once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from restoration.analysis.luma import Array, luma


@dataclass(frozen=True)
class Seen:
    """Picture ``index`` of a scan. ``pixels``: whole codes of ``bit_depth`` bits, H x W x 3, RGB.

    ``small``: luma 0..1, at most ``luma.MAX_WIDTH`` wide. ``is_held``: it repeats the picture before it, grain and
    all. ``text``: bool, the size of ``small``, where burned-in
    letters stand; None where there are none.
    """

    index: int
    pixels: npt.NDArray[np.uint16]
    bit_depth: int
    small: Array
    is_held: bool = False
    text: npt.NDArray[np.bool_] | None = None

    @cached_property
    def whole(self) -> Array:
        """Luma 0..1 of every pixel."""
        return luma(self.pixels, self.bit_depth)
