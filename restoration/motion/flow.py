"""Motion between neighbouring pictures, for looking at them from one picture's point of view.

Motion is estimated with Dense Inverse Search (Kroeger et al., ECCV 2016; OpenCV's DISOpticalFlow) on half-size,
median-filtered 8-bit luma: the quantised luma steers the search only and never becomes a pixel.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

LUMA = np.array([[0.2126, 0.7152, 0.0722]], np.float32)
VISIBLE = 0.06
"""Difference in codes, over 3x3 pixels, that two prints of one picture do not show."""
_ROW = 1024
"""Scattered pixels are read in rows of this length: OpenCV's remap takes no side over 32767."""


def luma(frame: Array) -> Array:
    """Return the HxW luma of an HxWx3 picture."""
    return np.asarray(cv2.transform(frame, LUMA), dtype=np.float32)


@dataclass(frozen=True)
class Neighbour:
    """A neighbouring picture and the motion that leads to it: pixel p of the current one is at p + flow(p) there."""

    offset: int
    frame: Array
    flow: Array

    def seen_as_luma(self) -> Array:
        """Return the neighbour's luma moved onto the current picture."""
        height, width = self.flow.shape[:2]
        columns = np.arange(width, dtype=np.float32)[None, :] + self.flow[..., 0]
        rows = np.arange(height, dtype=np.float32)[:, None] + self.flow[..., 1]
        return np.asarray(_read(luma(self.frame), columns, rows, cv2.INTER_CUBIC), dtype=np.float32)

    def seen_at(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], flow: Array) -> Array:
        """Return the neighbour's colours (N x 3) where pixels (rows, columns) went under `flow` (N x 2)."""
        count = len(rows)
        size = -count % _ROW
        x = np.pad(columns.astype(np.float32) + flow[:, 0], (0, size)).reshape(-1, _ROW)
        y = np.pad(rows.astype(np.float32) + flow[:, 1], (0, size)).reshape(-1, _ROW)
        colours = _read(self.frame, x, y, cv2.INTER_CUBIC)
        return np.asarray(np.clip(colours.reshape(-1, 3)[:count], 0, 1), dtype=np.float32)


def neighbours(frames: dict[int, Array]) -> list[Neighbour]:
    """Return the neighbours of `frames[0]` (keys are offsets from it), nearest first, with the motion to each."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    low, high = (float(value) for value in np.percentile(luma(frames[0])[::4, ::4], (0.5, 99.5)))
    current = _search_picture(frames[0], low, high)
    found = []
    for offset in sorted((offset for offset in frames if offset), key=lambda offset: (abs(offset), offset)):
        still = np.zeros((*current.shape, 2), np.float32)
        half = search.calc(current, _search_picture(frames[offset], low, high), still)
        height, width = frames[0].shape[:2]
        scale = np.array([width / half.shape[1], height / half.shape[0]], np.float32)
        flow = cv2.resize(half, (width, height), interpolation=cv2.INTER_LINEAR) * scale
        found.append(Neighbour(offset, frames[offset], flow))
    return found


def without_repeats(frames: dict[int, Array]) -> dict[int, Array]:
    """Return the frames that are not the same picture as `frames[0]`: a repeat carries the same dirt.

    Telecine and step-printing repeat pictures; a repeat may differ by compression, but nowhere visibly.
    """
    current = luma(frames[0])
    return {
        offset: frame
        for offset, frame in frames.items()
        if offset == 0 or _visibly_different(cv2.blur(luma(frame) - current, (3, 3)))
    }


def _visibly_different(difference: npt.NDArray[Any]) -> bool:
    return int((np.abs(difference) > VISIBLE).sum()) > 2


def _search_picture(frame: Array, low: float, high: float) -> Bytes:
    """Return half-size 8-bit luma stretched from `low`..`high`, with small specks filtered out."""
    height, width = frame.shape[:2]
    size = (max(16, (width + 1) // 2), max(16, (height + 1) // 2))
    small = cv2.resize(luma(frame), size, interpolation=cv2.INTER_AREA)
    stretched = np.clip((small - low) * (255 / max(high - low, 1 / 255)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.medianBlur(stretched, 3), dtype=np.uint8)


def _read(picture: Array, x: Array, y: Array, interpolation: int) -> npt.NDArray[Any]:
    read: npt.NDArray[Any] = cv2.remap(picture, x, y, interpolation, borderMode=cv2.BORDER_REPLICATE)
    return read
