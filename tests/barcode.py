"""Frames that carry their own number and side, readable from the pixels after coding, scaling and wiping.

Twenty-four cells in two rows: sync 1 0 1 0, two bits of side, fourteen of number, four of checksum. The code is
painted twice, in the left and in the right half, so that each half of a wipe can be read. Cells are laid out in
fractions of the picture; ``frontend/tests/engine/barcode.ts`` reads the same layout from a canvas.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

COLUMNS: Final = 12
ROWS: Final = 2
# Fractions of the picture: the code's left edges, its top, and the size of one cell.
LEFTS: Final = (0.02, 0.52)
TOP: Final = 0.08
CELL_WIDTH: Final = 0.038
CELL_HEIGHT: Final = 0.1
_SYNC: Final = (1, 0, 1, 0)


@dataclass(frozen=True)
class Marking:
    """What a frame says about itself: ``number`` 0..16383, ``side`` 0..3."""

    number: int
    side: int


class MarkingUnreadable(ValueError):
    """The pixels carry no valid code."""


def paint(pixels: NDArray[np.uint16], marking: Marking, *, white: int) -> None:
    """Write the code into ``pixels`` (height x width x 3, codes 0..``white``) in place."""
    height, width = pixels.shape[:2]
    for left in LEFTS:
        for index, bit in enumerate(_bits(marking)):
            row, column = divmod(index, COLUMNS)
            top, bottom = (round((TOP + (row + edge) * CELL_HEIGHT) * height) for edge in (0, 1))
            start, end = (round((left + (column + edge) * CELL_WIDTH) * width) for edge in (0, 1))
            pixels[top:bottom, start:end] = round(white * (0.85 if bit else 0.15))


def read(pixels: NDArray[np.generic], *, white: int, half: int = 0) -> Marking:
    """Read the code of the left (0) or right (1) half. Raises ``MarkingUnreadable``."""
    height, width = pixels.shape[:2]
    luma = pixels.astype(np.float64).mean(axis=2) / white
    bits = []
    for index in range(ROWS * COLUMNS):
        row, column = divmod(index, COLUMNS)
        y = int((TOP + (row + 0.5) * CELL_HEIGHT) * height)
        x = int((LEFTS[half] + (column + 0.5) * CELL_WIDTH) * width)
        bits.append(int(luma[y - 1 : y + 2, x - 1 : x + 2].mean() > 0.5))
    marking = Marking(number=_number(bits[6:20]), side=_number(bits[4:6]))
    if tuple(bits) != _bits(marking):
        message = f"no code in half {half}: {bits}"
        raise MarkingUnreadable(message)
    return marking


def _bits(marking: Marking) -> tuple[int, ...]:
    body = [*_binary(marking.side, 2), *_binary(marking.number, 14)]
    return (*_SYNC, *body, *_binary(_checksum(marking), 4))


def _checksum(marking: Marking) -> int:
    value = marking.side << 14 | marking.number
    return (value ^ value >> 4 ^ value >> 8 ^ value >> 12 ^ 0b1001) & 0b1111


def _binary(value: int, width: int) -> list[int]:
    return [value >> place & 1 for place in reversed(range(width))]


def _number(bits: list[int]) -> int:
    return int("".join(map(str, bits)), 2)
