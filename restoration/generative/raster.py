"""Where the latents of a picture lie, and what is put around it.

Networks draw the edge of what they see worse than its middle. Inside a picture tiles overlap there; at its own edges
they would have nothing to be blended with, so the picture is mirrored outwards, and what is drawn there is cut off.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

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

    def shown(self, picture: Array) -> Array:
        """Return the part of a padded picture, `factor` times as large as the grid, that the grid stands for."""
        begin = self.margin * self.factor
        rows = slice(begin, begin + self.height * self.factor)
        return picture[rows, begin : begin + self.width * self.factor]
