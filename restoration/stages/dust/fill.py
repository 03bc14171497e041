"""The last resort: filling a small place from the same picture, where no neighbour shows what lies behind it."""

import cv2
import numpy as np

from restoration.motion.flow import Array, luma
from restoration.stages.dust.repair import Repair
from restoration.stages.dust.view import Mask

SEARCH = 24
"""A patch is looked for this far (pixels) from the place."""
BORDER = 4
"""So many pixels around the place must be like those around the patch."""
MAX_OFFSET = 0.1
LARGEST = 64
"""Places with a longer side are not copied but drawn from their edges."""


def filled_in(made: Repair, largest: float) -> Repair:
    """Return the repair with its unclean places up to `largest` pixels filled from the same picture."""
    if not made.unclean.any():
        return made
    _, labels, stats, _ = cv2.connectedComponentsWithStats(made.unclean.view(np.uint8), connectivity=8)
    is_small = stats[:, cv2.CC_STAT_AREA] <= largest
    is_small[0] = False
    small = np.asarray(is_small[labels], dtype=bool)
    if not small.any():
        return made
    return Repair(filled(made.pixels, small, made.unclean), made.changed | small, made.unclean & ~small)


def filled(frame: Array, mask: Mask, dirty: Mask) -> Array:
    """Return the picture (HxWx3) with `mask` filled; nothing is taken from `dirty` (which includes `mask`).

    Each connected place takes the patch nearby whose surroundings are most like its own (exemplar copy after
    Criminisi, Perez and Toyama 2004, whole places at once), so that grain and texture go on; where there is no room for
    one it is drawn from its edges (Telea 2004).
    """
    pixels = frame.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    bright = luma(frame)
    left_over = np.zeros(mask.shape, bool)
    for number in range(1, count):
        left, top, width, height = (int(value) for value in stats[number, :4])
        rows = slice(max(0, top - BORDER), min(mask.shape[0], top + height + BORDER))
        columns = slice(max(0, left - BORDER), min(mask.shape[1], left + width + BORDER))
        hole = labels[rows, columns] == number
        source = _patch(bright, dirty, rows, columns) if max(width, height) <= LARGEST else None
        if source is None:
            left_over[rows, columns] |= hole
            continue
        patch, border = frame[source], ~dirty[rows, columns]
        offset = np.clip((frame[rows, columns] - patch)[border].mean(axis=0), -MAX_OFFSET, MAX_OFFSET)
        pixels[rows, columns][hole] = np.clip(patch[hole] + offset, 0, 1)
    return _drawn(pixels, left_over) if left_over.any() else pixels


def _patch(bright: Array, dirty: Mask, rows: slice, columns: slice) -> tuple[slice, slice] | None:
    """Return where a clean patch lies whose border is most like that of the place; None where there is none."""
    top, left = max(0, rows.start - SEARCH), max(0, columns.start - SEARCH)
    area = np.s_[top : rows.stop + SEARCH, left : columns.stop + SEARCH]
    piece, border = bright[rows, columns], (~dirty[rows, columns]).astype(np.float32)
    if border.sum() < BORDER:
        return None
    size = (piece.shape[1], piece.shape[0])
    distance = cv2.matchTemplate(bright[area], piece, cv2.TM_SQDIFF, mask=border)
    overlap = cv2.boxFilter(dirty[area].astype(np.float32), -1, size, anchor=(0, 0), normalize=False)
    usable = overlap[: distance.shape[0], : distance.shape[1]] < 0.5
    if not usable.any():
        return None
    best = int(np.where(usable, distance, np.inf).argmin())
    y, x = divmod(best, distance.shape[1])
    return np.s_[top + y : top + y + size[1], left + x : left + x + size[0]]


def _drawn(frame: Array, mask: Mask) -> Array:
    """Return the picture with `mask` drawn from its edges."""
    holes = mask.astype(np.uint8)
    channels = [cv2.inpaint(np.ascontiguousarray(frame[..., c]), holes, 3, cv2.INPAINT_TELEA) for c in range(3)]
    return np.asarray(np.clip(np.stack(channels, axis=-1), 0, 1), dtype=np.float32)
