"""Lanczos enlargement that gives the picture back when it is scanned again, without ringing.

Interpolation alone is soft: averaging the enlarged picture over the area of each input pixel, as a scanner does, gives
less contrast than the input had. Iterative back-projection (Irani and Peleg, 1991) adds what is missing until it fits;
because both steps are linear and separable, its limit is one short filter before the interpolation (the prefilter of
generalised interpolation: Thevenaz, Blu and Unser, 2000). What overshoots the surroundings is then drawn back.
"""

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as nn

from restoration.enlargement import LOBES, SHARPENING_TAPS

Array = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

_DRAWN_BACK = 0.75
"""Part of an overshoot beyond the range of the surrounding input pixels that is taken back at full sharpness."""
_CIRCLE = 128


def enlarged(picture: Array, scale: int, sharpness: float) -> Array:
    """Return H x W x 3 codes enlarged to H*scale x W*scale x 3; ``sharpness`` 0..1 is the part of what is missing.

    Every output pixel is a sum over input pixels at most LOBES + SHARPENING_TAPS away: tiles do not matter.
    """
    if sharpness == 0:
        return np.clip(_interpolated(picture, scale), 0, 1)
    kernel = sharpness * refit(scale)
    kernel[SHARPENING_TAPS] += 1 - sharpness
    fitted = cv2.sepFilter2D(picture, -1, kernel, kernel, borderType=cv2.BORDER_REPLICATE)
    large = _interpolated(np.asarray(fitted, np.float32), scale)
    large += np.float32(_DRAWN_BACK * sharpness) * (np.clip(large, *range_around(picture, scale)) - large)
    return np.clip(large, 0, 1)


def reduced(large: Array, scale: int, drawing: int) -> Array:
    """Return a picture that is `drawing` times enlarged averaged over areas to one that is `scale` times."""
    height, width = (side // drawing * scale for side in large.shape[:2])
    return np.asarray(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA), np.float32)


@cache
def _refit(scale: int) -> tuple[float, ...]:
    response = np.zeros(_CIRCLE)
    taps = np.arange(-LOBES, LOBES + 1)
    response[taps] = _phases(scale).reshape(scale, -1).mean(dim=0).numpy()
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


def _interpolated(picture: Array, scale: int) -> Array:
    planes = torch.tensor(picture).permute(2, 0, 1).unsqueeze(1)
    with torch.inference_mode():
        taller = _lengthen(planes, scale)
        wider = _lengthen(taller.transpose(2, 3), scale).transpose(2, 3)
    return np.ascontiguousarray(wider.squeeze(1).permute(1, 2, 0).numpy())


@cache
def _phases(scale: int) -> torch.Tensor:
    """Return the kernels of the `scale` output rows that fall on one input row: scale x 1 x taps x 1, sums 1."""
    taps = torch.arange(-LOBES, LOBES + 1, dtype=torch.float64)
    centres = (torch.arange(scale, dtype=torch.float64) + 0.5) / scale - 0.5
    distance = taps[None, :] - centres[:, None]
    weights = torch.sinc(distance) * torch.sinc(distance / LOBES) * (distance.abs() < LOBES)
    weights = weights / weights.sum(dim=1, keepdim=True)
    return weights.to(torch.float32).reshape(scale, 1, 2 * LOBES + 1, 1)


def _lengthen(planes: torch.Tensor, scale: int) -> torch.Tensor:
    """Enlarge 3 x 1 x H x W along H; the border rows are repeated outwards."""
    padded = nn.pad(planes, (0, 0, LOBES, LOBES), mode="replicate")
    phases = nn.conv2d(padded, _phases(scale))
    count, _, height, width = phases.shape
    return phases.permute(0, 2, 1, 3).reshape(count, 1, height * scale, width)
