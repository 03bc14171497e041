"""Repairing dirt: the scene behind it is taken from the neighbours, with their grain."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array, Neighbour
from restoration.stages.dust.detect import Mask

AGREEMENT = 0.06
"""Neighbours that differ by more than this (codes, or two grains) on a speck show no clean scene behind it."""
MAX_OFFSET = 0.1
"""A repair is lifted by at most this much to meet the picture around it."""

_COVER = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
_RING = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))
_FEATHER = 0.8
_NO_LABEL = 0


@dataclass(frozen=True)
class Scatter:
    """The pixels that a repair looks at: which speck (1..count-1) each belongs to, in it or in the ring around it."""

    speck: npt.NDArray[np.int32]
    inside: Mask
    count: int

    def mean(self, values: npt.NDArray[Any], chosen: Mask) -> npt.NDArray[np.float64]:
        """Return the mean of `values` over the chosen pixels of each speck; 0 where a speck has none."""
        number = np.bincount(self.speck[chosen], minlength=self.count)
        return np.bincount(self.speck[chosen], values[chosen], minlength=self.count) / np.maximum(number, 1)


@dataclass(frozen=True)
class Repair:
    """What a repair offers: colours HxWx3, how much of them to take (HxW, 0..1), and where no neighbour was clean."""

    pixels: Array
    share: Array
    unclean: Mask


def repair(frame: Array, mask: Mask, found: list[Neighbour], grain: float) -> Repair:
    """Offer a repair of `mask` (HxW bool) with a soft edge of two pixels around it.

    Each speck takes the motion of its surroundings, the median of the neighbours along it, the grain of the one
    neighbour nearest to that median, and a constant that lets it meet its surroundings. A speck whose neighbours
    disagree is not touched and reported as unclean.
    """
    if not mask.any() or not found:
        return Repair(frame, np.zeros(mask.shape, np.float32), mask)
    covered = cv2.dilate(mask.astype(np.uint8), _COVER).astype(np.uint8)
    count, labels = cv2.connectedComponents(covered, connectivity=8)
    area = cv2.dilate(labels.astype(np.float32), _RING).astype(np.int32)
    rows, columns = np.nonzero(area)
    scatter = Scatter(area[rows, columns], covered[rows, columns] > 0, count)
    seen = np.stack(
        [neighbour.seen_at(rows, columns, _flow_behind(neighbour.flow, covered)[rows, columns]) for neighbour in found]
    )
    middle = np.median(seen, axis=0).astype(np.float32)
    is_clean = _clean_specks(seen, middle, np.abs(frame[rows, columns] - middle).mean(axis=1), scatter, grain)
    colours = middle + _grain_of_one(seen, middle, scatter, grain)
    colours += _offset(frame[rows, columns] - middle, scatter)
    pixels = frame.copy()
    pixels[rows, columns] = np.clip(colours, 0, 1)
    clean_cover = is_clean[labels] & (labels != _NO_LABEL)
    share = cv2.GaussianBlur(clean_cover.astype(np.float32), (0, 0), _FEATHER)
    share = np.where(mask & clean_cover, np.float32(1), share) * (area != _NO_LABEL)
    share[share < 1 / 64] = 0
    return Repair(pixels, share, mask & ~clean_cover)


def inpainted(frame: Array, mask: Mask) -> Array:
    """Return the picture with `mask` filled from its surroundings (Telea 2004): the last resort."""
    holes = mask.astype(np.uint8)
    channels = [cv2.inpaint(np.ascontiguousarray(frame[..., c]), holes, 3, cv2.INPAINT_TELEA) for c in range(3)]
    return np.asarray(np.clip(np.stack(channels, axis=-1), 0, 1), dtype=np.float32)


def _flow_behind(flow: Array, covered: npt.NDArray[np.uint8]) -> Array:
    """Return the motion with that under `covered` replaced by that around it: dirt does not move with the scene."""
    known = (cv2.dilate(covered, _COVER) == 0).astype(np.float32)
    weight = cv2.blur(known, (31, 31))
    around = cv2.blur(flow * known[..., None], (31, 31)) / np.maximum(weight, 1e-3)[..., None]
    usable = (covered > 0) & (weight > 0.02)
    return np.where(usable[..., None], around, flow)


def _clean_specks(seen: Array, middle: Array, unlike: Array, scatter: Scatter, grain: float) -> Mask:
    """Return, per speck, whether most neighbours show the same scene behind it, and one `unlike` what is there."""
    distance = np.sort(np.abs(seen - middle).mean(axis=2), axis=0)
    apart = scatter.mean(distance[len(seen) // 2], scatter.inside)
    limit = np.minimum(max(AGREEMENT, 2 * grain), 0.5 * scatter.mean(unlike, scatter.inside) + 0.5 * grain)
    return np.asarray(apart <= limit)


def _grain_of_one(seen: Array, middle: Array, scatter: Scatter, grain: float) -> Array:
    """Return what one neighbour per speck (the nearest to the median) adds to the median, within three grains."""
    closeness = np.stack([scatter.mean(np.abs(one - middle).mean(axis=1), scatter.inside) for one in seen])
    chosen = closeness.argmin(axis=0)[scatter.speck]
    own = np.take_along_axis(seen, chosen[None, :, None], axis=0)[0]
    return np.clip(own - middle, -3 * grain, 3 * grain).astype(np.float32)


def _offset(difference: Array, scatter: Scatter) -> Array:
    """Return the constant (per pixel's speck, and channel) by which the ring around a speck differs from its repair."""
    limited = np.clip(difference, -MAX_OFFSET, MAX_OFFSET)
    constants = np.stack([scatter.mean(limited[:, c], ~scatter.inside) for c in range(3)], axis=-1)
    return constants.astype(np.float32)[scatter.speck]
