"""Where the latents of a picture lie, and what is put around it.

Networks draw the edge of what they see worse than its middle. Inside a picture tiles overlap there; at its own edges
they would have nothing to be blended with, so the picture is mirrored outwards, and what is drawn there is cut off.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from restoration.generative.grid import Area

Array = npt.NDArray[np.float32]

AROUND: Final = 8
"""The margin around a picture is this part of a tile's side."""


@dataclass(frozen=True)
class Grid:
    """The latents of a picture: ``height`` x ``width`` of them show it, ``factor`` of its pixels each way.

    ``margin``: latents above it and left of it. ``padded_height`` and ``padded_width``: with at least as many below
    and beside, and as many as a whole tile needs.
    """

    height: int
    width: int
    margin: int
    padded_height: int
    padded_width: int
    factor: int

    @classmethod
    def of(cls, height: int, width: int, factor: int, tile: int) -> "Grid":
        """Return the grid of a picture of so many pixels, to be shown to networks in tiles of `tile` latents a side."""
        margin = tile // AROUND
        rows, columns = -(-height // factor), -(-width // factor)
        return cls(rows, columns, margin, max(rows + 2 * margin, tile), max(columns + 2 * margin, tile), factor)

    def mirrored(self, picture: Array, scale: int = 1) -> Array:
        """Return H x W x 3, `scale` times as large as the grid at most, mirrored outwards to the padded size."""
        height, width = picture.shape[:2]
        before = self.margin * scale
        rows = (before, self.padded_height * scale - before - height)
        columns = (before, self.padded_width * scale - before - width)
        return np.pad(picture, (rows, columns, (0, 0)), mode="symmetric")

    def laid(self, part: Array, area: Area, picture: Array) -> Array:
        """Return a picture H x W x 3 on which an area of the grid, `factor` times as large, is laid where it lies."""
        made = picture.copy()
        rows, columns = (
            _overlap(begin - self.margin, length, self.factor, side)
            for begin, length, side in ((area.top, area.height, len(picture)), (area.left, area.width, len(picture[0])))
        )
        made[rows[0], columns[0]] = part[rows[1], columns[1]]
        return made


def _overlap(begin: int, length: int, factor: int, side: int) -> tuple[slice, slice]:
    """Return which of `side` pixels `length` latents from `begin` on stand for, and where these lie among their own."""
    first, last = max(0, begin * factor), min(side, (begin + length) * factor)
    return slice(first, last), slice(first - begin * factor, last - begin * factor)
