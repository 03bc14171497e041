"""The fixed grid of squares that pictures are looked at in, so that motion search looks no further than it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from restoration.models.defectnet.spec import REACH
from restoration.stages.raster import MOST_REDUCED

TILE: Final = 1088
"""Side of a square in pixels."""
TILE_MARGIN: Final = 64
"""Pixels around it that are looked at with it."""

LEARNED_REACH: Final = 2 * (TILE + TILE_MARGIN) + MOST_REDUCED * (REACH + 1)
"""How far what DefectNet says depends on: on what is near, and that on the motion in the squares that it lies in."""

Place = tuple[slice, slice]


@dataclass(frozen=True)
class Square:
    """One square of the grid: what is read (`around`), what is kept of it (`core`), and where that lies in it."""

    around: Place
    core: Place
    inner: Place


def squares(height: int, width: int) -> Iterator[Square]:
    """Yield the squares of a picture of that size."""
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            rows, columns = _sides(top, height), _sides(left, width)
            yield Square((rows[0], columns[0]), (rows[1], columns[1]), (rows[2], columns[2]))


def _sides(first: int, length: int) -> tuple[slice, slice, slice]:
    around = slice(max(0, first - TILE_MARGIN), min(length, first + TILE + TILE_MARGIN))
    core = slice(first, min(length, first + TILE))
    return around, core, slice(core.start - around.start, core.stop - around.start)
