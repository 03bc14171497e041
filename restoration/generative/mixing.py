"""What the model drew, laid over the faithful picture: its fine detail, in part, and never where people forbid it.

The difference between the two pictures is parted into wavelet bands (starlet, B3 spline: Starck and Murtagh, 1994).
What is coarser than the bands is the colour and light of the picture and stays that of the faithful one (the wavelet
colour fix of StableSR: Wang et al., IJCV 2024). It is taken from the same frame, so that it cannot flicker more than
the film does; nothing is fitted that could change from frame to frame or from window to window.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.starlet import smoothed

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

BANDS: Final = 5
"""Detail up to about 2 ** BANDS pixels of the enlarged picture may be the model's."""
FEATHER: Final = 16
"""Pixels of the enlarged picture around a protected place over which the model comes in again."""
CUT: Final = np.float32(0.01)
"""Codes of a detail that may be cut off at black and white."""
EVENINGS: Final = 3
"""How often the tone that this changes is brought back."""
_NEAR: Final = (5, 5)
_AREA: Final = (2**BANDS + 1, 2**BANDS + 1)
REACH: Final = 2 * 2**BANDS
"""Pixels around what is open that have a part in it, and a few more: the splines of all bands read 62."""


@dataclass(frozen=True)
class Bounds:
    """Where the model may draw in one picture: ``fidelity`` float32 H x W, 0 all that it draws to 1 nothing of it."""

    fidelity: Array

    @classmethod
    def of(cls, fidelity: Array, protected: Mask | None, scale: int) -> "Bounds":
        """Return the bounds of a picture enlarged `scale` times from maps h x w of the film's frame.

        Fidelity is interpolated, but 1 stays 1: nothing is drawn on what belongs to a pixel of the film in which
        nothing may be. Protected places are 1, and fall to the fidelity around them over FEATHER pixels.
        """
        height, width = fidelity.shape
        size = (width * scale, height * scale)
        large = np.asarray(cv2.resize(fidelity, size, interpolation=cv2.INTER_LINEAR), np.float32)
        large[np.repeat(np.repeat(fidelity >= 1, scale, 0), scale, 1)] = 1
        if protected is None or not protected.any():
            return cls(large)
        inside = np.repeat(np.repeat(protected, scale, 0), scale, 1)
        away = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5)
        return cls(np.maximum(large, np.clip(1 - away / np.float32(FEATHER), 0, 1)).astype(np.float32))

    @property
    def is_open(self) -> Mask:
        """Where anything may be drawn, H x W."""
        return np.asarray(self.fidelity < 1)


def mixed(faithful: Array, drawn: Array, bounds: Bounds) -> Array:
    """Return the faithful picture (H x W x 3 codes 0..1) with the fine detail that was drawn, 0..1.

    A band ``b`` (0 the finest) of the difference counts ``(1 - fidelity) ** (b + 1)``: the coarser, the more faithful.
    Where fidelity is 1 the result is the faithful picture bit for bit, whatever was drawn.
    """
    if not bounds.is_open.any():
        return faithful
    made = faithful.copy()
    part = tuple(_around(np.flatnonzero(bounds.is_open.any(axis=axis))) for axis in (1, 0))
    made[part] = _mixed(faithful[part], drawn[part], Bounds(bounds.fidelity[part]))
    return made


def _around(places: npt.NDArray[np.intp]) -> slice:
    """Return the range of rows, or of columns, from the first to the last of these, and what has a part in it."""
    return slice(max(0, int(places[0]) - REACH), int(places[-1]) + 1 + REACH)


def _mixed(faithful: Array, drawn: Array, bounds: Bounds) -> Array:
    freedom = (1 - bounds.fidelity)[..., None]
    rest = np.where(bounds.is_open[..., None], drawn - faithful, 0).astype(np.float32)
    added = np.zeros_like(rest)
    weight = freedom
    for band in range(BANDS):
        coarser = smoothed(rest, band)
        added += weight * (rest - coarser)
        rest = coarser
        weight = weight * freedom
    made = _within(faithful, added, freedom)
    return np.where(bounds.is_open[..., None], made, faithful)


def _within(faithful: Array, added: Array, freedom: Array) -> Array:
    """Return the sum within 0..1, of which the local means are those of the faithful picture.

    Near black and white there is no room for both halves of a detail, and the half that is left would change the tone:
    the whole detail is made fainter there, until it fits.
    """
    room = np.where(added < 0, faithful, 1 - faithful) + CUT
    fitting = np.minimum(room / np.maximum(np.abs(added), np.float32(1e-6)), 1).min(axis=2)
    least = cv2.erode(fitting, np.ones(_NEAR, np.uint8), borderType=cv2.BORDER_REPLICATE)
    faint = cv2.blur(least, _NEAR, borderType=cv2.BORDER_REPLICATE)[..., None]
    made = np.clip(faithful + faint * added, 0, 1)
    for _ in range(EVENINGS):
        shift = cv2.blur(made - faithful, _AREA, borderType=cv2.BORDER_REFLECT)
        shift = cv2.blur(shift, _AREA, borderType=cv2.BORDER_REFLECT)
        made = np.clip(made - freedom * shift, 0, 1)
    return np.asarray(made, np.float32)
