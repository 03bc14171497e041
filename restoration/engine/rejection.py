"""Where drawn detail is rejected: the part of a note's region in which the invention map is on the person's side.

One mask for all frames of a note: a mask that changed from frame to frame would make what is drawn flicker.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Final

import cv2
import numpy as np

from restoration.engine.geometry import Level, Mask, Placement, Size, region_mask, unmoved
from restoration.recipe import Region
from restoration.timebase import FrameRange

LOOKED_AT: Final = 12
"""Frames of a note whose levels are asked, evenly spread."""
STRONG: Final = 128
"""Level (0..255) from which on invention is as strong as the grain that hides it."""


def looked_at(frames: FrameRange) -> Sequence[int]:
    """Return the frames of a note whose levels are asked: all of a short one, of a long one as many evenly spread."""
    count = min(frames.count, LOOKED_AT)
    return [frames.first + (2 * n + 1) * frames.count // (2 * count) for n in range(count)]


def level_on_scan(level: Level, placement: Placement, scale: int, scan: Size) -> Level:
    """Return a level map as it lies on the scan, uint8 H x W.

    ``level``: H x W of a picture that was made ``scale`` times larger. ``placement``: of the larger picture.
    """
    smaller = np.array([[1 / scale, 0, (1 / scale - 1) / 2], [0, 1 / scale, (1 / scale - 1) / 2], [0, 0, 1]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(level, (smaller @ placement)[:2], scan[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def rejected_mask(levels: Iterable[Level], region: Region | None, scan: Size) -> Mask | None:
    """Return where in a region invention is to go, bool H x W of the scan; None where there is no level at all.

    ``levels``: of some frames, on the scan; their mean counts. Where it is STRONG, and never in less than the stronger
    half of the region: a person saw it there, and energy alone cannot tell a wrong face.
    """
    total, count = np.zeros(scan, np.uint32), 0
    for level in levels:
        total += level
        count += 1
    if not count:
        return None
    inside = region_mask(region, scan=scan, raster=scan, placement=unmoved())
    mean = total // count
    sorted_levels = np.sort(mean[inside])
    return np.asarray(inside & (mean >= min(STRONG, int(sorted_levels[sorted_levels.size // 2]))))


def packed_rejection(mask: Mask) -> bytes:
    """Return a mask as a file (``.npz``); equal masks give equal bytes."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, rows=np.packbits(mask, axis=1), width=np.array(mask.shape[1], np.int64))
    return buffer.getvalue()


def read_rejection(packed: bytes) -> Mask:
    """Return the mask, bool H x W, that ``packed_rejection`` made a file of."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as content:
        return np.unpackbits(content["rows"], axis=1, count=int(content["width"])).astype(bool)
