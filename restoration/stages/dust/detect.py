"""Finding dirt: places darker or brighter than every neighbouring picture shows them."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array, Neighbour, luma
from restoration.stages.dust.passage import Passage, passage
from restoration.stages.dust.spec import POLARITY_BRIGHT, POLARITY_DARK, DustParameters

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int32]

EDGE_THRESHOLD, CORE_THRESHOLD = 0.022, 0.055
"""Excess in codes that a speck's edge and its strongest pixel must show at sensitivity 500, if grain is finer."""
EDGE_GRAIN, CORE_GRAIN = 2.5, 5.0
"""The same in standard deviations of the grain."""
ONE_SIDED, ONE_SIDED_AREA = 1.5, 1 / 40
"""Next to a cut the scene is seen from one side in time only: proof must be stronger, and specks smaller, by this."""
TEXTURE_TOLERANCE = 0.15
"""Motion is never exact: this part of the contrast around a pixel may be an alignment error."""
MOST_GRAIN = 0.04
"""What looks like coarser grain is motion that was not understood."""

_TEXTURE = cv2.getStructuringElement(cv2.MORPH_RECT, (7, 7))
_NEAR = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
_AROUND = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
_RING_SIZE = (17, 17)
_EVEN_SIZE = (65, 65)


@dataclass(frozen=True)
class View:
    """The current picture's luma, the neighbours' as seen from it, and the grain between them (standard deviation)."""

    current: Array
    seen: dict[int, Array]
    grain: float

    @property
    def is_one_sided(self) -> bool:
        return len({offset > 0 for offset in self.seen}) == 1

    @property
    def nearest(self) -> list[int]:
        """The offset nearest in time on each side; next to a cut the two nearest on the one side."""
        if self.is_one_sided:
            return sorted(self.seen, key=abs)[:2]
        return [max(offset for offset in self.seen if offset < 0), min(offset for offset in self.seen if offset > 0)]


def view(frame: Array, found: list[Neighbour]) -> View:
    """Look at all neighbours from the current picture, with slow differences of exposure evened out."""
    current = luma(frame)
    even = cv2.blur(current, _EVEN_SIZE) + np.float32(0.01)
    seen = {}
    for neighbour in found:
        picture = neighbour.seen_as_luma()
        gain = np.clip(even / (cv2.blur(picture, _EVEN_SIZE) + np.float32(0.01)), 0.8, 1.25)
        seen[neighbour.offset] = picture * gain
    deviation = np.abs(current - sum(seen.values()) / len(seen))[::2, ::2]
    return View(current, seen, min(float(np.median(deviation)) * 1.4826, MOST_GRAIN))


def detect(frame_view: View, found: list[Neighbour], parameters: DustParameters) -> Mask:
    """Return where dirt lies (HxW bool).

    Spike test after Kokaram's SDIp and Biemond's ROD (every neighbour, in a 3x3 neighbourhood, must lie to one
    side), then per speck: its core must stand out of the grain, the picture around it must fit its neighbours, the
    neighbours must agree with each other, its area must be in bounds, and it must not be a thing that moves through.
    """
    mask = np.zeros(frame_view.current.shape, bool)
    through = passage(frame_view.current, frame_view.seen, found, frame_view.nearest)
    for sign in (-1, 1):
        if parameters.polarity == (POLARITY_DARK if sign > 0 else POLARITY_BRIGHT):
            continue
        excess = spike(frame_view, sign)
        labels, kept = _specks(excess, frame_view, parameters)
        kept = _standing(labels, kept, through)
        if kept:
            mask |= np.isin(labels, kept)
    return mask


def spike(frame_view: View, sign: int) -> Array:
    """Return by how much each pixel is brighter (sign 1) or darker (-1) than the scene at both sides in time.

    The nearest neighbour on each side must agree, and one of those further away.
    """
    excess = {}
    for offset, picture in frame_view.seen.items():
        bound = cv2.dilate(sign * picture, _NEAR)
        range_around = cv2.dilate(picture, _TEXTURE) - cv2.erode(picture, _TEXTURE)
        excess[offset] = sign * frame_view.current - bound - np.float32(TEXTURE_TOLERANCE) * range_around
    strict = np.minimum.reduce([excess[offset] for offset in frame_view.nearest])
    others = [excess[offset] for offset in excess if offset not in frame_view.nearest]
    return np.asarray(np.minimum(strict, np.maximum.reduce(others)) if others else strict, dtype=np.float32)


def _specks(excess: Array, frame_view: View, parameters: DustParameters) -> tuple[Labels, list[int]]:
    """Return connected candidates (labels) and the numbers of those that pass the tests on one speck."""
    factor = 2.0 ** ((500 - parameters.sensitivity) / 500) * (ONE_SIDED if frame_view.is_one_sided else 1)
    edge = max(EDGE_THRESHOLD, EDGE_GRAIN * frame_view.grain) * factor
    core = max(CORE_THRESHOLD, CORE_GRAIN * frame_view.grain) * factor
    candidates = excess > edge
    count, labels, stats, _ = cv2.connectedComponentsWithStats(candidates.astype(np.uint8), connectivity=8)
    at = np.flatnonzero(candidates)
    speck = labels.ravel()[at]
    strongest = np.zeros(count, np.float32)
    np.maximum.at(strongest, speck, excess.ravel()[at])
    area = stats[:, cv2.CC_STAT_AREA]

    def mean(values: Array) -> npt.NDArray[np.float64]:
        return np.bincount(speck, values.ravel()[at], minlength=count) / np.maximum(area, 1)

    strength = mean(excess)
    passed = (
        (strongest > core)
        & (area >= parameters.min_area)
        & (area <= parameters.max_area * (ONE_SIDED_AREA if frame_view.is_one_sided else 1))
        & (mean(_misfit_around(candidates, frame_view)) < 0.35 * strength + frame_view.grain)
        & (mean(_disagreement(frame_view)) < 0.4 * strength + 1.5 * frame_view.grain)
    )
    return labels, [int(number) for number in np.flatnonzero(passed) if number]


def _misfit_around(candidates: Mask, frame_view: View) -> Array:
    """Return how badly the neighbours fit the picture around each pixel, candidates left out."""
    outside = (cv2.dilate(candidates.astype(np.uint8), _AROUND) == 0).astype(np.float32)
    weight = cv2.blur(outside, _RING_SIZE) + np.float32(1e-3)
    nearest = [frame_view.seen[offset] for offset in frame_view.nearest]
    misfit = [cv2.blur(np.abs(frame_view.current - picture) * outside, _RING_SIZE) / weight for picture in nearest]
    return np.asarray(np.maximum.reduce(misfit), dtype=np.float32)


def _disagreement(frame_view: View) -> Array:
    """Return how far the two neighbours nearest in time (on both sides where there are) show different things."""
    first, second = (frame_view.seen[offset] for offset in (2 * frame_view.nearest)[:2])
    return np.asarray(np.abs(first - second), dtype=np.float32)


def _standing(labels: Labels, specks: list[int], through: Passage) -> list[int]:
    """Return the specks that are not things that move through."""
    standing = []
    for speck in specks:
        rows, columns = np.nonzero(labels == speck)
        box = np.s_[max(0, rows.min() - 1) : rows.max() + 2, max(0, columns.min() - 1) : columns.max() + 2]
        if not through.shows_again(labels[box] == speck, box[0].start, box[1].start):
            standing.append(speck)
    return standing
