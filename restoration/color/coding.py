"""What the codes of a scan stand for: film density and linear light, and back, for each coding that a scan declares.

Sources: ITU-R BT.1886 (display), SMPTE ST 268-1 and Kodak's Cineon (printing density), AMPAS S-2016-001 (ACEScct).
Codes are float, 0..1 over the whole range of the file's integers; every function keeps the shape and returns float32.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import ScanCoding

Array = npt.NDArray[np.float32]
DMin = tuple[float, float, float]
NO_D_MIN: Final[DMin] = (0.0, 0.0, 0.0)

DISPLAY_GAMMA: Final = 2.4
"""BT.1886 with a black of zero."""
TOE_CODE: Final = 0.0316
"""Display codes below this (density 3.6, the black of a print) go on along the tangent: no film is denser."""

PRINTING_DENSITY_RANGE: Final = 2.048
"""Density over the whole range of printing-density codes: 0.002 for each of 10 bits."""
REFERENCE_WHITE: Final = 685 / 1023
"""Where a 90 % white of the scene lies on a Cineon scan."""
WHITE_DENSITY: Final = REFERENCE_WHITE * PRINTING_DENSITY_RANGE
NEGATIVE_GAMMA: Final = 0.6
"""Density of a camera negative per log10 of exposure."""

HALF_MAX: Final = 65504.0
"""The largest half float: light of scene-log code 1."""
_CCT_BREAK, _CCT_SLOPE, _CCT_OFFSET = 0.0078125, 10.5402377416545, 0.0729055341958355
_CCT_STOPS, _CCT_SHIFT = 17.52, 9.72
_CCT_TOP: Final = float((np.log2(HALF_MAX) + _CCT_SHIFT) / _CCT_STOPS)
_CCT_BREAK_CODE: Final = (float(np.log2(_CCT_BREAK)) + _CCT_SHIFT) / _CCT_STOPS

SCENE_LOG_RANGE: Final = _CCT_TOP * _CCT_STOPS * float(np.log10(2))
"""log10 of light over the whole range of scene-log codes, above their linear toe."""

_TINY = 1e-12
_LOG_TOE: Final = -DISPLAY_GAMMA * float(np.log10(TOE_CODE))
_TOE_SLOPE: Final = DISPLAY_GAMMA / (TOE_CODE * float(np.log(10)))


def scene_log_from_linear(light: npt.NDArray[np.floating]) -> Array:
    """Return the scene-log codes 0..1 of linear light (0.18 is a grey card), as read from EXR.

    The ACEScct curve divided by its value at 65504. Light below -0.0069 and NaN are code 0, +inf is code 1.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        finite = np.nan_to_num(light, nan=-HALF_MAX, posinf=2 * HALF_MAX, neginf=-HALF_MAX)
        known = finite.astype(np.float32, copy=False)
        log = (np.log2(np.maximum(known, _CCT_BREAK)) + np.float32(_CCT_SHIFT)) / np.float32(_CCT_STOPS)
        toe = known * np.float32(_CCT_SLOPE) + np.float32(_CCT_OFFSET)
    curve = np.where(known <= _CCT_BREAK, toe, log)
    return np.asarray(np.clip(curve / np.float32(_CCT_TOP), 0, 1), dtype=np.float32)


def linear_from_scene_log(codes: npt.NDArray[np.floating]) -> Array:
    """Return the linear light of scene-log codes: the inverse of `scene_log_from_linear` from -0.0069 to 65504."""
    curve = codes.astype(np.float32, copy=False) * np.float32(_CCT_TOP)
    toe = (curve - np.float32(_CCT_OFFSET)) / np.float32(_CCT_SLOPE)
    log = np.exp2(curve * np.float32(_CCT_STOPS) - np.float32(_CCT_SHIFT))
    return np.asarray(np.where(curve <= _CCT_BREAK_CODE, toe, log), dtype=np.float32)


def density_from_codes(codes: npt.NDArray[np.floating], coding: ScanCoding) -> Array:
    """Return the density of the film that the codes stand for.

    ``display``: of the film as it looks, 0 where it lets all light through, growing as codes fall, whether it is a
    negative or not. ``printing_density``: above D-min, growing with the codes. ``scene_log``: of a negative of gamma
    one, growing with the codes. All three are one to one over all codes, 0 included.
    """
    if coding.coding == "printing_density":
        return np.asarray(codes * np.float32(PRINTING_DENSITY_RANGE), dtype=np.float32)
    if coding.coding == "scene_log":
        return np.asarray(codes * np.float32(SCENE_LOG_RANGE), dtype=np.float32)
    body = np.float32(-DISPLAY_GAMMA) * np.log10(np.maximum(codes, np.float32(TOE_CODE)))
    toe = np.float32(_TOE_SLOPE) * np.maximum(np.float32(TOE_CODE) - codes, 0)
    return np.asarray(body + toe, dtype=np.float32)


def codes_from_density(density: npt.NDArray[np.floating], coding: ScanCoding) -> Array:
    """Return the codes of a density: the inverse of `density_from_codes`; not clipped."""
    if coding.coding == "printing_density":
        return np.asarray(density / np.float32(PRINTING_DENSITY_RANGE), dtype=np.float32)
    if coding.coding == "scene_log":
        return np.asarray(density / np.float32(SCENE_LOG_RANGE), dtype=np.float32)
    body = np.exp2(np.minimum(density, np.float32(_LOG_TOE)) * np.float32(-np.log2(10) / DISPLAY_GAMMA))
    toe = np.maximum(density - np.float32(_LOG_TOE), 0) / np.float32(_TOE_SLOPE)
    return np.asarray(body - toe, dtype=np.float32)


def scene_density(codes: npt.NDArray[np.floating], coding: ScanCoding, d_min: DMin = NO_D_MIN) -> Array:
    """Return the density above D-min of the negative that was, or could have been, in the camera: it grows with light.

    ``d_min``: density of clear film by channel (the orange mask) for a display scan of a negative; other codings are
    above D-min already. A display scan of a positive has no such density: its codes are the picture.
    """
    if coding.coding == "display":
        return np.asarray(density_from_codes(codes, coding) - np.array(d_min, dtype=np.float32), dtype=np.float32)
    return density_from_codes(1 - codes if coding.is_negative else codes, coding)


def linear_from_codes(codes: npt.NDArray[np.floating], coding: ScanCoding, d_min: DMin = NO_D_MIN) -> Array:
    """Return linear light; of a negative, that of the scene on it.

    ``display``: relative to the screen's white. ``printing_density`` and negatives: relative to a white at Cineon code
    685 (density 1.371 above D-min), by a gamma of 0.6. ``scene_log``: as in the EXR.
    """
    if coding.coding == "scene_log":
        return linear_from_scene_log(1 - codes if coding.is_negative else codes)
    if coding.coding == "display" and not coding.is_negative:
        return np.asarray(np.maximum(codes, 0) ** np.float32(DISPLAY_GAMMA), dtype=np.float32)
    exposure = (scene_density(codes, coding, d_min) - np.float32(WHITE_DENSITY)) / np.float32(NEGATIVE_GAMMA)
    return np.asarray(np.float32(10) ** exposure, dtype=np.float32)


def codes_from_linear(light: npt.NDArray[np.floating], coding: ScanCoding, d_min: DMin = NO_D_MIN) -> Array:
    """Return the codes of linear light: the inverse of `linear_from_codes`, not clipped.

    Where light is a power of density it is taken as at least 1e-12.
    """
    if coding.coding == "scene_log":
        codes = scene_log_from_linear(light)
        return np.asarray(1 - codes if coding.is_negative else codes, dtype=np.float32)
    if coding.coding == "display" and not coding.is_negative:
        return np.asarray(np.maximum(light, 0) ** np.float32(1 / DISPLAY_GAMMA), dtype=np.float32)
    above_white = np.float32(NEGATIVE_GAMMA) * np.log10(np.maximum(light, np.float32(_TINY)))
    density = above_white + np.float32(WHITE_DENSITY)
    if coding.coding == "display":
        return codes_from_density(density + np.array(d_min, dtype=np.float32), coding)
    codes = codes_from_density(density, coding)
    return np.asarray(1 - codes if coding.is_negative else codes, dtype=np.float32)
