"""Curves drawn on opacity maps, each in a window of its own."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Window:
    """A part of a map, and how far its pixels lie from the point it was opened around: y and x in pixels."""

    rows: slice
    columns: slice
    y: Array
    x: Array

    def lay_over(self, layer: Array, opacity: Array) -> None:
        """Let what lies there shine through by what ``opacity`` leaves."""
        layer[self.rows, self.columns] = 1 - (1 - layer[self.rows, self.columns]) * (1 - opacity)


def window(shape: tuple[int, int], centre: npt.NDArray[np.floating], reach: float) -> Window | None:
    """Return what lies within ``reach`` of ``centre`` (x, y) and inside the map; None where nothing does."""
    height, width = shape
    left, top = (int(np.floor(value - reach)) for value in centre)
    right, bottom = (int(np.ceil(value + reach)) + 1 for value in centre)
    rows, columns = slice(max(0, top), min(height, bottom)), slice(max(0, left), min(width, right))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None
    y, x = np.mgrid[rows, columns].astype(np.float32)
    return Window(rows, columns, y - np.float32(centre[1]), x - np.float32(centre[0]))


def distance_to(curve: npt.NDArray[np.floating], seen: Window) -> tuple[Array, Array]:
    """Return how far each pixel lies from a curve of points (N x 2: x, y), and where on it (0..1) the nearest is."""
    distance, place = np.full(seen.x.shape, np.inf, np.float32), np.zeros(seen.x.shape, np.float32)
    for number, (start, end) in enumerate(pairwise(curve)):
        along = end - start
        length = max(float(along @ along), 1e-6)
        part = np.clip(((seen.x - start[0]) * along[0] + (seen.y - start[1]) * along[1]) / length, 0, 1)
        away = np.hypot(seen.x - start[0] - part * along[0], seen.y - start[1] - part * along[1])
        place = np.where(away < distance, (number + part) / (len(curve) - 1), place)
        distance = np.minimum(distance, away)
    return distance, np.asarray(place, np.float32)


def quadratic(ends: npt.NDArray[np.floating], points: int) -> npt.NDArray[np.floating]:
    """Return points (N x 2) of the curve from the first to the last of three points, drawn towards the middle one."""
    at = np.linspace(0, 1, points)[:, None]
    return np.asarray((1 - at) ** 2 * ends[0] + 2 * at * (1 - at) * ends[1] + at**2 * ends[2])
