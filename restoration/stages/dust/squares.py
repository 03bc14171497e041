"""The fixed grid of squares that the picture is worked on in."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from restoration.stages.dust.spec import TILE, TILE_MARGIN


@dataclass(frozen=True)
class Square:
    """One square of the grid: what is read (`around`), what is kept of it (`core`), and where that lies in it."""

    around: tuple[slice, slice]
    core: tuple[slice, slice]
    inner: tuple[slice, slice]


def squares(height: int, width: int) -> Iterator[Square]:
    """Yield the squares of a picture of that size."""
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            rows = slice(max(0, top - TILE_MARGIN), min(height, top + TILE + TILE_MARGIN))
            columns = slice(max(0, left - TILE_MARGIN), min(width, left + TILE + TILE_MARGIN))
            y, x = top - rows.start, left - columns.start
            yield Square(
                (rows, columns),
                np.s_[top : min(height, top + TILE), left : min(width, left + TILE)],
                np.s_[y : y + min(TILE, height - top), x : x + min(TILE, width - left)],
            )
