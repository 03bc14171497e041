"""Batches for FrameNet: pieces of samples with much motion in them, turned, mirrored and played backwards."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import torch

from restoration.models.framenet.fusion import Ways
from restoration.models.framenet.spec import FLOWS, GRID, MULTIPLE, WAYS
from training.framenet.samples import Sample

Planes = npt.NDArray[np.float32]

CROP: Final = 144
"""Height and width of what is shown at a step."""
CHOICES: Final = 3
"""Pieces that are looked at for one: that in which most changes is taken, for most of a photograph moves together."""
_BACKWARDS: Final = (1, 0, 3, 2)
"""The ways to the pictures before and after, when these change places."""


@dataclass(frozen=True)
class Batch:
    """N x 3 x H x W ``before``, ``after``, ``truth``; ``share`` N.

    ``counts``: N x 1 x H x W, 0 where a way leaves the piece and not the sample: there the scene goes on unseen.
    """

    before: torch.Tensor
    after: torch.Tensor
    truth: torch.Tensor
    counts: torch.Tensor
    ways: Ways
    share: torch.Tensor


def drawn(held: Sequence[Sample], draw: random.Random, count: int, device: str) -> Batch:
    """Return a batch of pieces of so many samples."""
    crops = [_crop(held[draw.randrange(len(held))], draw) for _ in range(count)]
    before, after, truth, counts, ways, share = (
        torch.from_numpy(np.stack(planes)).to(device) for planes in zip(*crops, strict=True)
    )
    return Batch(before, after, truth, counts, Ways(*torch.split(ways, [FLOWS, WAYS, WAYS], dim=1)), share)


def _crop(sample: Sample, draw: random.Random) -> tuple[Planes, ...]:
    side = sample.truth.shape[-1]
    room = (side - CROP) // MULTIPLE
    places = [(draw.randrange(room + 1) * MULTIPLE, draw.randrange(room + 1) * MULTIPLE) for _ in range(CHOICES)]
    top, left = max(places, key=lambda place: _change(sample, *place))
    before, after, truth = (_piece(one, top, left, 1) for one in (sample.before, sample.after, sample.truth))
    ways = _piece(sample.ways, top, left, GRID)
    counts = _stays(ways[:FLOWS], top, left, side).repeat(GRID, axis=1).repeat(GRID, axis=2)
    share = np.float32(sample.share)
    if draw.random() < 0.5:
        before, after, share, ways = after, before, 1 - share, _backwards(ways)
    planes = [before, after, truth, counts]
    for axis, component in ((-1, 0), (-2, 1)):
        if draw.random() < 0.5:
            planes, ways = [np.flip(one, axis) for one in planes], np.flip(ways, axis).copy()
            ways[component:FLOWS:2] *= -1
    if draw.random() < 0.5:
        planes, ways = [one.swapaxes(-1, -2) for one in planes], _transposed(ways)
    return (*(np.ascontiguousarray(one, np.float32) for one in (*planes, ways)), np.asarray(share, np.float32))


def _piece(planes: npt.NDArray[np.float16], top: int, left: int, smaller: int) -> Planes:
    rows, columns = (slice(place // smaller, (place + CROP) // smaller) for place in (top, left))
    return planes[..., rows, columns].astype(np.float32)


def _change(sample: Sample, top: int, left: int) -> float:
    return float(np.abs(_piece(sample.before, top, left, 1)[1] - _piece(sample.after, top, left, 1)[1]).mean())


def _stays(flows: Planes, top: int, left: int, side: int) -> Planes:
    """Return 1 x h x w: 1 where no way leaves the piece, but at the borders of the sample itself."""
    size = flows.shape[-1]
    rows, columns = (GRID * one for one in np.mgrid[:size, :size])
    inside = np.ones((size, size), bool)
    for number in range(WAYS):
        for along, place, corner in ((flows[2 * number], columns, left), (flows[2 * number + 1], rows, top)):
            inside &= (along + place >= 0) | (corner == 0)
            inside &= (along + place < CROP) | (corner + CROP == side)
    return inside[None].astype(np.float32)


def _transposed(ways: Planes) -> Planes:
    turned = ways.swapaxes(-1, -2).copy()
    turned[0:FLOWS:2], turned[1:FLOWS:2] = turned[1:FLOWS:2].copy(), turned[0:FLOWS:2].copy()
    return turned


def _backwards(ways: Planes) -> Planes:
    flows, weights, misses = np.split(ways, [FLOWS, FLOWS + WAYS])
    order = list(_BACKWARDS)
    turned = flows.reshape(WAYS, 2, *flows.shape[1:])[order].reshape(flows.shape)
    return np.concatenate([turned, weights[order], misses[order]])
