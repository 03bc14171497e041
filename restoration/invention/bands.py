"""Detail by size (``restoration.starlet``), and how strong it is around each pixel."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.starlet import smoothed

Array = npt.NDArray[np.float32]

BORDER: Final = cv2.BORDER_REFLECT_101


def details(picture: Array, bands: int) -> list[Array]:
    """Return the ``bands`` finest bands of an H x W picture, the finest first; band n holds about 2^n pixels."""
    found = []
    for band in range(bands):
        softer = smoothed(picture, band)
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
