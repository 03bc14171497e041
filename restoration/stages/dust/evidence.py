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
STEP = 2
"""The wider surroundings are looked at in one of so many pixels (rows and columns), on a small picture."""
AROUND = 24
"""They reach so far, in these pixels."""
AS_DEEP, LEAST_ALIKE = 0.5, 0.05
"""What stands out by this part of a speck's depth, and by so many display codes, is company."""
PIECE = 16
"""Long things are looked for in pieces of so many pixels of the reduced picture: a wire that swings has turned."""
LEAST_PIECE = 4
_NEAR = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


@dataclass(frozen=True)
class Measures:
    """What is measured on each speck (first axis); codes unless said otherwise.

    `number`: its label among the candidates. `depth`: by how much it differs from the scene behind it, in both nearest
    pictures. `misfit`: how badly these fit the ring around it. `excess`: by how much it lies beyond all they show
    nearby. `grain`: standard deviation of the grain there. `area`: square pixels of a small unsqueezed picture;
    `thickness`: that over its longer side.
    `company`: the same, of what stands out at least half as much in its wider surroundings, alone in one of the nearest
    pictures; `crowd`: of what else does so in the current one. As parts of `depth`: `colour`, the least of its
    differences from the scene over the channels, with its sign; `tint`, by how much more colour (largest less smallest
    channel) it has; `relief`, the standard deviation of the differences on it. `peak`: its greatest code. `at_border`:
    share of it (0..1) that lies on the border of what was looked at. `sharp`: the bend of the picture's own profile
    along its edge, as a part of its depth: what moves is blurred by the shutter, dirt is not. `glow`: the area around
    it that differs by a tenth of what its brightest part does, over that which differs by half as much.
    `unsettled`: by how much the nearest pictures differ from each other on it, as a part of its depth.
    """

    number: npt.NDArray[np.intp]
    depth: Values
    misfit: Values
    excess: Values
    grain: Values
    area: Values
    thickness: Values
    company: Values
    crowd: Values
    colour: Values
    tint: Values
    relief: Values
    peak: Values
    at_border: Values
    sharp: Values
    glow: Values
    unsettled: Values


def measured(view: View, found: Candidates, min_area: float, max_area: float) -> tuple[Measures, Places]:
    """Measure the candidates whose unsqueezed area is in bounds; with it where the nearest pictures were looked at."""
    areas = found.area * view.raster.squeeze
    number = np.flatnonzero(found.is_one & (areas >= min_area) & (areas <= max_area))
    renumbered = np.zeros(len(found.area), np.int32)
    renumbered[number] = np.arange(1, len(number) + 1)
    labels = renumbered[found.labels]
    cover = cv2.dilate((labels > 0).astype(np.uint8), _NEAR) > 0
    nearest = [one for one in view.found if one.offset in view.seen]
    at = places(labels, cover, len(number) + 1, nearest, view.raster.reduction)
    sign = np.concatenate([[0], found.sign[number]])
    depth, misfit, relief = _against(view, at, sign)
    colour, tint = _colours(view, at, sign)
    scene = np.mean([at.lumas[offset] for offset in view.seen], axis=0)
    area = areas[number] / view.raster.reduction**2
    company, crowd = _surroundings(view, found, number, depth)
    bottom, right = (side - AT_BORDER for side in view.current.shape)
    at_border = (at.rows < AT_BORDER) | (at.rows >= bottom) | (at.columns < AT_BORDER) | (at.columns >= right)
    measures = Measures(
        number=number,
        depth=depth,
        misfit=misfit,
        excess=found.excess[number],
        grain=at.mean(view.grain_of(scene), at.inside)[1:],
        area=area,
        thickness=area * view.raster.reduction / found.box[number, 2:].max(axis=1),
        company=company,
        crowd=np.maximum(crowd - area, 0),
        colour=colour / np.maximum(depth, 1e-3),
        tint=tint / np.maximum(depth, 1e-3),
        relief=relief / np.maximum(depth, 1e-3),
        peak=_highest(view.current, at),
        at_border=at.mean(at_border, at.inside)[1:],
        sharp=_sharpness(view, at) / np.maximum(depth, 1e-3),
        glow=_glow(view, at, sign),
        unsettled=_unsettled(view, at) / np.maximum(depth, 1e-3),
    )
    return measures, at


def _against(view: View, at: Places, sign: npt.NDArray[np.int32]) -> tuple[Values, Values, Values]:
    """Return depth, misfit and relief: the worst over the nearest pictures, exposure evened out at the ring."""
    own = view.current[at.rows, at.columns]
    depths, misfits, reliefs = [], [], []
    for offset in view.seen:
        difference = own - at.lumas[offset]
        exposure = np.clip(at.mean(difference, at.ring), -LARGEST_OFFSET, LARGEST_OFFSET)
        rest = difference - exposure[at.speck].astype(np.float32)
        mean = at.mean(rest, at.inside)
        depths.append((sign * mean)[1:])
        misfits.append(at.mean(np.abs(rest), at.ring)[1:])
        reliefs.append(np.sqrt(at.mean((rest - mean[at.speck]) ** 2, at.inside))[1:])
    return np.minimum.reduce(depths), np.maximum.reduce(misfits), np.minimum.reduce(reliefs)


def _sharpness(view: View, at: Places) -> Values:
    """Return by speck the mean size of the Laplacian of the picture along its edge, in codes."""
    step, (height, width) = view.raster.reduction, view.current.shape
    edge = ~at.inside & ~at.ring
    rows, columns = at.rows[edge], at.columns[edge]
    around = [
        view.current[np.clip(rows + down * step, 0, height - 1), np.clip(columns + across * step, 0, width - 1)]
        for down, across in ((-1, 0), (1, 0), (0, -1), (0, 1))
    ]
    bend = np.zeros(len(edge))
    bend[edge] = np.abs(np.sum(around, axis=0) - 4 * view.current[rows, columns])
    return at.mean(bend, edge)[1:]


def _glow(view: View, at: Places, sign: npt.NDArray[np.int32]) -> Values:
    """Return by speck over how much larger an area it shows faintly than plainly: light spreads, dirt does not."""
    own, of_speck = view.current[at.rows, at.columns], sign[at.speck]
    apart = np.minimum.reduce([of_speck * (own - at.lumas[offset]) for offset in view.seen])
    most = np.zeros(at.count)
    np.maximum.at(most, at.speck[at.inside], apart[at.inside])
    part = apart / np.maximum(most, 1e-3)[at.speck]
    faint, plain = (np.bincount(at.speck[part > share], minlength=at.count) for share in (0.1, 0.5))
    return np.asarray(faint[1:] / np.maximum(plain[1:], 1), np.float64)


def _unsettled(view: View, at: Places) -> Values:
    """Return by speck the mean difference of the nearest pictures on it, in codes."""
    one, other = (at.lumas[offset] for offset in (min(view.seen), max(view.seen)))
    return at.mean(np.abs(one - other), at.inside)[1:]


def _highest(picture: Array, at: Places) -> Values:
    """Return by speck the greatest code on it."""
    highest = np.zeros(at.count)
    np.maximum.at(highest, at.speck[at.inside], picture[at.rows[at.inside], at.columns[at.inside]])
    return highest[1:]


def _colours(view: View, at: Places, sign: npt.NDArray[np.int32]) -> tuple[Values, Values]:
    """Return the least difference over the channels between a speck and the scene, and how much more colour it has."""
    inside = at.inside
    rows, columns = at.rows[inside], at.columns[inside]
    behind = np.mean([one.seen_at(rows, columns, at.flows[one.offset][inside]) for one in at.found], axis=0)
    own, scene = at.mean_inside(view.frame[rows, columns]), at.mean_inside(behind)
    least = (sign[:, None] * (own - scene)).min(axis=1)
    tint = np.ptp(own, axis=1) - np.ptp(scene, axis=1)
    return least[1:], tint[1:]


def _surroundings(view: View, found: Candidates, number: npt.NDArray[np.intp], depth: Values) -> tuple[Values, Values]:
    """Return by speck the area (square pixels) of what stands out like it around it: in one neighbour, and with it."""
    current, first, last = _coarse(view)
    alone = {}
    for sign in np.unique(found.sign[number]):
        one, other, own = (np.float32(sign) * picture for picture in (first, last, current))
        alone[sign] = (one - cv2.max(own, other), other - cv2.max(own, one), own - cv2.max(one, other))
    least = max(LEAST_ALIKE * view.raster.contrast, 4 * view.typical_grain)
    step, size = STEP * view.raster.reduction, STEP * STEP
    company, crowd = np.zeros(len(number)), np.zeros(len(number))
    for at, (left, top, width, height) in enumerate(found.box[number]):
        y, x = (top + height // 2) // step, (left + width // 2) // step
        around = np.s_[max(0, y - AROUND) : y + AROUND + 1, max(0, x - AROUND) : x + AROUND + 1]
        limit = max(least, AS_DEEP * depth[at])
        before, after, here = (size * np.count_nonzero(one[around] > limit) for one in alone[found.sign[number[at]]])
        company[at], crowd[at] = 2 * min(before, after), here
    return company, crowd


def _coarse(view: View) -> list[Array]:
    """Return one in STEP pixels of the current picture and of both nearest ones as seen from it."""
    pictures = list(view.seen.values())
    step = STEP * view.raster.reduction
    return [np.ascontiguousarray(picture[::step, ::step]) for picture in (view.current, pictures[0], pictures[-1])]


def unlikeness(found: Candidates, measures: Measures, through: Passage, which: Mask) -> Values:
    """Return for the specks in `which` how unlike they are to anything nearby; 0 for what goes on, 1 for the others."""
    values = np.ones(len(measures.number))
    for at in np.flatnonzero(which):
        number = measures.number[at]
        left, top, width, height = (int(side) for side in found.box[number])
        shape = found.labels[top : top + height, left : left + width] == number
        values[at] = _unlike(shape, top, left, through)
    return values


def _unlike(shape: Mask, top: int, left: int, through: Passage) -> float:
    """Return how unlike a speck of that `shape` is to anything nearby, in the mean over its pieces."""
    size = PIECE * through.reduction
    unlike, weights = [], []
    for rows in np.array_split(np.arange(shape.shape[0]), max(1, round(shape.shape[0] / size))):
        for columns in np.array_split(np.arange(shape.shape[1]), max(1, round(shape.shape[1] / size))):
            piece = shape[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            area = int(piece.sum())
            if area >= min(LEAST_PIECE, int(shape.sum())):
                likeness = through.look(piece, top + int(rows[0]), left + int(columns[0]))
                unlike.append(0.0 if likeness.goes_on else min(1.0, likeness.unlike))
                weights.append(area)
    return float(np.average(unlike, weights=weights)) if weights else 1.0
