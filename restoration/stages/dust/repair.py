"""Repairing dirt: the scene behind it is taken from the neighbours, with their grain."""

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.motion.flow import Array
from restoration.stages.dust.behind import Places, places
from restoration.stages.dust.view import Mask, View

AGREEMENT = 0.06
"""Neighbours that differ by more than this (codes, or two grains) on a speck show no clean scene behind it."""
MAX_OFFSET = 0.1
"""A repair is lifted by at most this much to meet the picture around it."""
WORSE_FIT = 2.0
"""A neighbour that fits the ring around a speck so many times worse than the best one is not asked about it."""
AS_CLEAN = 1.25
"""A neighbour further away lends its grain, which is not seen again soon, unless the nearest is cleaner by this."""

_COVER = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


@dataclass(frozen=True)
class Repair:
    """What a repair made: the picture HxWx3, which of its pixels it changed (HxW), and where no neighbour was clean."""

    pixels: Array
    changed: Mask
    unclean: Mask


@dataclass(frozen=True)
class Scene:
    """What the neighbours show at N pixels: `seen` K x N x 3; by speck which of them fit (K x S); their `middle`."""

    seen: Array
    fits: Mask
    middle: Array


def repair(view: View, mask: Mask) -> Repair:
    """Repair `mask` (HxW bool) with a soft edge of one pixel around it.

    Each speck takes the motion of its surroundings, the median of those neighbours along it that fit the ring around
    it, the grain of one of them, and a constant that lets it meet its surroundings. A speck whose neighbours disagree
    is not touched and reported as unclean.
    """
    frame = view.frame
    if not mask.any() or not view.found:
        return Repair(frame, np.zeros(mask.shape, bool), mask)
    covered = cv2.dilate(mask.view(np.uint8), _COVER)
    count, components = cv2.connectedComponents(covered, connectivity=8)
    at = places(np.asarray(components, np.int32), covered > 0, count, view.found, view.raster.reduction)
    own = frame[at.rows, at.columns]
    seen = np.stack([one.seen_at(at.rows, at.columns, at.flows[one.offset]) for one in view.found])
    seen += _offsets(own, seen, at)[:, at.speck]
    scene = _scene(own, seen, at)
    is_clean = _clean_specks(own, scene, at, view.typical_grain)
    colours = np.clip(scene.middle + _grain_of_one(scene, at, view), 0, 1)
    taken = at.inside & is_clean[at.speck]
    share = cv2.blur(mask.astype(np.float32), (3, 3))[at.rows, at.columns]
    share = np.where(mask[at.rows, at.columns], np.float32(1), share)[taken, None]
    rows, columns = at.rows[taken], at.columns[taken]
    pixels, changed = frame.copy(), np.zeros(mask.shape, bool)
    pixels[rows, columns] += (colours[taken] - pixels[rows, columns]) * share
    changed[rows, columns] = True
    return Repair(pixels, changed, mask & ~changed)


def _offsets(own: Array, seen: Array, at: Places) -> Array:
    """Return by neighbour, speck and channel the constant by which the ring around the speck differs from it."""
    limited = np.clip(own - seen, -MAX_OFFSET, MAX_OFFSET)
    return np.stack(
        [np.stack([at.mean(one[:, channel], at.ring) for channel in range(3)], axis=-1) for one in limited]
    ).astype(np.float32)


def _scene(own: Array, seen: Array, at: Places) -> Scene:
    """Ask only those neighbours that fit the ring around a speck not much worse than the best one does."""
    misfit = np.stack([at.mean(np.abs(own - one).mean(axis=1), at.ring) for one in seen])
    fits = np.asarray(misfit <= WORSE_FIT * misfit.min(axis=0) + 1e-6)
    asked = np.sort(np.where(fits[:, at.speck, None], seen, np.float32(np.inf)), axis=0)
    number = fits.sum(axis=0)[at.speck][None, :, None]
    lower, upper = (np.take_along_axis(asked, place // 2, axis=0)[0] for place in (number - 1, number))
    return Scene(seen, fits, (lower + upper) / 2)


def _clean_specks(own: Array, scene: Scene, at: Places, grain: float) -> Mask:
    """Return, by speck, whether most neighbours show the same scene behind it, and one unlike what is there."""
    apart = np.abs(scene.seen - scene.middle).mean(axis=2)
    apart = np.sort(np.where(scene.fits[:, at.speck], apart, np.float32(np.inf)), axis=0)
    number = scene.fits.sum(axis=0)
    half = np.minimum(number // 2, number - 1)
    of_most = np.take_along_axis(apart, half[at.speck][None], axis=0)[0]
    unlike = at.mean(np.abs(own - scene.middle).mean(axis=1), at.inside)
    limit = np.minimum(max(AGREEMENT, 2 * grain), 0.5 * unlike + 0.5 * grain)
    return np.asarray(at.mean(of_most, at.inside) <= limit)


def _grain_of_one(scene: Scene, at: Places, view: View) -> Array:
    """Return what one fitting neighbour per speck adds to the median, within three grains."""
    apart = np.stack([at.mean(np.abs(one - scene.middle).mean(axis=1), at.inside) for one in scene.seen])
    nearness = np.array([AS_CLEAN if abs(neighbour.offset) == 1 else 1.0 for neighbour in view.found])
    chosen = np.where(scene.fits, apart * nearness[:, None], np.inf).argmin(axis=0)[at.speck]
    one = np.take_along_axis(scene.seen, chosen[None, :, None], axis=0)[0]
    most = 3 * view.typical_grain
    return np.clip(one - scene.middle, -most, most).astype(np.float32)
