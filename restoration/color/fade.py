"""Dye fade: how much of each dye is lost, and the repair in density.

A faded layer keeps a part of its dye everywhere: its density above clear film is multiplied by 1 - loss. In the picture
that is *contrast*, while the light and the filters of the scene only *shift* density. So what a layer lost is read from
the contrast of colourless detail (``restoration.analysis.fade``), and a blue night, whose layers have equal contrast,
has no loss. Sources: the digital unfading of Gschwind and Frey ("Electronic imaging, a tool for the reconstruction of
faded color photographs", J. Imaging Sci. Tech. 38, 1994: a linear model of density per dye with side absorptions) and
Trumpy et al. (fading read from neutral parts); the measure of contrast is this project's own.
"""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.color.coding import Array, density_from_codes
from restoration.color.element import Element
from restoration.stages.contract import ScanCoding

Floats = npt.NDArray[np.float64]

CYAN, MAGENTA, YELLOW = 0, 1, 2
LARGEST_LOSS: Final = 0.6
"""A layer that is measured to have lost more is repaired this far: beyond, grain and veil are multiplied, not dye."""
BALANCE_OF_VIDEO: Final = 0.15
"""Density by which a channel of video is balanced at most: six printer points."""
UNKNOWN_WHITE: Final = 0.6
"""Density by which the white of a scan may lie away from clear film."""

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
    """A change of density: dye is added in proportion to what is there, then an offset by channel.

    ``dyes``: 3 x 4, the amounts of cyan, magenta and yellow dye from density and one; an amount below 0 is none.
    ``added``: 3 x 3, the density that is added by channel (rows) for one unit of each dye. ``offset``: by channel.
    """

    dyes: Floats
    added: Floats
    offset: Floats

    def apply(self, density: Array) -> Array:
        """Return the changed densities, float32 ... x 3."""
        rows = np.ascontiguousarray(density, dtype=np.float32).reshape(-1, 1, 3)
        amounts = np.maximum(cv2.transform(rows, self.dyes.astype(np.float32)), 0)
        more = cv2.transform(amounts, np.column_stack([self.added, self.offset]).astype(np.float32))
        return np.asarray((rows + more).reshape(density.shape), dtype=np.float32)

    def with_offset(self, offset: Floats) -> "DensityChange":
        """Return this change followed by an offset."""
        return replace(self, offset=self.offset + offset)


NO_CHANGE: Final = DensityChange(np.zeros((3, 4)), np.zeros((3, 3)), np.zeros(3))


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


def fade_repair(left: Floats, coding: ScanCoding, element: Element, clear: Floats) -> DensityChange:
    """Return the change that gives each dye back what it lost; film of density ``clear`` (by channel) stays.

    It only ever adds dye where there is some: what is clearer than clear film, and colours that the side absorptions
    would need negative dye for, are left alone instead of being turned over.
    """
    absorptions = side_absorptions(element)
    sign = -1.0 if coding.coding != "display" and clear_end(coding, element) == "high" else 1.0
    unmix = sign * np.linalg.inv(absorptions)
    added = sign * absorptions @ np.diag(1 / left - 1)
    return DensityChange(np.column_stack([unmix, -unmix @ clear]), added, np.zeros(3))


def clear_end(coding: ScanCoding, element: Element) -> str:
    """Return which end of the codes film without dye has, ``low`` or ``high``.

    Display scans show film as it looks: clear film is bright. Log codes are those of a negative, whose clear film is
    dark; of a print they are the other way round. A coding that is turned over turns them.
    """
    if coding.coding == "display":
        return "high"
    return "high" if (element is Element.PRINT) != coding.is_negative else "low"


def balance_offset(darkest: Floats, lightest: Floats, left: Floats, element: Element) -> Floats:
    """Return what is added to density, by channel, to balance a shot whose ends have these densities (by channel).

    Only the cast that blacks *and* whites share is taken out: a sunset or a lamp has neutral blacks. And only as much
    as fade explains that is repaired (``left``, by dye): what a scan's white may lie away from clear film, made larger
    by the repair. Where no dye is lost nothing is taken out, so that the blue night of a film that did not fade stays
    blue. Video, which shows no loss, is balanced by up to BALANCE_OF_VIDEO whenever it is asked for.
    """
    dark, light = darkest - darkest.mean(), lightest - lightest.mean()
    shared = np.where(dark * light > 0, np.sign(dark) * np.minimum(np.abs(dark), np.abs(light)), 0.0)
    limit = BALANCE_OF_VIDEO if element is Element.VIDEO else UNKNOWN_WHITE * (1 / float(left.min()) - 1)
    return np.asarray(-np.clip(shared, -limit, limit))


def density_of(codes: npt.NDArray[np.floating], coding: ScanCoding) -> Floats:
    """Return densities as float64."""
    return density_from_codes(np.asarray(codes, dtype=np.float32), coding).astype(np.float64)
