"""Finding splices and tears: what covers whole rows beside a cut, and what runs into one picture from its side."""

from collections.abc import Callable, Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array, luma
from restoration.stages.tear.reference import Mask, Reference

FAINTEST: Final = 0.03
"""Difference in codes, above that of the neighbours among themselves, that is looked at."""
ROW_SHARE: Final = 0.6
"""Part of a row that must differ alike for the row to lie under tape."""
TAPE_HEIGHT: Final = 0.12
"""Tape that is seen is no higher than this part of the picture, measured from its upper or lower edge inwards."""
TAPE_ZONE: Final = 0.3
TEAR_WIDTH: Final = 0.02
"""The gap of a tear is narrower than this part of the picture's width: what is wider may be a limb or a flash."""
TEAR_LENGTH: Final = 0.12
"""A tear is at least as long as this part of the picture's width."""
PLAIN: Final = 0.15
"""A line that no neighbour shows, this much brighter or darker (codes) than both its sides, is plainly there..."""
FAINT: Final = 0.05
"""...and is followed to where it fades to this."""
PLAIN_SHARE: Final = 0.5
"""Part of its length along which a tear is plain."""
SEEN: Final = -1.2
PART_SEEN: Final = 0.5
"""Where a network's log-odds of a tear come to this in the mean, a thin line need not be plain nor reach the border,
and may be shorter by this factor: what is left of a tear where something crosses it."""
ALIKE: Final = 0.06
"""Pictures whose light differs by more than this part are not compared: one of them is a flash."""
_LEAST_KERNEL: Final = 9
_NEAR: Final = 0.008
"""Part of the width by which a line may be missed along the motion and still count as shown."""
_JOIN = np.ones((5, 5), np.uint8)
_COVER = np.ones((7, 7), np.uint8)
_BORDER: Final = 4


def tape_rows(frame: Array, made: Reference, factor: float) -> Mask:
    """Return the rows (H) that tape covers: lines and bands over most of the width, near the upper or lower edge."""
    height = frame.shape[0]
    difference = luma(frame) - luma(made.pixels)
    limit = factor * FAINTEST + 3 * float(np.median(made.misfit))
    share = np.maximum((difference > limit).mean(axis=1), (difference < -limit).mean(axis=1))
    covered = cv2.dilate((share > ROW_SHARE).astype(np.uint8)[:, None], np.ones((3, 1), np.uint8))[:, 0] > 0
    rows = np.zeros(height, bool)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(covered.astype(np.uint8)[:, None], connectivity=8)
    for number in range(1, count):
        top, tall = int(stats[number, cv2.CC_STAT_TOP]), int(stats[number, cv2.CC_STAT_HEIGHT])
        is_near_edge = top + tall <= TAPE_ZONE * height or top >= (1 - TAPE_ZONE) * height
        if is_near_edge and tall <= TAPE_HEIGHT * height:
            rows |= labels[:, 0] == number
    return rows


def torn(bright: Array, others: Sequence[Array], factor: float, ask: Callable[[], Array] | None = None) -> Mask:
    """Return where (HxW) thin lines that no neighbour shows run into a picture from its border.

    ``bright``: the picture's luma. ``others``: that of its neighbours, moved onto it along their motion; those lit
    otherwise say nothing, and where fewer than two are left nothing is found. A limb, a flash or a passing car is
    wider than a tear; a pole or a wire stands in a neighbour too, within reach of the motion's error. ``ask`` is called
    where a line leaves doubt and returns log-odds (HxW) that there is a tear; with it parts of tears count too.
    """
    alike = [other for other in others if is_lit_alike(bright, other)]
    if len(alike) < 2:
        return np.zeros(bright.shape, bool)
    excess = np.maximum(*(_unseen(bright, alike, operation) for operation in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT)))
    faint = cv2.morphologyEx((excess > factor * FAINT).astype(np.uint8), cv2.MORPH_CLOSE, _JOIN)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    found, odds = np.zeros(bright.shape, bool), None
    least = TEAR_LENGTH * bright.shape[1]
    for number in range(1, count):
        across, down = (int(stats[number, which]) for which in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
        length = max(across, down)
        if length < (least if ask is None else PART_SEEN * least):
            continue
        place, axis = labels == number, 0 if across >= down else 1
        if not _is_thin(place, axis):
            continue
        is_torn = length >= least and _is_plain(place, excess > factor * PLAIN, axis)
        if not is_torn and ask is not None:
            odds = ask() if odds is None else odds
            is_torn = float(odds[place].mean()) > SEEN
        if is_torn:
            found |= place
    return np.asarray(cv2.dilate(found.astype(np.uint8), _COVER) > 0)


def is_lit_alike(one: Array, other: Array) -> bool:
    """Say whether two pictures (HxW luma) have the same light on the whole."""
    lights = [np.percentile(bright[::4, ::4], (25, 50, 75)) for bright in (one, other)]
    return bool(np.all(np.abs(lights[0] - lights[1]) <= ALIKE * np.maximum(*lights) + 0.01))


def _unseen(bright: Array, others: Sequence[Array], operation: int) -> Array:
    """Return by how much (HxW codes) thin lines stand out more than in any neighbour nearby."""
    width = bright.shape[1]
    kernel = _disc(_widest(bright))
    near = _disc(2 * max(2, round(_NEAR * width)) + 1)
    known = np.max([cv2.dilate(cv2.morphologyEx(other, operation, kernel), near) for other in others], axis=0)
    return np.asarray(cv2.morphologyEx(bright, operation, kernel) - known, dtype=np.float32)


def _widest(picture: Array | Mask) -> int:
    """Return how wide, in pixels, a gap may be in this picture (H x W)."""
    return max(_LEAST_KERNEL, round(TEAR_WIDTH * picture.shape[1]))


def _disc(side: int) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side | 1, side | 1)), np.uint8)


def _is_thin(place: Mask, across: int) -> bool:
    """Say whether a place is thin along the axis ``across``."""
    return int(place.sum()) <= _widest(place) * int(place.any(axis=across).sum())


def _is_plain(place: Mask, plain: Mask, across: int) -> bool:
    """Say whether a place is plain for most of its length, and meets the border."""
    length, plain_length = (int(one.any(axis=across).sum()) for one in (place, place & plain))
    return plain_length >= PLAIN_SHARE * length and _meets_border(place & plain)


def _meets_border(place: Mask) -> bool:
    edges = (place[:_BORDER], place[-_BORDER:], place[:, :_BORDER], place[:, -_BORDER:])
    return any(bool(edge.any()) for edge in edges)
