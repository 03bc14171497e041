"""Figures about what a picture looks like: structural similarity, and how much fine texture it holds."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import luma

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_SIGMA: Final = 1.5
_SIDE: Final = 11
_C1, _C2 = 0.01**2, 0.03**2
_FINE: Final = 1.2
"""Gaussian sigma (pixels) over which detail counts as fine texture: grain, hair, weave of cloth."""


def ssim(a: Array, b: Array, where: Mask | None = None) -> float:
    """Return the mean structural similarity of the luma of two HxWx3 pictures 0..1, over `where` (HxW) if given.

    Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment", IEEE Trans. Image Processing 13 (2004): Gaussian
    window of 11 x 11, sigma 1.5, K1 = 0.01, K2 = 0.03. 1 for equal pictures and for an empty `where`.
    """
    one, other = luma(a).astype(np.float64), luma(b).astype(np.float64)
    mean_1, mean_2 = _mean(one), _mean(other)
    variance_1, variance_2 = _mean(one * one) - mean_1**2, _mean(other * other) - mean_2**2
    covariance = _mean(one * other) - mean_1 * mean_2
    similarity = ((2 * mean_1 * mean_2 + _C1) * (2 * covariance + _C2)) / (
        (mean_1**2 + mean_2**2 + _C1) * (variance_1 + variance_2 + _C2)
    )
    chosen = similarity if where is None else similarity[where]
    return float(chosen.mean()) if chosen.size else 1.0


def texture_ratio(picture: Array, reference: Array) -> float:
    """Return the energy of fine detail in a picture's luma over that in the reference's.

    Below 1 something was smoothed away, above 1 grain or sharpening was added. 1 where the reference has no detail.
    """
    energy = float((_fine(reference) ** 2).mean())
    return float((_fine(picture) ** 2).mean()) / energy if energy > 0 else 1.0


def texture_kept(picture: Array, reference: Array) -> float:
    """Return how much of the reference's own fine detail a picture still has: 1 all of it, whatever grain lies on top.

    The regression of the picture's fine detail on the reference's; noise that is not in the reference counts nothing.
    """
    fine = _fine(reference)
    energy = float((fine**2).sum())
    return float((_fine(picture) * fine).sum()) / energy if energy > 0 else 1.0


def _mean(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(values, (_SIDE, _SIDE), _SIGMA, borderType=cv2.BORDER_REFLECT))


def _fine(picture: Array) -> Array:
    light = luma(picture)
    return np.asarray(light - cv2.GaussianBlur(light, (0, 0), _FINE), dtype=np.float32)
