"""Regions and the picture: from 1/65536 of the scan frame to the pixels of any raster in the chain, and back.

A placement is a 3 x 3 matrix that moves the centre of a scan pixel (x, y, 1) to its place in another raster. It is the
product of the transforms that the moving and resizing stages recorded. Pixel centres lie on integers.
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.recipe.scope import REGION_UNITS, Region

Mask = NDArray[np.bool_]
Level = NDArray[np.uint8]
Placement = NDArray[np.float64]
Weights = NDArray[np.float32]
Size = tuple[int, int]
"""Height and width."""
RecordedPlacement = tuple[int, int, int, int, int, int]
"""The first two rows of a placement in whole 1/65536 pixel, one after the other: shifts of 1/256 are exact."""

_FUZZ = 1e-6
_PLACEMENT_UNITS = 65536


def unmoved() -> Placement:
    """Return the placement of the scan on itself."""
    return np.eye(3)


def after(placement: Placement, transform: NDArray[np.float64] | None) -> Placement:
    """Return ``placement`` followed by a stage's 2 x 3 transform."""
    return placement if transform is None else np.vstack([transform, [0.0, 0.0, 1.0]]) @ placement


def recorded(placement: Placement) -> RecordedPlacement | None:
    """Return the placement as it is kept with a master; None where the picture lies as on the scan."""
    a, b, c, d, e, f = (round(float(value) * _PLACEMENT_UNITS) for value in placement[:2].flat)
    units = (a, b, c, d, e, f)
    return None if units == (_PLACEMENT_UNITS, 0, 0, 0, _PLACEMENT_UNITS, 0) else units


def placed(units: Sequence[int] | None) -> Placement:
    """Return the placement that was kept with a master, the inverse of ``recorded``."""
    if units is None:
        return unmoved()
    return np.vstack([np.array(units, dtype=np.float64).reshape(2, 3) / _PLACEMENT_UNITS, [0.0, 0.0, 1.0]])


def scan_edges(region: Region, size: Size) -> tuple[float, float, float, float]:
    """Return the region's left, top, right and bottom edge on the scan, whole pixels outwards, as pixel edges.

    Edge k lies half a pixel before the centre of pixel k. Every scan pixel that the region touches is inside.
    """
    height, width = size
    left = region.x * width // REGION_UNITS
    top = region.y * height // REGION_UNITS
    right = -(-(region.x + region.width) * width // REGION_UNITS)
    bottom = -(-(region.y + region.height) * height // REGION_UNITS)
    return left, top, right, bottom


def region_mask(region: Region | None, *, scan: Size, raster: Size, placement: Placement) -> Mask:
    """Return the pixels of ``raster`` that show any of the region, as bool H x W; None is the whole frame.

    On the scan itself this is exactly the touched pixels; where the picture was moved by parts of a pixel, every pixel
    whose area overlaps the moved region.
    """
    if region is None:
        return np.ones(raster, dtype=bool)
    left, top, right, bottom = scan_edges(region, scan)
    back = np.linalg.inv(placement)
    x, y = np.arange(raster[1], dtype=np.float64), np.arange(raster[0], dtype=np.float64)
    scan_x = back[0, 0] * x[None, :] + back[0, 1] * y[:, None] + back[0, 2] + 0.5
    scan_y = back[1, 0] * x[None, :] + back[1, 1] * y[:, None] + back[1, 2] + 0.5
    half_x = (abs(back[0, 0]) + abs(back[0, 1])) / 2 - _FUZZ
    half_y = (abs(back[1, 0]) + abs(back[1, 1])) / 2 - _FUZZ
    inside_x = (scan_x + half_x > left) & (scan_x - half_x < right)
    inside_y = (scan_y + half_y > top) & (scan_y - half_y < bottom)
    return np.asarray(inside_x & inside_y)


def region_of_box(box: tuple[int, int, int, int], *, scan: Size, placement: Placement) -> Region | None:
    """Return the region that a box (left, top, right, bottom edges) of a placed raster shows.

    None where the box shows nothing of the scan. The inverse of ``region_mask``: the mask of the result covers the box,
    and on the scan itself is exactly the box; rounding goes inwards, because touching a pixel is enough to have it.
    """
    left, top, right, bottom = box
    corners = np.array([[x - 0.5, y - 0.5, 1.0] for x in (left, right) for y in (top, bottom)]).T
    moved = np.linalg.inv(placement) @ corners
    x, width = _units(float(moved[0].min()) + 0.5, float(moved[0].max()) + 0.5, scan[1])
    y, height = _units(float(moved[1].min()) + 0.5, float(moved[1].max()) + 0.5, scan[0])
    return Region(x=x, y=y, width=width, height=height) if width > 0 and height > 0 else None


def _units(low: float, high: float, length: int) -> tuple[int, int]:
    first = math.ceil(max(low, 0.0) * REGION_UNITS / length - _FUZZ)
    end = math.floor(min(high, length) * REGION_UNITS / length + _FUZZ)
    return first, end - first


def magnification(placement: Placement) -> float:
    """Return the largest number of raster pixels that one scan pixel is wide or high."""
    return float(np.abs(placement[:2, :2]).sum(axis=1).max())


def grown(mask: Mask, pixels: int) -> Mask:
    """Return the mask with every pixel at most ``pixels`` rows and columns away from it."""
    if pixels <= 0 or mask.all() or not mask.any():
        return mask
    side = 2 * min(pixels, max(mask.shape)) + 1
    wider = cv2.dilate(mask.astype(np.uint8), np.ones((1, side), np.uint8))
    return np.asarray(cv2.dilate(wider, np.ones((side, 1), np.uint8)).astype(bool))


def feathered(mask: Mask, pixels: int) -> NDArray[np.float32]:
    """Return weights: 1 in the mask, falling evenly to 0 over ``pixels`` pixels around it. float32 H x W."""
    if pixels <= 0 or mask.all() or not mask.any():
        return mask.astype(np.float32)
    distance = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(np.clip(1 - distance / np.float32(pixels + 1), 0, 1), dtype=np.float32)
