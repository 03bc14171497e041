"""Pictures of a few hundred bytes, and what two copies of one picture have in common whatever their transfer."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

SHAPE: Final = (24, 32)
"""Rows and columns of a thumbnail."""
_SEEN: Final = (12, 16)
# 8-bit codes: what is never brighter in the whole film is a bar around the picture.
_BLACK: Final = 28
# Never taken for bars: more than this part of the rows or columns on one side.
_MOST_BAR: Final = 0.3
# Standard deviation (8-bit codes) of a picture in which nothing can be told apart.
_BLANK: Final = 3.0

Thumbnails = NDArray[np.uint8]
"""Lumas by frame: N x 24 x 32."""
Likenesses = NDArray[np.float32]
"""By frame, a vector of length 1 (0 for a blank picture): the product of two is 1 for the same picture."""


def thumbnail(luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a luma picture of any size at 24 x 32, its sides squeezed as they come."""
    rows, columns = SHAPE
    return np.asarray(cv2.resize(luma, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)


def likenesses(thumbnails: Thumbnails) -> Likenesses:
    """Return what is compared: without bars, brightness and contrast, in which transfers differ."""
    top, bottom = _picture(thumbnails.max(axis=(0, 2), initial=0))
    left, right = _picture(thumbnails.max(axis=(0, 1), initial=0))
    rows, columns = _SEEN
    vectors = np.zeros((len(thumbnails), rows * columns), np.float32)
    for frame, small in enumerate(thumbnails):
        inside = small[top:bottom, left:right].astype(np.float32)
        seen = cv2.resize(inside, (columns, rows), interpolation=cv2.INTER_AREA).ravel()
        seen -= seen.mean()
        if seen.std() >= _BLANK:
            vectors[frame] = seen / np.linalg.norm(seen)
    return vectors


def coarse(vectors: Likenesses) -> Likenesses:
    """Return a quarter of each vector, enough to propose offsets by."""
    rows, columns = _SEEN
    pooled = vectors.reshape(-1, rows // 2, 2, columns // 2, 2).mean(axis=(2, 4))
    return np.asarray(pooled.reshape(len(vectors), -1), np.float32)


def _picture(brightest: NDArray[np.uint8]) -> tuple[int, int]:
    """Return where the picture begins and ends between bars, of the brightest code of each row or column."""
    lit = np.flatnonzero(brightest > _BLACK)
    most = int(len(brightest) * _MOST_BAR)
    if len(lit) == 0:
        return 0, len(brightest)
    return min(int(lit[0]), most), max(int(lit[-1]) + 1, len(brightest) - most)
