"""What a picture would show by its neighbours alone, and how far they are to be believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.between import Between, between, beyond
from restoration.motion.flow import Array, luma, neighbours, read_at

Mask = npt.NDArray[np.bool_]

_MUCH_BETTER: Final = 0.6
"""Neighbours further away are taken where the nearer ones fit each other so much worse: one of them is lost too."""
_LEAST_KNOWN: Final = 0.02
_FAST: Final = 2.0
_BLANK: Final = 0.1
"""A picture whose codes spread so many times less than those of another neighbour shows nothing."""


@dataclass(frozen=True)
class Reference:
    """A picture made of the neighbours, HxWx3. ``misfit``: how far (luma, HxW) they differ from each other there.

    ``missed``: by how many pixels (HxW) their motion contradicts itself there; None where nothing is known of motion.
    ``pair``: offsets of the pictures before and after that it lies between; None where all lie on one side.
    """

    pixels: Array
    misfit: Array
    missed: Array | None = None
    pair: tuple[int, int] | None = None

    def cut(self, view: tuple[slice, slice]) -> "Reference":
        """Return a part of it."""
        return Reference(self.pixels[view], self.misfit[view])


def reference(frames: Mapping[int, Array]) -> Reference | None:
    """Return what the neighbours of ``frames[0]`` (keys are offsets from it) make of it; None where it has none.

    Of the pairs around it, the one that fits best along its motion; at the end of a shot, motion goes on evenly.
    Neighbours that show nothing, black or clear, are lost themselves.
    """
    spread = {offset: float(luma(frame).std()) for offset, frame in frames.items() if offset}
    shown = [offset for offset in spread if spread[offset] > _BLANK * max(spread.values())]
    earlier = sorted((offset for offset in shown if offset < 0), reverse=True)
    later = sorted(offset for offset in shown if offset > 0)
    if earlier and later:
        return _best_pair(frames, earlier, later)
    if len(earlier) > 1 or len(later) > 1:
        near, far = (earlier or later)[:2]
        made = beyond(frames[near], frames[far])
        return Reference(made.pixels, made.misfit, made.missed)
    if earlier or later:
        only = frames[(earlier or later)[0]]
        return Reference(only, np.zeros(only.shape[:2], np.float32))
    return None


def inward(frames: Mapping[int, Array], index: int, shot: tuple[int, int]) -> Reference | None:
    """Return what the neighbours on the side away from the nearer cut make of ``frames[0]``: tape lies towards it.

    ``index``: the picture's place on the scan; ``shot``: first and end frame of its shot.
    """
    first, end = shot
    is_early = index - first < end - 1 - index
    return reference({offset: frame for offset, frame in frames.items() if offset == 0 or (offset > 0) == is_early})


def _best_pair(frames: Mapping[int, Array], earlier: list[int], later: list[int]) -> Reference:
    best: Between | None = None
    pair = (earlier[0], later[0])
    for before, after in sorted(((one, two) for one in earlier for two in later), key=lambda pair: pair[1] - pair[0]):
        if best is not None and best.misfit_overall < _FAST * grain(frames[before]):
            break
        made = between(frames[before], frames[after], -before / (after - before))
        if best is None or made.misfit_overall < _MUCH_BETTER * best.misfit_overall:
            best, pair = made, (before, after)
    if best is None:
        raise ValueError("there is no pair")
    return Reference(best.pixels, best.misfit, best.missed, pair)


def grain(frame: Array) -> float:
    """Return about how far (codes) neighbouring pixels differ: what two good pictures of one scene may differ by."""
    bright = luma(frame)
    return float(np.median(np.abs(bright - cv2.blur(bright, (3, 3))))) + 0.004


def aligned(made: Reference, frame: Array, damaged: Mask) -> Reference:
    """Return the reference moved onto the picture as found, by the motion around ``damaged``, and lit as it is.

    Where no damage is known yet it is lit as the picture is on the whole: local light would be that of the damage.
    """
    filled = np.where(damaged[..., None], made.pixels, frame)
    (found,) = neighbours({0: filled, 1: made.pixels})
    known = (~damaged).astype(np.float32)
    side = 2 * (max(frame.shape[:2]) // 16) + 1
    weight = cv2.blur(known, (side, side))
    around = cv2.blur(found.flow * known[..., None], (side, side)) / np.maximum(weight, _LEAST_KNOWN)[..., None]
    flow = np.where((damaged & (weight > _LEAST_KNOWN))[..., None], around, found.flow)
    rows, columns = np.mgrid[: frame.shape[0], : frame.shape[1]]
    moved = read_at(made.pixels, rows.ravel(), columns.ravel(), flow.reshape(-1, 2)).reshape(frame.shape)
    if damaged.any():
        light = cv2.blur((frame - moved) * known[..., None], (side, side)) / np.maximum(weight, _LEAST_KNOWN)[..., None]
        light = np.where(weight[..., None] > _LEAST_KNOWN, light, 0)
    else:
        light = np.median((frame - moved).reshape(-1, 3), axis=0)
    lit = np.clip(moved + light, 0, 1)
    return Reference(np.asarray(lit, dtype=np.float32), made.misfit)
