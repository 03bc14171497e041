"""Samples for FrameNet: two pictures of a moving scene, and the one that was between them.

The pictures that are shown have grain and flicker, as every scan has; the truth has no grain, and is lit as the two are
on the way from one to the other. What lay on the film, other stages have taken away.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch

from restoration.damage import DamagedFrame, DamageParameters, damage_frames
from restoration.models.framenet.motion import ways
from training.scenes import Scenes
from training.tones import exposed, toned

Array = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]

FRAMES: Final = 5
SIDE: Final = 256
FINER: Final = 1.5
"""Scenes are made so many times larger and shrunk: no truth shows the steps of its making."""
EACH: Final = 2
"""Samples of one scene."""
GAPS: Final = {2: 0.5, 3: 0.3, 4: 0.2}
"""How many frames apart the two pictures are, and how often: of two that are lost in a row, 3; 4 is fast motion."""


@dataclass(frozen=True)
class Sample:
    """``before``, ``after``, ``truth``: float16 3 x S x S. ``ways``: float16 C x S/2 x S/2, flows, weights and misses.

    ``share``: where the truth lies between the two.
    """

    before: Halves
    after: Halves
    truth: Halves
    ways: Halves
    share: float


def samples(seed: int, side: int = SIDE, scenes: Scenes | None = None) -> list[Sample]:
    """Return the samples of the scene of that seed."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    random = np.random.default_rng(np.random.SeedSequence([seed, 3]))
    made = round(side * FINER)
    scene = (scenes or Scenes(made, made, FRAMES, pace=FINER, cause_share=0.0)).scene(seed)
    small = [np.asarray(cv2.resize(one, (side, side), interpolation=cv2.INTER_AREA), np.float32) for one in scene]
    clean = toned(small, random)
    worn = list(damage_frames(clean, seed=seed, parameters=_drawn_damage(random)))
    return [_sample(clean, worn, random) for _ in range(EACH)]


def _sample(clean: list[Array], worn: list[DamagedFrame], random: np.random.Generator) -> Sample:
    gap = int(random.choice(list(GAPS), p=list(GAPS.values())))
    first = int(random.integers(0, len(clean) - gap))
    middle = first + (2 if gap == 4 else int(random.integers(1, gap)))
    before, after, share = worn[first], worn[first + gap], (middle - first) / gap
    light = (1 - share) * before.truth.log_exposure + share * after.truth.log_exposure
    found = ways(before.pixels, after.pixels, share)
    return Sample(
        _planes(before.pixels),
        _planes(after.pixels),
        _planes(exposed(clean[middle], light)),
        torch.cat([found.flows, found.weights, found.misses], dim=1)[0].numpy().astype(np.float16),
        share,
    )


def _drawn_damage(random: np.random.Generator) -> DamageParameters:
    return DamageParameters(
        grain=float(random.choice([0.0, random.uniform(0, 0.03)], p=[0.25, 0.75])),
        grain_size=random.uniform(0.4, 1.1),
        grain_response=random.uniform(0, 1),
        flicker=float(random.choice([0.0, random.uniform(0, 0.03)])),
        weave=0.0,
        blur=0.0,
        dust_per_frame=0.0,
        codec="none",
    )


def _planes(picture: Array) -> Halves:
    return np.ascontiguousarray(picture.transpose(2, 0, 1)).astype(np.float16)
