"""Evidence that candidates are dirt: measured on each speck, weighed, and held against what else they could be."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array
from restoration.stages.dust.behind import Places, places
from restoration.stages.dust.candidates import Candidates
from restoration.stages.dust.passage import Passage
from restoration.stages.dust.view import Mask, View

Values = npt.NDArray[np.float64]

LARGEST_OFFSET = 0.1
"""A difference of exposure is evened out up to this much (codes)."""
LEAST_UNLIKE = 0.01
"""What is more alike than this is grain."""
AT_BORDER = 3
"""Pixels from the border that count as lying on it: where the picture's own edge weaves."""
_NEAR = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


@dataclass(frozen=True)
class Measures:
    """What is measured on each speck (first axis); codes unless said otherwise.

    `depth`: by how much it differs from the scene behind it, in both nearest pictures. `misfit`: how badly these fit
    the ring around it. `excess`: by how much it lies beyond all they show nearby. `grain`: standard deviation of the
    grain there. `area`: square pixels, unsqueezed. `unrest`: share (0..1) of its wider surroundings where the nearest
    pictures show different things. `colour`: the least over the channels of its difference from the scene, with its
    sign, as a part of `depth`. `tint`: by how much more colour (largest less smallest channel) it has than the scene, as a
    part of `depth`. `highlight`: by how much the scene behind it stands out already, as a part of `depth`.
    `at_border`: share of it (0..1) that lies on the border of what was looked at.
    """

    number: npt.NDArray[np.intp]
    depth: Values
    misfit: Values
    excess: Values
    grain: Values
    area: Values
    unrest: Values
    colour: Values
    tint: Values
    highlight: Values
    at_border: Values


def measured(view: View, found: Candidates, min_area: float, max_area: float) -> tuple[Measures, Places]:
    """Measure the candidates whose unsqueezed area is in bounds; where neighbours were looked at comes with it."""
    areas = found.area * view.raster.squeeze
    number = np.flatnonzero(found.is_one & (areas >= min_area) & (areas <= max_area))
    renumbered = np.zeros(len(found.area), np.int32)
    renumbered[number] = np.arange(1, len(number) + 1)
    labels = renumbered[found.labels]
    cover = cv2.dilate((labels > 0).astype(np.uint8), _NEAR) > 0
    at = places(labels, cover, len(number) + 1, view.found, view.raster.reduction)
    sign = np.concatenate([[0], found.sign[number]])
    depth, misfit, highlight = _against(view, at, sign)
    colour, tint = _colours(view, at, sign)
    scene = np.mean([at.lumas[offset] for offset in view.seen], axis=0)
    left, top, width, height = found.box[number].T
    rows, columns = (top + height // 2) // _UNREST_STEP, (left + width // 2) // _UNREST_STEP
    bottom, right = (side - AT_BORDER for side in view.current.shape)
    at_border = (at.rows < AT_BORDER) | (at.rows >= bottom) | (at.columns < AT_BORDER) | (at.columns >= right)
    measures = Measures(
        number=number,
        depth=depth,
        misfit=misfit,
        excess=found.excess[number],
        grain=at.mean(view.grain_of(scene), at.inside)[1:],
        area=areas[number].astype(np.float64),
        unrest=_unrest(view)[rows, columns],
        colour=colour / np.maximum(depth, 1e-3),
        tint=tint / np.maximum(depth, 1e-3),
        highlight=highlight / np.maximum(depth, 1e-3),
        at_border=at.mean(at_border, at.inside)[1:],
    )
    return measures, at


def _against(view: View, at: Places, sign: npt.NDArray[np.int32]) -> tuple[Values, Values, Values]:
    """Return depth, misfit and highlight: the worst over the nearest pictures, exposure evened out at the ring."""
    own = view.current[at.rows, at.columns]
    depths, misfits, highlights = [], [], []
    for offset in view.seen:
        seen = at.lumas[offset]
        difference = own - seen
        exposure = np.clip(at.mean(difference, at.ring), -LARGEST_OFFSET, LARGEST_OFFSET)
        rest = difference - exposure[at.speck].astype(np.float32)
        depths.append((sign * at.mean(rest, at.inside))[1:])
        misfits.append(at.mean(np.abs(rest), at.ring)[1:])
        highlights.append((sign * (at.mean(seen, at.inside) - at.mean(seen, at.ring)))[1:])
    return np.minimum.reduce(depths), np.maximum.reduce(misfits), np.maximum.reduce(highlights)


def _colours(view: View, at: Places, sign: npt.NDArray[np.int32]) -> tuple[Values, Values]:
    """Return the least difference over the channels between a speck and the scene, and how much more colour it has."""
    inside = at.inside
    rows, columns = at.rows[inside], at.columns[inside]
    nearest = [one for one in view.found if one.offset in view.seen]
    behind = np.mean([one.seen_at(rows, columns, at.flows[one.offset][inside]) for one in nearest], axis=0)
    own, scene = at.mean_inside(view.frame[rows, columns]), at.mean_inside(behind)
    least = (sign[:, None] * (own - scene)).min(axis=1)
    tint = np.ptp(own, axis=1) - np.ptp(scene, axis=1)
    return least[1:], tint[1:]


_UNREST_STEP, _UNREST_SIZE = 4, (25, 25)


def _unrest(view: View) -> Array:
    """Return on a grid of one in four pixels the share of the surroundings where the nearest pictures disagree."""
    pictures = [picture[::_UNREST_STEP, ::_UNREST_STEP] for picture in view.seen.values()]
    limit = max(0.08 * view.raster.contrast, 5 * view.typical_grain)
    apart = (np.abs(pictures[0] - pictures[-1]) > limit).astype(np.float32)
    return np.asarray(cv2.blur(apart, _UNREST_SIZE), np.float32)


def unlikeness(found: Candidates, measures: Measures, through: Passage, which: Mask) -> Values:
    """Return for the specks in `which` how unlike they are to anything nearby; 0 for what goes on, 1 for the others."""
    values = np.ones(len(measures.number))
    for at in np.flatnonzero(which):
        number = measures.number[at]
        left, top, width, height = found.box[number]
        likeness = through.look(found.labels[top : top + height, left : left + width] == number, int(top), int(left))
        values[at] = 0 if likeness.goes_on else max(likeness.unlike, LEAST_UNLIKE)
    return values
