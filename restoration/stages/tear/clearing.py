"""Clearing stains that people pointed out: from a neighbour that is without them, else from around them."""

from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array
from restoration.stages.tear.mending import brought_back, lifted, shows_through, spanned
from restoration.stages.tear.reference import Mask, Reference, aligned

_SAME: Final = 0.02
"""Mean difference (codes), above that around the place, under which a neighbour shows the same stain and is no help."""
_AS_GOOD: Final = 1.3
"""Of neighbours nearly as good, the nearest is taken."""
_STRANGER: Final = 1.5
"""A neighbour that goes on from around the place this many times worse than the picture is stained too."""
_ALIKE: Final = 0.5
_VISIBLE: Final = 0.008
_LIGHT: Final = 3.0
_LEAST_MARGIN: Final = 24
_SPECK: Final = np.ones((3, 3), np.uint8)
_JOIN: Final = np.ones((7, 7), np.uint8)
_COVER: Final = np.ones((5, 5), np.uint8)


def cleared(frame: Array, others: Mapping[int, Array], made: Reference | None, place: Mask) -> tuple[Array, Mask]:
    """Return the picture without the stains in ``place`` (HxW), and the mask of what was changed there.

    ``others``: the neighbours by their offset; ``made``: what they make of the picture together.
    """
    still = np.zeros(frame.shape[:2], np.float32)
    near = {offset: aligned(Reference(other, still), frame, place) for offset, other in others.items()}
    both = None if made is None else aligned(made, frame, place)
    pixels, mask = frame.copy(), np.zeros_like(place)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(place.astype(np.uint8), connectivity=8)
    for number in range(1, count):
        view = _around(stats[number], place.shape)
        part, known = labels[view] == number, ~place[view]
        seen = {offset: one.cut(view) for offset, one in near.items()}
        clean = _clean(frame[view], seen, None if both is None else both.cut(view), part, known)
        mended, part = _mended(frame[view], clean, part, known)
        pixels[view][part] = mended[part]
        mask[view] |= part
    return pixels, mask


def _around(stats: npt.NDArray[np.int32], shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Return the part of the picture that a place is judged in: its box, and as much again on each side."""
    left, top, across, down = (int(value) for value in stats[:4])
    margin = max(_LEAST_MARGIN, across // 2, down // 2)
    rows = slice(max(0, top - margin), min(shape[0], top + down + margin))
    return rows, slice(max(0, left - margin), min(shape[1], left + across + margin))


def _clean(
    frame: Array, near: Mapping[int, Reference], both: Reference | None, part: Mask, known: Mask
) -> Reference | None:
    """Return what the nearest neighbours without the stain show; None where all of them have it.

    One that is without it differs from the picture in the place and not around it, and goes on from around it better
    than the picture does: a neighbour in which the stain is larger differs as well.
    """
    differing = {
        offset: one for offset, one in near.items() if _apart(frame, one, part) > _apart(frame, one, known) + _SAME
    }
    if both is not None and _is_alone(frame, differing, part):
        return both
    expected = spanned(frame, ~known)
    strange = {
        offset: _strangeness(one.pixels, expected, part) + _apart(frame, one, known)
        for offset, one in differing.items()
    }
    least = min(strange.values(), default=np.inf)
    if least >= _STRANGER * _strangeness(frame, expected, part):
        return None
    good = {offset for offset in strange if strange[offset] <= _AS_GOOD * least}
    if both is not None and {-1, 1} <= good:
        return both
    return near[min(good, key=lambda offset: (abs(offset), strange[offset]))]


def _is_alone(frame: Array, differing: Mapping[int, Reference], part: Mask) -> bool:
    """Say whether the pictures before and after are alike in ``part`` and only this one differs."""
    before, after = differing.get(-1), differing.get(1)
    if before is None or after is None:
        return False
    return _apart(before.pixels, after, part) < _ALIKE * min(_apart(frame, one, part) for one in (before, after))


def _mended(frame: Array, clean: Reference | None, part: Mask, known: Mask) -> tuple[Array, Mask]:
    if clean is None:
        return lifted(frame, part, known), part
    part = _stained(frame, clean, part, known)
    if shows_through(frame, clean, part):
        return brought_back(frame, clean.pixels, part), part
    return clean.pixels, part


def _stained(frame: Array, clean: Reference, part: Mask, known: Mask) -> Mask:
    """Return where in ``part`` the picture differs from the clean one by more than around it: a box holds more."""
    difference = cv2.blur(np.abs(frame - clean.pixels).max(axis=2), (3, 3))
    usual = float(np.median(difference[known])) if known.any() else 0.0
    differs = ((difference > 2 * usual + _VISIBLE) & part).astype(np.uint8)
    opened = cv2.morphologyEx(cv2.morphologyEx(differs, cv2.MORPH_CLOSE, _JOIN), cv2.MORPH_OPEN, _SPECK)
    stained = (cv2.dilate(opened, _COVER) > 0) & part
    return stained if stained.any() else part


def _strangeness(picture: Array, expected: Array, part: Mask) -> float:
    """Return how far the light of a place is from what is expected of it."""
    return float(np.abs(cv2.GaussianBlur(picture - expected, (0, 0), _LIGHT))[part].mean())


def _apart(frame: Array, other: Reference, where: Mask) -> float:
    return float(np.abs(frame - other.pixels)[where].mean()) if where.any() else 0.0
