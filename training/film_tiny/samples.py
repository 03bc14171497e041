"""Samples for film-tiny: worn pictures of a film, what the faithful tier makes of them, and how they should look.

They are worn as FilmVSR's are, and the faithful pictures are those of FilmVSR as it ships: the model is to begin from
what it will be given, and from nothing better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch

from restoration.models.filmvsr.motion import motions
from restoration.models.filmvsr.spec import SPEC
from restoration.models.filmvsr.window import enhanced
from restoration.models.weights import read_network
from training.course import Rounded
from training.filmvsr.samples import FINER, worn
from training.scenes import Scenes
from training.tones import toned

Array = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]

FRAMES: Final = 8
ROOM: Final = 3
"""Enlarged pictures of a sample are so many times as high and wide as a tile of a model ..."""
MOST: Final = 320
"""... and this many pixels at most, but no less than a tile."""
SHARES: Final = {2: 0.85, 4: 0.15}
"""How many times larger pictures are made, and how often: the model is for twice."""


@dataclass(frozen=True)
class Sample:
    """A clip. ``shown``: float16 T x 3 x S x S, the worn pictures on the grid of latents, as the pipeline shows them.

    ``faithful``, ``truth``: float16 T x 3 x fS x fS of a model whose latents are f pixels wide. All are codes 0..1.
    """

    shown: Halves
    faithful: Halves
    truth: Halves


def side_of(tile: int, factor: int) -> int:
    """Return the height and width of the samples of a model whose tiles have so many latents of so many pixels."""
    return max(tile * factor, min(ROOM * tile * factor, MOST))


def samples(seed: int, *, side: int, factor: int, scenes: Scenes | None = None) -> list[Sample]:
    """Return the sample of the scene of that seed.

    `side`: height and width of the enlarged pictures, a multiple of `factor`, the pixels to a latent each way.
    """
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    random = np.random.default_rng(np.random.SeedSequence([seed, 4]))
    scale = int(random.choice(list(SHARES), p=list(SHARES.values())))
    made = round(side * FINER[scale])
    pictures = (scenes or Scenes(made, made, FRAMES, pace=FINER[scale] * scale)).scene(seed)
    scene = [np.asarray(cv2.resize(one, (side, side), interpolation=cv2.INTER_AREA), np.float32) for one in pictures]
    truth, shown = worn(toned(scene, random), scale, random, seed)
    grid = (side // factor, side // factor)
    small = [np.asarray(cv2.resize(one, grid, interpolation=cv2.INTER_AREA), np.float32) for one in shown]
    return [Sample(_planes(small), _planes(faithful(shown, scale)), _planes(truth))]


@torch.inference_mode()
def faithful(shown: Sequence[Array], scale: int) -> list[Array]:
    """Return what FilmVSR makes of pictures that follow one another, codes 0..1."""
    given = [torch.from_numpy(one.transpose(2, 0, 1)[None].copy()) for one in shown]
    answers = enhanced(_parts(), given, motions(shown), scale=scale, kept=range(len(shown)))
    return [answer[0].permute(1, 2, 0).clip(0, 1).contiguous().numpy() for answer in answers]


@cache
def _parts() -> dict[str, Rounded]:
    return {name: Rounded(part, "cpu") for name, part in read_network(SPEC).named_children()}


def _planes(pictures: Sequence[Array]) -> Halves:
    return np.stack(pictures).transpose(0, 3, 1, 2).astype(np.float16)
