"""How different two colours look: CIELAB and CIEDE2000.

Sources: ITU-R BT.709 primaries with BT.1886 gamma 2.4; CIE 15 (CIELAB, D65); Sharma, Wu and Dalal, "The CIEDE2000
Color-Difference Formula", Color Research and Application 30 (2005).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from restoration.color.coding import DISPLAY_GAMMA

Floats = npt.NDArray[np.float64]

_XYZ_FROM_RGB: Final = np.array(
    [
        [0.4123907993, 0.3575843394, 0.1804807884],
        [0.2126390059, 0.7151686788, 0.0721923154],
        [0.0193308187, 0.1191947798, 0.9505321522],
    ]
)
_WHITE: Final = _XYZ_FROM_RGB.sum(axis=1)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27
_CHROMA_POWER: Final = 25.0**7


def lab_from_display(pixels: npt.NDArray[np.floating]) -> Floats:
    """Return CIELAB (L 0..100, a, b; D65) of Rec.709 display codes, ... x 3."""
    linear = np.clip(np.asarray(pixels, dtype=np.float64), 0, 1) ** DISPLAY_GAMMA
    relative = linear @ (_XYZ_FROM_RGB / _WHITE[:, None]).T
    f = np.where(relative > _EPSILON, np.cbrt(relative), (_KAPPA * relative + 16) / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])],
        axis=-1,
    )


def ciede2000(first: Floats, second: Floats) -> Floats:
    """Return the CIEDE2000 difference of two arrays of CIELAB colours (... x 3); about 1 is just visible."""
    grey = 0.5 * (1 - np.sqrt(_saturating((_chroma(first) + _chroma(second)) / 2)))
    lightness_1, chroma_1, hue_1 = _polar(first, grey)
    lightness_2, chroma_2, hue_2 = _polar(second, grey)
    lightness, chroma = (lightness_1 + lightness_2) / 2, (chroma_1 + chroma_2) / 2
    is_grey = chroma_1 * chroma_2 == 0
    turn = np.where(is_grey, 0, (hue_2 - hue_1 + 180) % 360 - 180)
    turn = np.where((turn == -180) & (hue_2 > hue_1), 180, turn)
    hue = np.where(is_grey, hue_1 + hue_2, _middle_hue(hue_1, hue_2))
    delta_lightness = (lightness_2 - lightness_1) / (
        1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    )
    delta_chroma = (chroma_2 - chroma_1) / (1 + 0.045 * chroma)
    delta_hue = 2 * np.sqrt(chroma_1 * chroma_2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * _hue_part(hue))
    rotation = -np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))) * 2 * np.sqrt(_saturating(chroma))
    squared = delta_lightness**2 + delta_chroma**2 + delta_hue**2 + rotation * delta_chroma * delta_hue
    return np.asarray(np.sqrt(np.maximum(squared, 0)))


def mean_difference(first: npt.NDArray[np.floating], second: npt.NDArray[np.floating]) -> float:
    """Return the mean CIEDE2000 difference of two display pictures of the same size."""
    return float(ciede2000(lab_from_display(first), lab_from_display(second)).mean())


def _chroma(lab: Floats) -> Floats:
    return np.asarray(np.hypot(lab[..., 1], lab[..., 2]))


def _saturating(chroma: Floats) -> Floats:
    return np.asarray(chroma**7 / (chroma**7 + _CHROMA_POWER))


def _polar(lab: Floats, grey: Floats) -> tuple[Floats, Floats, Floats]:
    """Return lightness, chroma and hue (degrees, 0..360) with `a` stretched for near greys."""
    a, b = lab[..., 1] * (1 + grey), lab[..., 2]
    return lab[..., 0], np.asarray(np.hypot(a, b)), np.asarray(np.degrees(np.arctan2(b, a)) % 360)


def _middle_hue(first: Floats, second: Floats) -> Floats:
    """Return the hue half way between two along the shorter arc."""
    middle = (first + second) / 2
    is_far = np.abs(first - second) > 180
    return np.asarray(np.where(is_far, np.where(first + second < 360, middle + 180, middle - 180), middle))


def _hue_part(hue: Floats) -> Floats:
    """Return T of the formula: how hue differences weigh around the circle."""
    return np.asarray(
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
