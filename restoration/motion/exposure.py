"""Slow differences of exposure between neighbouring pictures, evened out before these are compared."""

from typing import Final

import cv2
import numpy as np

from restoration.motion.flow import Array

MOST_GAIN: Final = 1.25
"""Pictures whose exposure differs by more are not evened out further."""
_STEP, _SIZE, _LEAST_LIGHT = 16, 5, np.float32(0.01)


def evened(picture: Array, current: Array) -> Array:
    """Return HxW luma `picture` with slow differences of exposure from `current` evened out.

    The gain is measured in blocks of 16 pixels, and filtered, so that dirt and motion are left alone.
    """
    height, width = picture.shape
    size = (max(1, width // _STEP), max(1, height // _STEP))
    one, other = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) + _LEAST_LIGHT for each in (current, picture))
    ratio = np.clip(one / other, 1 / MOST_GAIN, MOST_GAIN).astype(np.float32)
    gain = cv2.blur(cv2.medianBlur(ratio, _SIZE), (_SIZE, _SIZE))
    return np.asarray(cv2.multiply(picture, cv2.resize(gain, (width, height))), np.float32)
