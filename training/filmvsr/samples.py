"""Samples for FilmVSR: pictures as a scan shows them, and as they should look.

The truth is the scene without grain, blur and codec, and with the scan's own tones: its contrast, its flicker, whether
it is a negative. So the network cleans and sharpens and grades nothing. Grain is noise to it: the stages before it take
grain out and those after it put it back, and whoever wants the grain as it lies there does without this network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from restoration.damage import DamageParameters, damage_frames
from restoration.models.filmvsr.motion import motions
from restoration.models.filmvsr.spec import REDUCTION, SCALES
from training.scenes import Scenes
from training.tones import exposed, toned

Array = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]

FRAMES: Final = 7
SIDES: Final = {1: 160, 2: 128, 4: 96}
"""Height and width of a sample's pictures before they are enlarged, by scale."""
FINER: Final = {1: 2.0, 2: 2.0, 4: 1.5}
"""Scenes are made so many times larger than the truth and shrunk to it: no truth shows the steps of its making."""
SHARES: Final = {1: 0.2, 2: 0.5, 4: 0.3}
PLAIN_SHARE: Final = {1: 0.15, 2: 0.4, 4: 0.4}
"""Samples with nothing wrong but their size."""


@dataclass(frozen=True)
class Sample:
    """A clip. ``shown``: float16 T x 3 x S x S. ``truth``: float16 T x 3 x S*scale x S*scale.

    ``before``, ``after``: float16 T x 2 x S/2 x S/2, the motion as the network is given it; 0 where there is none.
    """

    scale: int
    shown: Halves
    truth: Halves
    before: Halves
    after: Halves


def samples(seed: int, sides: dict[int, int] | None = None, scenes: Scenes | None = None) -> list[Sample]:
    """Return the sample of the scene of that seed."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    random = np.random.default_rng(np.random.SeedSequence([seed, 2]))
    scale = int(random.choice(SCALES, p=[SHARES[one] for one in SCALES]))
    side = (sides or SIDES)[scale] * scale
    made = round(side * FINER[scale])
    pictures = (scenes or Scenes(made, made, FRAMES, pace=FINER[scale] * scale)).scene(seed)
    scene = [_shrunk(picture, side, "area") for picture in pictures]
    truth, shown = worn(toned(scene, random), scale, random, seed)
    found = motions(shown)
    nothing = np.zeros((1, 2, side // scale // REDUCTION, side // scale // REDUCTION), np.float32)
    before = [nothing if one.before is None else one.before.numpy() for one in found]
    after = [nothing if one.after is None else one.after.numpy() for one in found]
    return [Sample(scale, _planes(shown), _planes(truth), _halves(before), _halves(after))]


def worn(scene: Sequence[Array], scale: int, random: np.random.Generator, seed: int) -> tuple[list[Array], list[Array]]:
    """Return the truth, and what a scan of it ``scale`` times smaller shows."""
    side = scene[0].shape[0] // scale
    way = str(random.choice(["area", "bicubic"]))
    small = [_shrunk(picture, side, way) for picture in scene]
    if random.random() < PLAIN_SHARE[scale]:
        return list(scene), small
    damaged = list(damage_frames(small, seed=seed, parameters=drawn_damage(random, scale)))
    truth = [exposed(picture, one.truth.log_exposure) for picture, one in zip(scene, damaged, strict=True)]
    return truth, _levelled([one.pixels for one in damaged], [one.undamaged for one in damaged])


def drawn_damage(random: np.random.Generator, scale: int) -> DamageParameters:
    """Draw what is wrong with one clip: little, for other stages came before; dirt is what they left, and rare."""
    blurred = random.uniform(0.3, 1.2) if scale == 1 else random.uniform(0.2, 0.9)
    return DamageParameters(
        grain=float(random.choice([0.0, random.uniform(0, 0.03)], p=[0.3, 0.7])),
        grain_size=random.uniform(0.4, 1.1),
        grain_response=random.uniform(0, 1),
        flicker=float(random.choice([0.0, random.uniform(0, 0.02)])),
        weave=0.0,
        blur=float(random.choice([0.0, blurred], p=[0.35, 0.65])),
        blur_ratio=random.uniform(0.6, 1.0),
        dust_per_frame=random.uniform(0.3, 2.0) if random.random() < 0.08 else 0.0,
        codec=(codec := random.choice(["none", "mpeg2", "h264"], p=[0.55, 0.2, 0.25])),
        quantiser=int(random.integers(2, 10) if codec == "mpeg2" else random.integers(14, 29)),
    )


def _levelled(shown: Sequence[Array], undamaged: Sequence[Array]) -> list[Array]:
    """Return a clip with the mean codes it had: turning it to 8-bit YUV rounds downwards, which no scan does."""
    lost = np.mean(undamaged, axis=(0, 1, 2)) - np.mean(shown, axis=(0, 1, 2))
    return [np.clip(picture + lost.astype(np.float32), 0, 1) for picture in shown]


def _shrunk(picture: Array, side: int, way: str) -> Array:
    if picture.shape[0] == side:
        return picture
    if way == "area":
        return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA), np.float32)
    planes = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None]
    small = functional.interpolate(planes, size=(side, side), mode="bicubic", antialias=True)
    return np.ascontiguousarray(np.clip(small[0].numpy().transpose(1, 2, 0), 0, 1))


def _planes(pictures: Sequence[Array]) -> Halves:
    return np.stack(pictures).transpose(0, 3, 1, 2).astype(np.float16)


def _halves(motion: Sequence[Array]) -> Halves:
    return np.concatenate(motion).astype(np.float16)
