"""Display codes to optical density and back: film damage adds in density, not in codes."""

import numpy as np
import numpy.typing as npt

DISPLAY_GAMMA = 2.4
MAX_DENSITY = 3.6
"""Density of black: what a print of the period holds."""

Array = npt.NDArray[np.float32]


def density(codes: Array) -> Array:
    """Return the density (0 = clear, MAX_DENSITY = black) of display codes 0..1."""
    floor = np.float32(10.0 ** (-MAX_DENSITY))
    linear = np.maximum(codes, 0) ** np.float32(DISPLAY_GAMMA)
    return np.asarray(-np.log10(np.maximum(linear, floor)), dtype=np.float32)


def codes(film_density: Array) -> Array:
    """Return display codes 0..1 of a density; the inverse of `density` above black."""
    linear = np.float32(10.0) ** (-np.clip(film_density, 0, MAX_DENSITY))
    return np.asarray(np.clip(linear ** np.float32(1 / DISPLAY_GAMMA), 0, 1), dtype=np.float32)
