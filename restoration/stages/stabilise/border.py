"""What stands where a moved picture ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from restoration.stages.stabilise.translate import UNIT, Array, Block, Shift, translated


@dataclass(frozen=True)
class Neighbour:
    """A picture that shows the same scene, and the shift that lays it over the moved picture."""

    frame: Array
    shift: Shift


def bare(shape: tuple[int, ...], shift: Shift) -> Iterator[Block]:
    """Yield the blocks of a picture of `shape` that show nothing of it once it is moved: strips along its borders."""
    height, width = shape[:2]
    across, down = (min(_strip(abs(part)), length) for part, length in ((shift.dx, width), (shift.dy, height)))
    if down:
        yield Block(0, down, 0, width) if shift.dy > 0 else Block(height - down, height, 0, width)
    if across:
        top, bottom = (down, height) if shift.dy > 0 else (0, height - down)
        yield Block(top, bottom, 0, across) if shift.dx > 0 else Block(top, bottom, width - across, width)


def _strip(part: int) -> int:
    """Return how many pixels lie further than half a pixel outside a picture that was moved inwards."""
    return -(-(2 * part - UNIT) // (2 * UNIT)) if 2 * part > UNIT else 0


def filled(pixels: Array, shift: Shift, neighbours: Sequence[Neighbour]) -> Array:
    """Return the moved picture with its bare strips taken from the first neighbour that shows each pixel.

    Pixels that no neighbour shows stay as they are; the very picture where there is nothing to fill.
    """
    blocks = list(bare(pixels.shape, shift)) if neighbours else []
    if not blocks:
        return pixels
    result = pixels.copy()
    for block in blocks:
        missing = np.ones((block.bottom - block.top, block.right - block.left), bool)
        for neighbour in neighbours:
            shown = missing & _shown(neighbour, block)
            if shown.any():
                result[block.area][shown] = translated(neighbour.frame, neighbour.shift, block)[shown]
                missing &= ~shown
    return result


def blackened(pixels: Array, shift: Shift, black: float) -> Array:
    """Return the moved picture with its bare strips at the code `black`."""
    result = pixels.copy()
    for block in bare(pixels.shape, shift):
        result[block.area] = black
    return result


def _shown(neighbour: Neighbour, block: Block) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return which pixels of a block the neighbour shows, to half a pixel."""
    height, width = neighbour.frame.shape[:2]
    rows = np.arange(block.top, block.bottom) * UNIT - neighbour.shift.dy
    columns = np.arange(block.left, block.right) * UNIT - neighbour.shift.dx
    inside_rows = (2 * rows >= -UNIT) & (2 * rows <= (2 * height - 1) * UNIT)
    inside_columns = (2 * columns >= -UNIT) & (2 * columns <= (2 * width - 1) * UNIT)
    return np.asarray(inside_rows[:, None] & inside_columns[None, :])
