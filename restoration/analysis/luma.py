"""The small pictures that measurements look at."""

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

MAX_WIDTH = 640
"""Wider scans are measured at this width: enough for weave of a tenth of a pixel, and fast on a whole film."""

_WEIGHTS = np.array([[0.2126, 0.7152, 0.0722]], np.float32)


def small_luma(pixels: npt.NDArray[np.uint16], bit_depth: int) -> Array:
    """Return the luma 0..1 of an HxWx3 picture of whole codes, at most MAX_WIDTH wide."""
    height, width = pixels.shape[:2]
    if width > MAX_WIDTH:
        size = (MAX_WIDTH, max(1, round(height * MAX_WIDTH / width)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint16)
    return luma(pixels, bit_depth)


def luma(pixels: npt.NDArray[np.uint16], bit_depth: int) -> Array:
    """Return the luma 0..1 of an HxWx3 picture of whole codes."""
    weighted = cv2.transform(pixels.astype(np.float32), _WEIGHTS)
    return np.asarray(weighted / np.float32((1 << bit_depth) - 1), dtype=np.float32)
