"""Batches for FilmVSR: small pieces of samples of one scale, mirrored and played backwards now and then."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import torch

from restoration.models.filmvsr.spec import MULTIPLE, REDUCTION, SCALES
from training.filmvsr.samples import SHARES, Halves, Sample

CROP: Final = 64
"""Height and width of what is shown at a step."""
CHOICES: Final = 2
"""Crops that are looked at for one: that with the most detail is taken, for most of a photograph is soft."""


@dataclass(frozen=True)
class Batch:
    """``shown`` and ``truth``: a tensor N x 3 x H x W for each picture; ``before``, ``after``: N x 2 x h x w."""

    scale: int
    shown: Sequence[torch.Tensor]
    truth: Sequence[torch.Tensor]
    before: Sequence[torch.Tensor]
    after: Sequence[torch.Tensor]


def drawn(held: Sequence[Sample], draw: random.Random, count: int, length: int, device: str) -> Batch:
    """Return a batch of pieces of `count` samples of one scale, `length` pictures long at most."""
    scale = draw.choices(SCALES, [SHARES[one] for one in SCALES])[0]
    of_scale = [one for one in held if one.scale == scale]
    crops = [_crop(of_scale[draw.randrange(len(of_scale))], draw, length) for _ in range(count)]
    shown, truth, before, after = (
        [torch.from_numpy(np.stack(planes)).to(device) for planes in zip(*clips, strict=True)]
        for clips in zip(*crops, strict=True)
    )
    return Batch(scale, shown, truth, before, after)


def _crop(sample: Sample, draw: random.Random, length: int) -> tuple[npt.NDArray[np.float32], ...]:
    """Return pictures, truths and motion of a piece of a sample, now and then mirrored or played backwards."""
    top, left = max((_place(sample, draw) for _ in range(CHOICES)), key=lambda place: _detail(sample, *place))
    first = draw.randrange(max(1, len(sample.shown) - length + 1))
    shown, truth, before, after = (
        _piece(planes[first : first + length], top, left, times)
        for planes, times in (
            (sample.shown, 1),
            (sample.truth, sample.scale),
            (sample.before, 1 / REDUCTION),
            (sample.after, 1 / REDUCTION),
        )
    )
    if draw.random() < 0.5:
        shown, truth, before, after = (planes[::-1] for planes in (shown, truth, after, before))
    sign = np.ones((2, 1, 1), np.float32)
    for axis, component in ((-1, 0), (-2, 1)):
        if draw.random() < 0.5:
            shown, truth, before, after = (np.flip(planes, axis) for planes in (shown, truth, before, after))
            sign[component] = -1
    return tuple(np.ascontiguousarray(planes, np.float32) for planes in (shown, truth, before * sign, after * sign))


def _place(sample: Sample, draw: random.Random) -> tuple[int, int]:
    room = (sample.shown.shape[-1] - CROP) // MULTIPLE
    return draw.randrange(room + 1) * MULTIPLE, draw.randrange(room + 1) * MULTIPLE


def _piece(planes: Halves, top: int, left: int, times: float) -> Halves:
    """Return CROP x CROP pixels of a sample, in planes ``times`` as large as what is shown."""
    rows, columns = (slice(round(place * times), round((place + CROP) * times)) for place in (top, left))
    return planes[..., rows, columns]


def _detail(sample: Sample, top: int, left: int) -> float:
    green = _piece(sample.truth, top, left, sample.scale)[0, 1].astype(np.float32)
    return float(np.abs(np.diff(green, axis=1)).mean())
