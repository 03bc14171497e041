"""Dye fade: how much of each dye is lost, and the repair in density.

A faded layer keeps a part of its dye everywhere: its density above clear film is multiplied by 1 - loss. In the picture
that is *contrast*, while the light and the filters of the scene only *shift* density. So what a layer lost is read from
the contrast of colourless detail (``restoration.analysis.fade``), and a blue night, whose layers have equal contrast,
has no loss. Sources: the digital unfading of Gschwind and Frey ("Electronic imaging, a tool for the reconstruction of
faded color photographs", J. Imaging Sci. Tech. 38, 1994: a linear model of density per dye with side absorptions) and
Trumpy et al. (fading read from neutral parts); the measure of contrast is this project's own.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from restoration.color.coding import REFERENCE_BLACK, REFERENCE_WHITE, Array, density_from_codes, scene_log_from_linear
from restoration.color.element import Element
from restoration.stages.contract import ScanCoding

Floats = npt.NDArray[np.float64]

CYAN, MAGENTA, YELLOW = 0, 1, 2
LARGEST_LOSS: Final = 0.85
"""A layer that lost more holds too little picture to be multiplied."""
BALANCE_LIMIT: Final = 0.15
"""Density by which balance moves a channel at most: six printer points."""

_PLAIN_LOSS: Final = 0.25
"""Loss from which a cast counts as explained by fade."""

_PRINT_DYES: Final = np.array([[1.00, 0.07, 0.02], [0.14, 1.00, 0.10], [0.07, 0.20, 1.00]])
"""Density to red, green and blue light (rows) of cyan, magenta and yellow dye (columns) of a print, about."""

_CERTAIN: Final = {Element.UNKNOWN: (0.25, 0.50)}
_CERTAIN_OF_KNOWN: Final = (0.12, 0.27)
"""Losses (natural logarithm of what is left) below/above which nothing/everything is believed."""


@dataclass(frozen=True)
class Contrast:
    """Contrast of colourless detail of a shot, as density: natural logarithm of red and of blue over green, and trust.

    ``trust``: 0..1, how well the parts of the shot agree.
    """

    red: float
    blue: float
    trust: float


@dataclass(frozen=True)
class DensityChange:
    """An affine change of density: ``matrix @ density + offset``, by channel."""

    matrix: Floats
    offset: Floats

    def apply(self, density: npt.NDArray[np.floating]) -> Floats:
        """Return the changed densities, ... x 3."""
        return np.asarray(density @ self.matrix.T + self.offset)


def left_over(contrast: Contrast, element: Element) -> Floats:
    """Return the part of each dye (cyan, magenta, yellow) that is left, 0..1, as the contrast of the shot shows it.

    Contrast is relative, so the best kept layer is taken as whole: magenta, whose dye keeps best in the dark in colour
    film of the period (Wilhelm and Brower, "The Permanence and Care of Color Photographs", 1993), and where the element
    is not known whichever has most. Small losses are scatter of the scene and count as none, more so where the element
    is not known. Video has no dyes.
    """
    if element is Element.VIDEO:
        return np.ones(3)
    grey = np.exp([contrast.red, 0.0, contrast.blue])
    dyes = np.linalg.inv(side_absorptions(element))
    left = np.maximum(dyes @ grey / (dyes @ np.ones(3)), 1 - LARGEST_LOSS)
    whole = left.max() if element is Element.UNKNOWN else left[MAGENTA]
    lost = np.maximum(-np.log(left / whole), 0) * contrast.trust
    faint, plain = _CERTAIN.get(element, _CERTAIN_OF_KNOWN)
    believed = lost * np.clip((lost - faint) / (plain - faint), 0, 1)
    return np.asarray(np.maximum(np.exp(-believed), 1 - LARGEST_LOSS))


def side_absorptions(element: Element) -> Floats:
    """Return the densities to red, green and blue light (rows) of one unit of cyan, magenta and yellow dye (columns).

    Only prints have them: coloured couplers in negatives and intermediates cancel them, and of an unknown element or
    video nothing is known.
    """
    return _PRINT_DYES if element is Element.PRINT else np.eye(3)


def fade_repair(left: Floats, element: Element, clear: Floats) -> DensityChange:
    """Return the change of density that gives each dye back what it lost; density ``clear`` (by channel) stays."""
    dyes = side_absorptions(element)
    matrix = dyes @ np.diag(1 / np.maximum(left, 1 - LARGEST_LOSS)) @ np.linalg.inv(dyes)
    return DensityChange(matrix, clear - matrix @ clear)


def clear_density(coding: ScanCoding, element: Element, lightest: Floats) -> Floats:
    """Return the density (as ``density_from_codes``) by channel of film without dye.

    A negative seen as it looks: the lightest it shows in the shot (``lightest``, codes by channel), its mask included.
    Other display scans: the screen's white. Log scans of negatives: the reference black, or light 0 of scene log; of
    positives: the reference white, or light 1. A scan turned over by its coding is turned back.
    """
    if coding.coding == "display":
        codes = lightest if coding.is_negative else np.ones(3)
        return np.asarray(density_from_codes(codes, coding), dtype=np.float64)
    is_positive = element is Element.PRINT
    if coding.coding == "printing_density":
        code = REFERENCE_WHITE if is_positive else REFERENCE_BLACK
    else:
        code = float(scene_log_from_linear(np.array(1.0 if is_positive else 0.0, np.float32)))
    turned = 1 - code if coding.is_negative else code
    return np.asarray(density_from_codes(np.full(3, turned), coding), dtype=np.float64)


def balance_offset(darkest: Floats, lightest: Floats, left: Floats, element: Element) -> Floats:
    """Return what is added to density, by channel, to balance a shot whose ends have these densities (by channel).

    Only the cast that blacks *and* whites share is taken out: a sunset or a lamp has neutral blacks. And only as much
    as the fade explains that is repaired (``left``, by dye): up to BALANCE_LIMIT where a dye lost a quarter or more,
    not at all where none lost any, so that the blue night of a film that did not fade stays blue. Video, which shows no
    loss, is balanced up to the same limit whenever it is asked for.
    """
    dark, light = darkest - darkest.mean(), lightest - lightest.mean()
    shared = np.where(dark * light > 0, np.sign(dark) * np.minimum(np.abs(dark), np.abs(light)), 0.0)
    explained = 1.0 if element is Element.VIDEO else min(1.0, float(1 - left.min()) / _PLAIN_LOSS)
    limit = BALANCE_LIMIT * explained
    return np.asarray(-np.clip(shared, -limit, limit))


def density_of(codes: npt.NDArray[np.floating], coding: ScanCoding) -> Floats:
    """Return densities as float64."""
    density: Array = density_from_codes(np.asarray(codes, dtype=np.float32), coding)
    return density.astype(np.float64)
