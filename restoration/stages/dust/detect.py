"""Finding dirt: places darker or brighter than every neighbouring picture shows them."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.dust.motion import Array, Neighbour, luma
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
SEARCH = 28
"""A thing that moved is looked for this far (pixels) from where it is now."""

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
    return View(current, seen, float(np.median(deviation)) * 1.4826)


def detect(frame_view: View, found: list[Neighbour], parameters: DustParameters) -> Mask:
    """Return where dirt lies (HxW bool).

    Spike test after Kokaram's SDIp and Biemond's ROD (every neighbour, in a 3x3 neighbourhood, must lie to one
    side), then per speck: its core must stand out of the grain, the picture around it must fit its neighbours, the
    neighbours must agree with each other, its area must be in bounds, and it must not be a thing that moves through.
    """
    mask = np.zeros(frame_view.current.shape, bool)
    for sign in (-1, 1):
        if parameters.polarity == (POLARITY_DARK if sign > 0 else POLARITY_BRIGHT):
            continue
        excess = spike(frame_view, sign)
        labels, kept = _specks(excess, frame_view, parameters)
        kept = [speck for speck in kept if not _moves_through(speck, labels, frame_view, found)]
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


def _moves_through(speck: int, labels: Labels, frame_view: View, found: list[Neighbour]) -> bool:
    """Return whether the thing at `speck` is found again, moved, in the pictures before and after.

    Fast limbs, wheels and birds outrun the motion search and then look like dirt; dirt has no next position.
    """
    rows, columns = np.nonzero(labels == speck)
    height, width = labels.shape
    top, bottom = max(0, int(rows.min()) - 2), min(height, int(rows.max()) + 3)
    left, right = max(0, int(columns.min()) - 2), min(width, int(columns.max()) + 3)
    shape = cv2.dilate((labels[top:bottom, left:right] == speck).astype(np.uint8), _AROUND).astype(np.float32)
    piece = frame_view.current[top:bottom, left:right]
    places = []
    for neighbour in (neighbour for neighbour in found if neighbour.offset in frame_view.nearest):
        y0, y1 = max(0, top - SEARCH), min(height, bottom + SEARCH)
        x0, x1 = max(0, left - SEARCH), min(width, right + SEARCH)
        distance = cv2.matchTemplate(luma(neighbour.frame[y0:y1, x0:x1]), piece, cv2.TM_SQDIFF, mask=shape)
        best, _, place, _ = cv2.minMaxLoc(distance)
        there = frame_view.seen[neighbour.offset][top:bottom, left:right]
        here = float((((there - piece) ** 2) * shape).sum())
        if best > 0.12 * here:
            return False
        places.append((x0 + place[0] - left, y0 + place[1] - top, neighbour.offset))
    if len(places) < 2 or places[0][2] * places[1][2] > 0:
        return bool(places)
    across = np.hypot(places[0][0] + places[1][0], places[0][1] + places[1][1])
    travelled = max(np.hypot(x, y) for x, y, _ in places)
    return bool(across <= 3 + 0.5 * travelled)
