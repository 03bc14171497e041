"""Batches for film-tiny: pieces of the size of a tile, of clips, mirrored now and then."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import torch

from training.film_tiny.samples import Sample

CHOICES: Final = 2
"""Pieces that are looked at for one: that with the most detail is taken, for most of a photograph is soft."""

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Batch:
    """Pieces of ``length`` pictures that follow one another, one piece after the other, in codes -1..1.

    ``shown``: N x 3 x h x w, on the grid of latents; ``faithful``, ``truth``: N x 3 x fh x fw, f pixels to a latent.
    """

    length: int
    shown: torch.Tensor
    faithful: torch.Tensor
    truth: torch.Tensor


def drawn(held: Sequence[Sample], draw: random.Random, *, pieces: int, length: int, tile: int, device: str) -> Batch:
    """Return a batch of so many pieces of different samples, `tile` latents to a side."""
    chosen = draw.sample(range(len(held)), min(pieces, len(held)))
    taken = [_piece(held[number], draw, length, tile) for number in chosen]
    shown, faithful, truth = (
        torch.from_numpy(np.concatenate(planes)).to(device) * 2 - 1 for planes in zip(*taken, strict=True)
    )
    return Batch(length, shown, faithful, truth)


def _piece(sample: Sample, draw: random.Random, length: int, tile: int) -> tuple[Array, ...]:
    """Return pictures as shown, faithful ones and truths of a piece of a sample."""
    room = sample.shown.shape[-1] - tile
    places = [(draw.randrange(room + 1), draw.randrange(room + 1)) for _ in range(CHOICES)]
    first = draw.randrange(len(sample.shown) - length + 1)
    top, left = max(places, key=lambda place: _detail(sample.shown[first], place, tile))
    factor = sample.truth.shape[-1] // sample.shown.shape[-1]
    planes = tuple(
        of[first : first + length, :, top * times : (top + tile) * times, left * times : (left + tile) * times]
        for of, times in ((sample.shown, 1), (sample.faithful, factor), (sample.truth, factor))
    )
    if draw.random() < 0.5:
        planes = tuple(one[::-1] for one in planes)
    for axis in (-1, -2):
        if draw.random() < 0.5:
            planes = tuple(np.flip(one, axis) for one in planes)
    return tuple(np.ascontiguousarray(one, np.float32) for one in planes)


def _detail(planes: npt.NDArray[np.float16], place: tuple[int, int], tile: int) -> float:
    top, left = place
    green = planes[1, top : top + tile, left : left + tile].astype(np.float32)
    return float(np.abs(np.diff(green, axis=1)).mean() + np.abs(np.diff(green, axis=0)).mean())
