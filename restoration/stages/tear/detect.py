"""Finding splices and tears: what covers whole rows beside a cut, and what runs into one picture from its side."""

from typing import Final

import cv2
import numpy as np

from restoration.motion.flow import Array, luma
from restoration.stages.tear.reference import Mask, Reference

FAINTEST: Final = 0.03
"""Difference in codes, above that of the neighbours among themselves, that is looked at."""
ROW_SHARE: Final = 0.6
"""Part of a row that must differ alike for the row to lie under tape."""
TAPE_HEIGHT: Final = 0.12
"""Tape that is seen is no higher than this part of the picture, measured from its upper or lower edge inwards."""
TAPE_ZONE: Final = 0.3
LEAST_TEAR: Final = 0.002
"""Part of the picture that a tear or burn covers at least."""
MOST_TEAR: Final = 0.3
FADING: Final = 0.6
"""A tear is followed to where it differs by this part of what it is first seen by."""
PLAIN: Final = 3.0
"""A tear differs by this many times more than the neighbours do among themselves."""
_JOIN = np.ones((5, 5), np.uint8)
_COVER = np.ones((7, 7), np.uint8)


def tape_rows(frame: Array, made: Reference, factor: float) -> Mask:
    """Return the rows (H) that tape covers: lines and bands over most of the width, near the upper or lower edge."""
    height = frame.shape[0]
    difference = luma(frame) - luma(made.pixels)
    limit = factor * FAINTEST + _noise(made)
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


def torn(frame: Array, made: Reference, factor: float) -> Mask:
    """Return where one picture differs from what all its neighbours show, over a large place that meets its border."""
    difference = np.abs(cv2.blur(luma(frame) - luma(made.pixels), (3, 3)))
    limit = factor * FAINTEST + PLAIN * cv2.blur(made.misfit, (9, 9)) + _noise(made)
    differs = difference > limit
    seeds = np.zeros(frame.shape[:2], bool)
    if differs.mean() > MOST_TEAR:
        # A lost frame, a flash or an explosion: not for a machine to decide.
        return seeds
    plain = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_CLOSE, _JOIN)
    plain = cv2.morphologyEx(plain, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(plain, connectivity=8)
    for number in range(1, count):
        area = float(stats[number, cv2.CC_STAT_AREA]) / difference.size
        place = labels == number
        if LEAST_TEAR * factor <= area <= MOST_TEAR and _meets_border(place) and _is_plain(difference, place):
            seeds |= place
    if not seeds.any():
        return seeds
    return np.asarray(cv2.dilate(_followed(seeds, difference > FADING * limit).astype(np.uint8), _COVER) > 0)


def _followed(seeds: Mask, faint: Mask) -> Mask:
    """Return the seeds with where they go on more faintly: a tear runs out in a hairline."""
    joined = cv2.morphologyEx((faint | seeds).astype(np.uint8), cv2.MORPH_CLOSE, _COVER)
    _, labels = cv2.connectedComponents(joined, connectivity=8)
    reached = np.unique(labels[seeds])
    grown = np.isin(labels, reached[reached > 0]) & (faint | seeds)
    return grown if grown.mean() <= MOST_TEAR else seeds


def _is_plain(difference: Array, place: Mask) -> bool:
    return float(difference[place].mean()) > 2 * FAINTEST


def _meets_border(place: Mask) -> bool:
    return bool(place[:2].any() or place[-2:].any() or place[:, :2].any() or place[:, -2:].any())


def _noise(made: Reference) -> float:
    return 3 * float(np.median(made.misfit))
