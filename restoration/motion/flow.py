"""Motion between neighbouring pictures, for looking at them from one picture's point of view.

Motion is estimated with Dense Inverse Search (Kroeger et al., ECCV 2016; OpenCV's DISOpticalFlow) on reduced,
median-filtered 8-bit luma: the quantised luma steers the search only and never becomes a pixel.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

LUMA = np.array([[0.2126, 0.7152, 0.0722]], np.float32)
VISIBLE = 0.06
"""Difference in codes, over 3x3 pixels, that two copies of one picture show nowhere."""
NEARLY_NOTHING = 0.004
"""Mean difference in codes, over 3x3 pixels, that they do not reach: the grain of two pictures differs by more."""
QUICK_FINEST_SCALE = 2
"""A quick search stops at blocks of 4x4 pixels of its reduced picture: a quarter of the work, a little less exact."""
FEW = 2
"""Pixels that may do so all the same."""
_BAND = 128
_NO_SECOND_MAP = np.empty((0, 0), np.float32)
_ROW = 1024
"""Scattered pixels are read in rows of this length: OpenCV's remap takes no side over 32767."""


def luma(frame: Array) -> Array:
    """Return the HxW luma of an HxWx3 picture."""
    return np.asarray(cv2.transform(frame, LUMA), dtype=np.float32)


@dataclass(frozen=True)
class Neighbour:
    """A neighbouring picture and the motion that leads to it: pixel p of the current one is at p + flow(p) there.

    ``luma``: HxW, of the neighbouring picture as it lies there. ``coarse_flow``: H' x W' x 2 on the grid of the search,
    in pixels (x, y) of the picture itself.
    """

    offset: int
    frame: Array
    luma: Array
    coarse_flow: Array

    @cached_property
    def flow(self) -> Array:
        """The motion of every pixel, HxWx2."""
        height, width = self.frame.shape[:2]
        return np.asarray(cv2.resize(self.coarse_flow, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)

    def seen_as_luma(self) -> Array:
        """Return the neighbour's luma moved onto the current picture."""
        height, width = self.frame.shape[:2]
        maps = self.flow + _grid(height, width)
        return np.asarray(_read(self.luma, maps, cv2.INTER_CUBIC), dtype=np.float32)

    def seen_at(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], flow: Array) -> Array:
        """Return the neighbour's colours (N x 3) where pixels (rows, columns) went under `flow` (N x 2)."""
        return np.clip(read_at(self.frame, rows, columns, flow), 0, 1)

    def luma_at(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], flow: Array) -> Array:
        """Return the neighbour's luma (N) where pixels (rows, columns) went under `flow` (N x 2)."""
        return read_at(self.luma, rows, columns, flow)


def neighbours(
    frames: Mapping[int, Array],
    reduction: int = 2,
    quick: Collection[int] = (),
    lumas: Mapping[int, Array] | None = None,
) -> list[Neighbour]:
    """Return the neighbours of `frames[0]` (keys are offsets from it), nearest first, with the motion to each.

    The search looks at pictures `reduction` times smaller (1..8); for the offsets in `quick` it stops earlier.
    `lumas`: those of the frames, where the caller has them.
    """
    lumas = lumas or {offset: luma(frame) for offset, frame in frames.items()}
    thorough, hasty = _search(), _search()
    hasty.setFinestScale(QUICK_FINEST_SCALE)
    low, high = (float(value) for value in np.percentile(lumas[0][::4, ::4], (0.5, 99.5)))
    searched = _search_picture(lumas[0], low, high, reduction)
    height, width = lumas[0].shape
    scale = np.array([width / searched.shape[1], height / searched.shape[0]], np.float32)
    found = []
    for offset in sorted((offset for offset in frames if offset), key=lambda offset: (abs(offset), offset)):
        other = _search_picture(lumas[offset], low, high, reduction)
        search = hasty if offset in quick else thorough
        flow = search.calc(searched, other, np.zeros((*searched.shape, 2), np.float32))
        found.append(Neighbour(offset, frames[offset], lumas[offset], np.asarray(flow * scale, dtype=np.float32)))
    return found


def repeats(lumas: Mapping[int, Array]) -> list[int]:
    """Return the offsets of the pictures that are the same as that at 0: a repeat carries the same dirt.

    Telecine and step-printing repeat pictures; a repeat may differ by compression, but nowhere visibly.
    """
    return [offset for offset, bright in lumas.items() if offset and not _visibly_different(bright, lumas[0])]


def read_at(picture: Array, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], flow: Array) -> Array:
    """Return what `picture` (HxW or HxWxC) shows, by cubic interpolation, at pixels (rows, columns) moved by `flow`."""
    count = len(rows)
    if count == 0:
        return np.zeros((0, *picture.shape[2:]), np.float32)
    maps = np.zeros((count + -count % _ROW, 2), np.float32)
    maps[:count, 0], maps[:count, 1] = columns, rows
    maps[:count] += flow
    values = _read(picture, maps.reshape(-1, _ROW, 2), cv2.INTER_CUBIC)
    return np.asarray(values.reshape(-1, *picture.shape[2:])[:count], dtype=np.float32)


def _search() -> cv2.DISOpticalFlow:
    """Return a search between OpenCV's presets FAST and MEDIUM: twice as fast as this one and as good for repairs."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    search.setPatchStride(4)
    search.setGradientDescentIterations(12)
    search.setVariationalRefinementIterations(3)
    return search


def _visibly_different(one: Array, other: Array) -> bool:
    """Look at bands of the pictures, for most differ in the first."""
    visible, total = 0, 0.0
    for top in range(0, one.shape[0], _BAND):
        rows = slice(top, top + _BAND)
        difference = cv2.blur(cv2.subtract(one[rows], other[rows]), (3, 3))
        visible += difference.size - cv2.countNonZero(cv2.inRange(difference, -VISIBLE, VISIBLE))
        total += cv2.norm(difference, cv2.NORM_L1)
        if visible > FEW or total > NEARLY_NOTHING * one.size:
            return True
    return False


def _search_picture(bright: Array, low: float, high: float, reduction: int) -> Bytes:
    """Return reduced 8-bit luma stretched from `low`..`high`, with small specks filtered out."""
    height, width = bright.shape
    size = (max(16, -(-width // reduction)), max(16, -(-height // reduction)))
    small = bright if size == (width, height) else cv2.resize(bright, size, interpolation=cv2.INTER_AREA)
    stretched = cv2.convertScaleAbs(np.maximum(small - np.float32(low), 0), alpha=255 / max(high - low, 1 / 255))
    return np.asarray(cv2.medianBlur(stretched, 3), dtype=np.uint8)


@lru_cache(maxsize=4)
def _grid(height: int, width: int) -> Array:
    """Return every pixel's own place (x, y), HxWx2."""
    grid = np.empty((height, width, 2), np.float32)
    grid[..., 0] = np.arange(width, dtype=np.float32)[None, :]
    grid[..., 1] = np.arange(height, dtype=np.float32)[:, None]
    grid.flags.writeable = False
    return grid


def _read(picture: Array, maps: Array, interpolation: int) -> npt.NDArray[Any]:
    read: npt.NDArray[Any] = cv2.remap(picture, maps, _NO_SECOND_MAP, interpolation, borderMode=cv2.BORDER_REPLICATE)
    return read
