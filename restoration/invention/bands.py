"""Detail by size, and how strong it is around each pixel.

The bands are those of the undecimated "a trous" wavelet of the B3 spline (Starck and Murtagh, Astronomical Image and
Data Analysis, 2002): the difference of a picture and itself made softer by a filter of five taps, whose taps lie twice
as far apart in each further band. They add up to the picture, need no decimation and so no alignment to a grid.
"""

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_SPLINE: Final = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
BORDER: Final = cv2.BORDER_REFLECT_101


def details(picture: Array, bands: int) -> list[Array]:
    """Return the ``bands`` finest bands of an H x W picture, the finest first; band n holds about 2^n pixels."""
    found = []
    for band in range(bands):
        softer = np.asarray(cv2.sepFilter2D(picture, -1, _taps(band), _taps(band), borderType=BORDER), np.float32)
        found.append(picture - softer)
        picture = softer
    return found


def detail(picture: Array, bands: int) -> Array:
    """Return the ``bands`` finest bands of an H x W picture together."""
    return np.sum(details(picture, bands), axis=0, dtype=np.float32)


def energy(values: Array, around: float) -> Array:
    """Return the mean square of H x W values around each pixel, by a Gaussian of ``around`` pixels (sigma)."""
    return softened(values * values, around)


def softened(values: Array, around: float) -> Array:
    """Return H x W values averaged by a Gaussian of ``around`` pixels (sigma)."""
    return np.asarray(cv2.GaussianBlur(values, (0, 0), around, borderType=BORDER), np.float32)


@cache
def _taps(band: int) -> Array:
    taps = np.zeros(4 * (1 << band) + 1, np.float32)
    taps[:: 1 << band] = _SPLINE
    return taps
