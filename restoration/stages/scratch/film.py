"""The scale on which a scratch adds up: a scratch takes emulsion away or holds light back, both in optical density."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import ScanCoding

Array = npt.NDArray[np.float32]

DISPLAY_GAMMA = 2.4
DISPLAY_BLACK = 0.004
"""Display codes below this (density 5.8) hold nothing but noise."""
DENSITY_RANGE = 2.048
"""Density above D-min over all codes of a printing-density scan (SMPTE ST 268)."""
LOG_RANGE = 17.52 * 0.30103
"""Decades of light over all codes of ACEScct: 17.52 stops."""
MAX_DENSITY = 3.6
"""Density of a print's black: no scratch makes a picture darker."""


class Scale(Protocol):
    """Converts codes 0..1 to a scale that is 0 at clear film and grows darker, and back."""

    def density(self, codes: Array) -> Array:
        """Return the values of codes, in any shape."""

    def codes(self, density: Array) -> Array:
        """Return the codes of values, clipped to 0..1."""

    def visibility(self, codes: Array) -> Array:
        """Return by how much codes change per unit (0..1 and more): what a difference there looks like."""


@dataclass(frozen=True)
class FilmScale:
    """Converts codes 0..1 of one scan to optical density (0 clear, growing darker) and back."""

    coding: ScanCoding

    def density(self, codes: Array) -> Array:
        """Return the density of codes, in any shape."""
        if self.coding.coding == "display":
            return np.asarray(-np.float32(DISPLAY_GAMMA) * np.log10(np.maximum(codes, np.float32(DISPLAY_BLACK))))
        scale = DENSITY_RANGE if self.coding.coding == "printing_density" else -LOG_RANGE
        origin = 0.0 if scale > 0 else LOG_RANGE
        return np.asarray(np.float32(origin) + codes * np.float32(scale), dtype=np.float32)

    def codes(self, density: Array) -> Array:
        """Return the codes of densities, clipped to 0..1."""
        if self.coding.coding == "display":
            return np.asarray(np.clip(np.float32(10) ** (-density / np.float32(DISPLAY_GAMMA)), 0, 1), dtype=np.float32)
        if self.coding.coding == "printing_density":
            return np.asarray(np.clip(density / np.float32(DENSITY_RANGE), 0, 1), dtype=np.float32)
        return np.asarray(np.clip(1 - density / np.float32(LOG_RANGE), 0, 1), dtype=np.float32)

    def visibility(self, codes: Array) -> Array:
        """Return by how much codes change per unit of density (0..1 and more): what a difference there looks like."""
        if self.coding.coding == "display":
            return np.asarray(np.maximum(codes, np.float32(DISPLAY_BLACK)) * np.float32(np.log(10) / DISPLAY_GAMMA))
        scale = DENSITY_RANGE if self.coding.coding == "printing_density" else LOG_RANGE
        return np.full_like(codes, 1 / scale)


class CodeScale:
    """The codes themselves, 1 being clear: what a scratch adds up on where it veils or lights the picture."""

    def density(self, codes: Array) -> Array:
        """Return how far codes are from white, in any shape."""
        return np.asarray(1 - codes, dtype=np.float32)

    def codes(self, density: Array) -> Array:
        """Return the codes of such distances, clipped to 0..1."""
        return np.asarray(np.clip(1 - density, 0, 1), dtype=np.float32)

    def visibility(self, codes: Array) -> Array:
        """Return 1: a difference looks the same everywhere."""
        return np.ones_like(codes)


def scales(coding: ScanCoding) -> tuple[Scale, ...]:
    """Return the scales on which scratches of a scan may add up: density first, and display codes where it has them."""
    film = FilmScale(coding)
    return (film, CodeScale()) if coding.coding == "display" else (film,)
