"""The starlet transform: detail by size, undecimated, so that nothing depends on where a grid lies.

A band is the difference of a picture and itself made softer by a B3 spline of five taps, which lie twice as far apart
in each further band (Starck, Murtagh and Fadili, Sparse Image and Signal Processing, 2010). The bands and what is left
add up to the picture.
"""

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_SPLINE: Final = np.array([1, 4, 6, 4, 1], np.float32) / 16


def smoothed(picture: Array, band: int) -> Array:
    """Return a picture, H x W (x C), without the detail of a band: 0 is the finest, band n of about 2^n pixels."""
    taps = _taps(band)
    return np.asarray(cv2.sepFilter2D(picture, -1, taps, taps, borderType=cv2.BORDER_REFLECT), np.float32)


@cache
def _taps(band: int) -> Array:
    taps = np.zeros(4 * 2**band + 1, np.float32)
    taps[:: 2**band] = _SPLINE
    return taps
