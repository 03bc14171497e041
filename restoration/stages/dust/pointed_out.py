"""Repairing what people or the infrared plane pointed out: no detector test, but a repair has to be as good as any."""

import cv2
import numpy as np

from restoration.motion.flow import Array
from restoration.stages.dust.fill import filled
from restoration.stages.dust.repair import Repair, repair
from restoration.stages.dust.view import Mask, View

UNLIKE = 0.012
"""Differences from the scene behind that are smaller than this (codes) are not a defect anybody saw."""
SPOT_GRAINS, PIXEL_GRAINS = 1.2, 4.0
"""Nor those below this many grains, over 3x3 pixels or at one: such pixels keep themselves."""


def repair_pointed_out(frame: Array, missed: Mask, view: View | None, max_area: float) -> Repair:
    """Offer a repair of whatever inside `missed` does not look like the scene behind it, and of nothing outside.

    Where the neighbours show no clean scene, places up to `max_area` pixels are filled from around them; larger
    ones stay as they are and are reported as unclean.
    """
    if view is None:
        offer = Repair(frame, np.zeros(missed.shape, np.float32), missed)
    else:
        offer = repair(view, _unlike_scene(view, missed))
    pixels, share = offer.pixels, offer.share * missed
    small = small_places(offer.unclean, max_area)
    if small.any():
        pixels = np.where(small[..., None], filled(frame, small, offer.unclean), pixels)
        share = np.where(small, np.float32(1), share)
    return Repair(pixels, share, offer.unclean & ~small)


def small_places(mask: Mask, max_area: float) -> Mask:
    """Return the connected places of `mask` that are no larger than `max_area` pixels."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    is_small = stats[:, cv2.CC_STAT_AREA] <= max_area
    is_small[0] = False
    return np.asarray(is_small[labels], dtype=bool)


def _unlike_scene(view: View, missed: Mask) -> Mask:
    """Return the pixels inside `missed` that differ from the median of the neighbours."""
    rows, columns = np.nonzero(missed)
    scene = view.frame.copy()
    seen = [neighbour.seen_at(rows, columns, neighbour.flow[rows, columns]) for neighbour in view.found]
    scene[rows, columns] = np.median(np.stack(seen), axis=0)
    difference = (view.frame - scene).mean(axis=2)
    spot = np.abs(cv2.blur(difference, (3, 3)))
    least, grain = UNLIKE * view.raster.contrast, view.typical_grain
    unlike = (spot > max(least, SPOT_GRAINS * grain)) | (np.abs(difference) > max(2 * least, PIXEL_GRAINS * grain))
    return np.asarray(unlike & missed, dtype=bool)
