"""Repairing what people or the infrared plane pointed out: no detector test, but a repair has to be as good as any."""

import cv2
import numpy as np

from restoration.motion.flow import Array
from restoration.stages.dust.fill import filled_in
from restoration.stages.dust.repair import Repair, repair
from restoration.stages.dust.view import Mask, View

UNLIKE = 0.012
"""Differences from the scene behind that are smaller than this (codes) are not a defect anybody saw."""
SPOT_GRAINS, PIXEL_GRAINS = 1.2, 4.0
"""Nor those below this many grains, over 3x3 pixels or at one: such pixels keep themselves."""


def repair_pointed_out(frame: Array, missed: Mask, view: View | None, max_area: float) -> Repair:
    """Repair whatever inside `missed` does not look like the scene behind it, and nothing outside.

    Where the neighbours show no clean scene, places up to `max_area` pixels are filled from around them; larger
    ones stay as they are and are reported as unclean.
    """
    if view is None:
        return filled_in(Repair(frame, np.zeros(missed.shape, bool), missed), max_area)
    made = repair(view, _unlike_scene(view, missed))
    within = Repair(np.where(missed[..., None], made.pixels, frame), made.changed & missed, made.unclean)
    return filled_in(within, max_area)


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
