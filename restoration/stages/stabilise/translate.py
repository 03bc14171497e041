"""Moving a picture by a part of a pixel, and moving what lies on it along."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

UNIT = 256
"""Shifts are whole numbers of 1/256 pixel."""
LOBES = 4

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Shift:
    """A translation of the picture, to the right (dx) and downwards (dy), in 1/256 pixel; exactly invertible."""

    dx: int
    dy: int

    @property
    def inverse(self) -> "Shift":
        return Shift(-self.dx, -self.dy)

    def matrix(self) -> npt.NDArray[np.float64]:
        """Return the 2x3 matrix that moves an input pixel centre to its place in the output."""
        return np.array([[1, 0, self.dx / UNIT], [0, 1, self.dy / UNIT]], dtype=np.float64)


def translated(frame: Array, shift: Shift) -> Array:
    """Return the HxWx3 picture moved by `shift`: Lanczos with four lobes, border pixels repeated, clipped to 0..1.

    A shift of nothing returns the very same array; a whole-pixel shift copies values without filtering them.
    """
    if shift == Shift(0, 0):
        return frame
    whole_x, part_x = divmod(-shift.dx, UNIT)
    whole_y, part_y = divmod(-shift.dy, UNIT)
    moved: npt.NDArray[Any] = _whole_pixels(frame, whole_x, whole_y)
    if part_x or part_y:
        moved = cv2.sepFilter2D(moved, -1, _kernel(part_x), _kernel(part_y), borderType=cv2.BORDER_REPLICATE)
        moved = np.clip(moved, 0, 1)
    return np.asarray(moved, dtype=np.float32)


def _whole_pixels(frame: Array, x: int, y: int) -> Array:
    """Return the picture whose pixel (column, row) is the input's (column + x, row + y), borders repeated."""
    height, width = frame.shape[:2]
    rows = np.clip(np.arange(height) + y, 0, height - 1)
    columns = np.clip(np.arange(width) + x, 0, width - 1)
    return np.ascontiguousarray(frame[rows][:, columns])


def _kernel(part: int) -> npt.NDArray[np.float32]:
    """Return the taps that read the picture `part`/256 pixel after a pixel centre; they sum to 1."""
    if part == 0:
        return np.ones(1, np.float32)
    distance = np.arange(-LOBES, LOBES + 1) - part / UNIT
    weights = np.sinc(distance) * np.sinc(distance / LOBES) * (np.abs(distance) < LOBES)
    return np.asarray(weights / weights.sum(), dtype=np.float32)
