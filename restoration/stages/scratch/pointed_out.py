"""Where people saw a scratch: the plainest lines in the region, straight or curved, of any length."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.scratch.film import Scale
from restoration.stages.scratch.lines import Scratch
from restoration.stages.scratch.repair import repair
from restoration.stages.scratch.spec import TILE, TILE_MARGIN

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

LINES = 3
"""At most so many lines are taken from one region (in one square of the grid)."""
SHORTEST = 8
"""Rows."""

_CORES = (3, 5, 9, 13)
"""Full widths, in pixels, at which lines are looked for."""
_NOWHERE = np.float32(-1e3)


def repair_pointed_out(frame: Array, missed: Mask, among: Sequence[Scale]) -> tuple[Array, Mask]:
    """Return the picture without the lines inside `missed`, and what was changed, which lies inside `missed`.

    A line goes from row to row, at most one column aside: a scratch, or a hair in the gate. There is no test whether
    it lies on the film; that it stands out of what is beside it is still asked.
    """
    pixels, mask = frame, np.zeros(missed.shape, bool)
    for rows, columns, inner_rows, inner_columns in _squares(missed):
        piece, changed = _clean(np.ascontiguousarray(frame[rows, columns]), missed[rows, columns], among)
        core = np.zeros_like(changed)
        core[inner_rows, inner_columns] = True
        changed &= core
        if changed.any():
            pixels = frame.copy() if pixels is frame else pixels
            pixels[rows, columns][changed] = piece[changed]
            mask[rows, columns] |= changed
    return pixels, mask


def _squares(missed: Mask) -> Iterator[tuple[slice, slice, slice, slice]]:
    """Yield rows and columns of the grid's squares that hold any of `missed`, with margin, and the square in them."""
    height, width = missed.shape
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            if missed[top : top + TILE, left : left + TILE].any():
                y, x = max(0, top - TILE_MARGIN), max(0, left - TILE_MARGIN)
                yield (
                    slice(y, min(height, top + TILE + TILE_MARGIN)),
                    slice(x, min(width, left + TILE + TILE_MARGIN)),
                    slice(top - y, top - y + TILE),
                    slice(left - x, left - x + TILE),
                )


def _clean(frame: Array, missed: Mask, among: Sequence[Scale]) -> tuple[Array, Mask]:
    """Take the plainest lines out of the regions of one square."""
    mask = np.zeros(missed.shape, bool)
    ridges = _ridges(among[0].density(frame).mean(axis=2))
    count, labels = cv2.connectedComponents(missed.astype(np.uint8), connectivity=8)
    for region in range(1, count):
        free = labels == region
        for _ in range(LINES):
            line = _plainest(ridges, free)
            if line is None:
                break
            cleaned, changed = repair({0: frame}, 0, line, among)
            changed &= labels == region
            if not changed.any():
                break
            frame = np.where(changed[..., None], cleaned, frame)
            mask |= changed
            away = np.abs(np.arange(frame.shape[1]) - line.columns[0][:, None])
            free &= away > 3 * line.sigma + 1
    return frame, mask


def _ridges(density: Array) -> Array:
    """Return, by width, how much darker (positive) or brighter each pixel is than both sides, over five rows."""
    steady = cv2.blur(density, (1, 5))
    found = []
    for core in _CORES:
        mean = cv2.blur(steady, (core, 1))
        gap = core + core // 2
        padded = np.pad(mean, ((0, 0), (gap, gap)), mode="edge")
        left, right = padded[:, : -2 * gap], padded[:, 2 * gap :]
        found.append(mean - np.clip(mean, np.minimum(left, right), np.maximum(left, right)))
    return np.asarray(np.stack(found), dtype=np.float32)


def _plainest(ridges: Array, free: Mask) -> Scratch | None:
    """Return the line of most contrast through the rows of a region (dynamic programming over rows), or None."""
    rows = np.flatnonzero(free.any(axis=1))
    if len(rows) < SHORTEST:
        return None
    part = np.s_[rows[0] : rows[-1] + 1]
    best: tuple[float, int, npt.NDArray[np.intp]] | None = None
    for number, ridge in enumerate(ridges):
        for sign in (1, -1):
            gain = np.where(free[part], sign * ridge[part], _NOWHERE).astype(np.float32)
            total, path = _path(gain)
            total /= _CORES[number] ** 0.5
            if best is None or total > best[0]:
                best = total, number, path
    if best is None or best[0] <= 0:
        return None
    height = free.shape[0]
    line = np.interp(np.arange(height), np.arange(rows[0], rows[-1] + 1), best[2])
    smooth = cv2.GaussianBlur(line.astype(np.float32)[:, None], (1, 13), 2.0, borderType=cv2.BORDER_REPLICATE)[:, 0]
    share = np.zeros(height, np.float32)
    share[part] = 1
    return Scratch({0: np.asarray(smooth, np.float32)}, _CORES[best[1]] / 2.355, share, is_pointed_out=True)


def _path(gain: Array) -> tuple[float, npt.NDArray[np.intp]]:
    """Return the greatest sum of a path down the rows, one column aside at most, and its columns."""
    height, width = gain.shape
    total = gain[0].copy()
    steps = np.zeros((height, width), np.int8)
    for row in range(1, height):
        around = np.pad(total, 1, constant_values=-np.inf)
        offers = np.stack([total, around[:-2], around[2:]])
        chosen = offers.argmax(axis=0)
        steps[row] = np.array([0, -1, 1], np.int8)[chosen]
        total = offers.max(axis=0) + gain[row]
    path = np.empty(height, np.intp)
    path[-1] = int(total.argmax())
    for row in range(height - 1, 0, -1):
        path[row - 1] = path[row] + steps[row, path[row]]
    return float(total.max()), path
