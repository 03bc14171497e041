"""Moving a picture by a part of a pixel, and moving what lies on it along."""

from dataclasses import dataclass

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

    def __add__(self, other: "Shift") -> "Shift":
        return Shift(self.dx + other.dx, self.dy + other.dy)

    def __sub__(self, other: "Shift") -> "Shift":
        return self + other.inverse

    def matrix(self) -> npt.NDArray[np.float64]:
        """Return the 2x3 matrix that moves an input pixel centre to its place in the output."""
        return np.array([[1, 0, self.dx / UNIT], [0, 1, self.dy / UNIT]], dtype=np.float64)


@dataclass(frozen=True)
class Block:
    """A part of a picture: rows top to bottom, columns left to right, the ends outside."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def area(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)


def whole(frame: Array) -> Block:
    """Return the block that is all of the picture."""
    return Block(0, frame.shape[0], 0, frame.shape[1])


def translated(frame: Array, shift: Shift, block: Block | None = None) -> Array:
    """Return a block of the HxWxC picture moved by `shift`: Lanczos with four lobes, border pixels repeated, 0..1.

    All of it by default; a block has the very pixels that the whole moved picture has there. A shift of nothing
    returns the same values (for the whole picture the very array); a whole-pixel shift filters nothing.
    """
    if shift == Shift(0, 0):
        return frame if block is None else frame[block.area]
    block = block or whole(frame)
    whole_x, part_x = divmod(-shift.dx, UNIT)
    whole_y, part_y = divmod(-shift.dy, UNIT)
    margin_x, margin_y = LOBES if part_x else 0, LOBES if part_y else 0
    source = Block(
        block.top - margin_y + whole_y,
        block.bottom + margin_y + whole_y,
        block.left - margin_x + whole_x,
        block.right + margin_x + whole_x,
    )
    read = _read(frame, source)
    if not (part_x or part_y):
        return np.array(read)
    filtered = cv2.sepFilter2D(read, -1, _kernel(part_x), _kernel(part_y), borderType=cv2.BORDER_REPLICATE)
    height, width = filtered.shape[:2]
    inner = filtered.reshape(read.shape)[margin_y : height - margin_y, margin_x : width - margin_x]
    return np.asarray(np.clip(inner, 0, 1), dtype=np.float32)


def _read(frame: Array, block: Block) -> Array:
    """Return a block that may reach out of the picture, its border pixels repeated there; a view where it does not."""
    rows, above, below = _along(block.top, block.bottom, frame.shape[0])
    columns, before, after = _along(block.left, block.right, frame.shape[1])
    inside = frame[rows, columns]
    if not (above or below or before or after):
        return inside
    padded = cv2.copyMakeBorder(inside, above, below, before, after, cv2.BORDER_REPLICATE)
    return np.asarray(padded.reshape(*padded.shape[:2], frame.shape[2]), np.float32)


def _along(start: int, end: int, length: int) -> tuple[slice, int, int]:
    """Return what lies within 0 to `length`, the nearest one at least, and how often its ends are repeated."""
    first, last = min(max(start, 0), length - 1), min(max(end - 1, 0), length - 1)
    repeated = end - start - (last + 1 - first)
    before = min(max(-start, 0), repeated)
    return slice(first, last + 1), before, repeated - before


def _kernel(part: int) -> npt.NDArray[np.float32]:
    """Return the taps that read the picture `part`/256 pixel after a pixel centre; they sum to 1."""
    if part == 0:
        return np.ones(1, np.float32)
    distance = np.arange(-LOBES, LOBES + 1) - part / UNIT
    weights = np.sinc(distance) * np.sinc(distance / LOBES) * (np.abs(distance) < LOBES)
    return np.asarray(weights / weights.sum(), dtype=np.float32)
