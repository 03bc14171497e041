"""Whether a line adds up in density, as a scratch in the emulsion does, or in codes, as stray light and veils do."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_BLACK = np.float32(0.004)
"""Codes below this hold nothing but noise."""


def unexplained(seen: Floats, scene: Floats, profile: Floats) -> tuple[float, float]:
    """Return what is left, in squared codes, of a line that adds in density (logarithm of codes), and in codes.

    ``seen``: a strip along the line (codes 0..1); ``scene``: what its sides let expect; ``profile``: how much of the
    line, and of its evidence, is in each pixel.
    """
    logs = [np.log(np.maximum(picture, _BLACK)) for picture in (seen, scene)]
    in_density = np.exp(logs[1] + _added(logs[0] - logs[1], profile, profile * scene**2))
    in_codes = scene + _added(seen - scene, profile, profile)
    left = [float((profile * (seen - expected) ** 2).sum()) for expected in (in_density, in_codes)]
    return left[0], left[1]


def _added(excess: Floats, profile: Floats, weight: Floats) -> Floats:
    """Return what a line adds to each pixel, by weighted least squares."""
    strength = float((weight * profile * excess).sum()) / max(float((weight * profile**2).sum()), 1e-9)
    return np.asarray(profile * np.float32(strength), dtype=np.float32)
