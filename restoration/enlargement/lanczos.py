"""Lanczos enlargement that gives the picture back when it is scanned again, without ringing.

Interpolation alone is soft: averaging the enlarged picture over the area of each input pixel, as a scanner does, gives
less contrast than the input had. Iterative back-projection (Irani and Peleg, 1991) adds what is missing until it fits;
because both steps are linear and separable, its limit is one short filter before the interpolation (the prefilter of
generalised interpolation: Thevenaz, Blu and Unser, 2000). What overshoots the surroundings is then drawn back.
"""

from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.enlargement import LOBES, SHARPENING_TAPS

Array = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

DRAWN_BACK: Final = 0.75
"""Part of an overshoot beyond the range of the surrounding input pixels that is taken back at full sharpness."""
_CIRCLE: Final = 128
_SAME: Final = np.ones(1)


def enlarged(picture: Array, scale: int, sharpness: float) -> Array:
    """Return H x W x 3 codes enlarged to H*scale x W*scale x 3; ``sharpness`` 0..1 is the part of what is missing.

    Every output pixel is a sum over input pixels at most LOBES + SHARPENING_TAPS away: tiles do not matter.
    """
    large = refitted(picture, scale, sharpness) if sharpness else _interpolated(picture, scale)
    return np.clip(large, 0, 1, out=large)


def refitted(picture: Array, scale: int, sharpness: float) -> Array:
    """Return the same, for H x W (x any channels), before codes are held to 0..1."""
    kernel = sharpness * refit(scale)
    kernel[SHARPENING_TAPS] += 1 - sharpness
    fitted = cv2.sepFilter2D(picture, -1, kernel, kernel, borderType=cv2.BORDER_REPLICATE)
    large = _interpolated(np.asarray(fitted, np.float32), scale)
    lowest, highest = range_around(picture, scale)
    held = cv2.min(cv2.max(large, lowest, dst=lowest), highest, dst=lowest)
    part = DRAWN_BACK * sharpness
    return np.asarray(cv2.addWeighted(held, part, large, 1 - part, 0, dst=large), np.float32)


def reduced(large: Array, scale: int, drawing: int) -> Array:
    """Return a picture that is `drawing` times enlarged averaged over areas to one that is `scale` times."""
    height, width = (side // drawing * scale for side in large.shape[:2])
    return np.asarray(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA), np.float32)


@cache
def _refit(scale: int) -> tuple[float, ...]:
    response = np.zeros(_CIRCLE)
    taps = np.arange(-LOBES, LOBES + 1)
    response[taps] = phases(scale).mean(axis=0)
    inverse = np.fft.ifft(1 / np.fft.fft(response).real).real
    kernel = inverse[np.arange(-SHARPENING_TAPS, SHARPENING_TAPS + 1)]
    return tuple(kernel / kernel.sum())


def refit(scale: int) -> Floats:
    """Return the symmetric filter, 2*SHARPENING_TAPS+1 long, that undoes interpolation and averaging over pixels."""
    return np.array(_refit(scale))


def range_around(picture: Array, scale: int) -> tuple[Array, Array]:
    """Return the lowest and highest codes (of the output's size) of the 3 x 3 input pixels around each place."""
    near = np.ones((3, 3), np.uint8)
    size = (picture.shape[1] * scale, picture.shape[0] * scale)
    lowest, highest = (
        cv2.resize(edge(picture, near, borderType=cv2.BORDER_REPLICATE), size, interpolation=cv2.INTER_LINEAR)
        for edge in (cv2.erode, cv2.dilate)
    )
    return np.asarray(lowest, np.float32), np.asarray(highest, np.float32)


def phases(scale: int) -> Floats:
    """Return the kernels of the output pixels that fall on one input pixel: scale x 2*LOBES+1, each of sum 1."""
    taps = np.arange(-LOBES, LOBES + 1)
    centres = (np.arange(scale) + 0.5) / scale - 0.5
    distance = taps[None, :] - centres[:, None]
    weights = np.sinc(distance) * np.sinc(distance / LOBES) * (np.abs(distance) < LOBES)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float64)


def _interpolated(picture: Array, scale: int) -> Array:
    """Enlarge H x W (x channels) along H, then along W; the border is repeated outwards."""
    height, width, *channels = picture.shape
    taller = np.empty((height * scale, width, *channels), np.float32)
    wider = np.empty((height * scale, width * scale, *channels), np.float32)
    for place, kernel in enumerate(phases(scale)):
        taller[place::scale] = cv2.sepFilter2D(picture, -1, _SAME, kernel, borderType=cv2.BORDER_REPLICATE)
    for place, kernel in enumerate(phases(scale)):
        wider[:, place::scale] = cv2.sepFilter2D(taller, -1, kernel, _SAME, borderType=cv2.BORDER_REPLICATE)
    return wider
