"""The scene behind specks: what the neighbours show where a speck lies, and in the ring around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array, Neighbour, read_at
from restoration.stages.dust.view import Mask

RING = 6
"""The ring around a speck is so many pixels wide, on a small picture."""
LEAST_SEEN = 0.02
"""Part of its surroundings that must be free for motion to be carried under a speck."""
_SURROUNDINGS = (11, 11)
_COVER = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


@dataclass(frozen=True)
class Places:
    """The pixels at which specks are looked at, N of them: in each speck (`inside`) and in the ring around it.

    `cover`: HxW, the specks and a margin that nothing of them reaches beyond. `speck`: which one (1..count-1) each
    pixel belongs to. Pixels of the cover that are not `inside` are neither.
    """

    cover: Mask
    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    speck: npt.NDArray[np.int32]
    inside: Mask
    count: int
    found: Sequence[Neighbour]

    @cached_property
    def ring(self) -> Mask:
        return ~self.cover[self.rows, self.columns]

    @cached_property
    def flows(self) -> dict[int, Array]:
        """By offset the motion (N x 2) of the surroundings, carried under the specks: dirt does not move along."""
        if not self.found:
            return {}
        height, width = self.found[0].coarse_flow.shape[:2]
        half = (-(-width // 2), -(-height // 2))
        covered = cv2.resize(self.cover.view(np.uint8) * np.uint8(255), half, interpolation=cv2.INTER_AREA)
        known = (cv2.dilate(covered, _COVER) == 0).astype(np.float32)
        weight = cv2.blur(known, _SURROUNDINGS)
        carry = ((covered > 0) & (weight > LEAST_SEEN)).view(np.uint8)
        carry = cv2.resize(carry, (width, height), interpolation=cv2.INTER_NEAREST)
        known, weight = cv2.merge([known, known]), np.maximum(weight, LEAST_SEEN)[..., None]
        x = (self.columns + 0.5) * (width / self.cover.shape[1]) - 0.5
        y = (self.rows + 0.5) * (height / self.cover.shape[0]) - 0.5
        still = np.zeros((len(x), 2), np.float32)
        flows = {}
        for one in self.found:
            small = cv2.resize(one.coarse_flow, half, interpolation=cv2.INTER_AREA)
            around = cv2.blur(cv2.multiply(small, known), _SURROUNDINGS) / weight
            carried = cv2.copyTo(cv2.resize(around, (width, height)), carry, one.coarse_flow.copy())
            flows[one.offset] = read_at(np.asarray(carried, np.float32), y, x, still)
        return flows

    @cached_property
    def lumas(self) -> dict[int, Array]:
        """By offset what luma (N) the neighbours show there."""
        return {one.offset: one.luma_at(self.rows, self.columns, self.flows[one.offset]) for one in self.found}

    def mean(self, values: npt.NDArray[Any], where: Mask) -> npt.NDArray[np.float64]:
        """Return by speck the mean of `values` (N) over those of its pixels that are in `where`; 0 where none is."""
        number = np.bincount(self.speck[where], minlength=self.count)
        return np.bincount(self.speck[where], values[where], minlength=self.count) / np.maximum(number, 1)

    def mean_inside(self, colours: Array) -> npt.NDArray[np.float64]:
        """Return by speck the mean (3) of the colours of the pixels that are inside (M x 3)."""
        speck = self.speck[self.inside]
        number = np.maximum(np.bincount(speck, minlength=self.count), 1)
        sums = [np.bincount(speck, colours[:, channel], minlength=self.count) for channel in range(3)]
        return np.stack(sums, axis=-1) / number[:, None]


def places(
    labels: npt.NDArray[np.int32], cover: Mask, count: int, found: Sequence[Neighbour], reduction: int
) -> Places:
    """Return where to look at the specks numbered by `labels` (HxW, 0 none), which `cover` covers with a margin.

    What lies between two specks belongs to the nearer one.
    """
    size = 2 * (RING * (1 + reduction) // 2) + 1
    inside = labels > 0
    area = cv2.dilate(inside.view(np.uint8), np.ones((size, size), np.uint8))
    at = np.flatnonzero(area)
    _, nearest = cv2.distanceTransformWithLabels(
        (~inside).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    speck_of = np.zeros(int(np.count_nonzero(inside)) + 1, np.int32)
    speck_of[nearest[inside]] = labels[inside]
    rows, columns = np.divmod(at, labels.shape[1])
    return Places(cover, rows, columns, speck_of[nearest.ravel()[at]], inside.ravel()[at], count, found)
