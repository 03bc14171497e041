"""What film and lens themselves do: faded dyes, a soft lens, grain, the contrast of a print."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.density import codes, density
from restoration.damage.parameters import DamageParameters

Array = npt.NDArray[np.float32]

MID_GREY_DENSITY = np.float32(0.75)
"""Density that a print of another contrast keeps: 18 % grey."""


def faded(frame: Array, parameters: DamageParameters) -> Array:
    """Return HxWx3 codes whose dyes lost density and whose base is stained; the very input where nothing is lost.

    A layer's density becomes ``density * (1 - lost) + stain``; the dyes' unwanted absorptions are left out.
    """
    if not any(parameters.fade) and not any(parameters.fade_stain):
        return frame
    kept = np.float32(1) - np.array(parameters.fade, np.float32)
    return codes(density(frame) * kept + np.array(parameters.fade_stain, np.float32))


def lens_kernel(random: np.random.Generator, parameters: DamageParameters) -> Array | None:
    """Return a Gaussian kernel with two sigmas along an axis that ``random`` draws; None for a sharp lens."""
    angle = float(random.uniform(0, np.pi))
    if parameters.blur == 0:
        return None
    along, across = parameters.blur, max(0.05, parameters.blur * parameters.blur_ratio)
    reach = int(np.ceil(3 * along))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    kernel = np.exp(-0.5 * ((u / along) ** 2 + (v / across) ** 2))
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def blurred(frame: Array, kernel: Array | None) -> Array:
    """Return the picture through the lens; the very input for a sharp one."""
    if kernel is None:
        return frame
    return np.asarray(cv2.filter2D(frame, -1, kernel, borderType=cv2.BORDER_REPLICATE), dtype=np.float32)


def grain(film: Array, random: np.random.Generator, parameters: DamageParameters) -> Array:
    """Return density noise for HxWx3 densities: mostly shared by the layers, correlated over `grain_size` pixels."""
    height, width = film.shape[:2]
    shared = random.standard_normal((height, width, 1), dtype=np.float32)
    own = random.standard_normal((height, width, 3), dtype=np.float32)
    noise = np.float32(0.9) * shared + np.float32(0.44) * own
    if parameters.grain_size > 0:
        noise = cv2.GaussianBlur(noise, (0, 0), parameters.grain_size)
    noise = noise * np.float32(parameters.grain)
    if parameters.grain_response > 0:
        follows = np.float32(parameters.grain_response)
        noise = noise * (1 - follows + follows * np.sqrt(np.maximum(film, 0)))
    return np.asarray(noise, dtype=np.float32)


def printed(frame: Array, parameters: DamageParameters) -> Array:
    """Return the picture on a print of another contrast; the very input at gamma 1."""
    if parameters.print_gamma == 1:
        return frame
    return codes(MID_GREY_DENSITY + np.float32(parameters.print_gamma) * (density(frame) - MID_GREY_DENSITY))
