"""What a print made from a negative looks like on a screen, and back: one S-curve for each channel.

The density of the print over that of the negative (Hurter and Driffield's characteristic curve) is a logistic curve
with the shape of a colour print stock. It is placed so that a grey card on a Cineon scan (code 445) gives 18 % of the
screen's light with a contrast of 2.0 there, that is 1.2 over all with a negative of gamma 0.6; the lightest and the
darkest code become the screen's white and black. Both ways are closed forms.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from restoration.color.coding import DISPLAY_GAMMA, PRINTING_DENSITY_RANGE

Floats = npt.NDArray[np.float64]

GREY_DENSITY: Final = 445 / 1023 * PRINTING_DENSITY_RANGE
GREY_LIGHT: Final = 0.18
CONTRAST: Final = 2.0
PRINT_RANGE: Final = 4.0
"""Density of the curve's shoulder above its toe; the screen's black is reached before."""

_GREY_PART: Final = -float(np.log10(GREY_LIGHT)) / PRINT_RANGE
_STEEPNESS: Final = CONTRAST / (PRINT_RANGE * _GREY_PART * (1 - _GREY_PART))
_MIDDLE: Final = GREY_DENSITY - float(np.log(1 / _GREY_PART - 1)) / _STEEPNESS


def _light(density: Floats) -> Floats:
    return np.asarray(10 ** (-PRINT_RANGE / (1 + np.exp(_STEEPNESS * (density - _MIDDLE)))))


_BLACK: Final = float(_light(np.array(0.0)))
_WHITE: Final = float(_light(np.array(PRINTING_DENSITY_RANGE)))


def display_from_density(density: npt.NDArray[np.floating]) -> Floats:
    """Return display codes 0..1 of a print from a negative of this density above D-min (0..2.048; beyond is held)."""
    held = np.clip(np.asarray(density, dtype=np.float64), 0, PRINTING_DENSITY_RANGE)
    relative = (_light(held) - _BLACK) / (_WHITE - _BLACK)
    return np.asarray(np.clip(relative, 0, 1) ** (1 / DISPLAY_GAMMA))


def density_from_display(codes: npt.NDArray[np.floating]) -> Floats:
    """Return the density above D-min of the negative whose print has these display codes (beyond 0..1 is held)."""
    relative = np.clip(np.asarray(codes, dtype=np.float64), 0, 1) ** DISPLAY_GAMMA
    light = _BLACK + relative * (_WHITE - _BLACK)
    part = -np.log10(light) / PRINT_RANGE
    return np.asarray(_MIDDLE + np.log(1 / part - 1) / _STEEPNESS)
