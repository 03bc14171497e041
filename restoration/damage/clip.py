"""The seeded film-damage generator: clean frames in, damaged frames with their ground truth out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.density import MAX_DENSITY, codes, density
from restoration.damage.dust import dust_layer
from restoration.damage.gate import Scratches, WanderingValue, grain, shifted
from restoration.damage.parameters import DamageParameters, FrameDamage

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

VISIBLE = 4 / 255
"""Dirt that moves no channel by more than this is not in the masks: nobody could find it."""

DIRT_DENSITY = np.float32(MAX_DENSITY * 0.6)


@dataclass(frozen=True)
class FrameMasks:
    """Where one frame was damaged (HxW bool)."""

    dust_dark: Mask
    dust_bright: Mask
    scratch: Mask

    @property
    def dust(self) -> Mask:
        return self.dust_dark | self.dust_bright


@dataclass(frozen=True)
class DamagedFrame:
    """One damaged frame: `pixels` as found, `undamaged` the same picture with weave, flicker and grain but no dirt."""

    pixels: Array
    undamaged: Array
    masks: FrameMasks
    truth: FrameDamage


@dataclass(frozen=True)
class DamagedClip:
    """A damaged clip: frames HxWx3 float32 0..1, the masks and the values that made them."""

    frames: list[Array]
    undamaged: list[Array]
    masks: list[FrameMasks]
    truth: list[FrameDamage]
    seed: int
    parameters: DamageParameters


def damage_frames(frames: Iterable[Array], *, seed: int, parameters: DamageParameters) -> Iterator[DamagedFrame]:
    """Damage HxWx3 float32 display codes 0..1, one frame in memory at a time.

    The same seed, parameters and frames give the same bits on one machine. Order as on film: the picture
    weaves in the gate, grain and exposure change it, dirt and scratches lie on top.
    """
    weave_seed, exposure_seed, scratch_seed, frame_seed = np.random.SeedSequence(seed).spawn(4)
    weave_random = np.random.default_rng(weave_seed)
    weave = [WanderingValue(weave_random, parameters.weave, parameters.weave_memory) for _ in range(2)]
    exposure = WanderingValue(np.random.default_rng(exposure_seed), parameters.flicker, parameters.flicker_memory)
    scratches: Scratches | None = None
    for clean in frames:
        height, width = clean.shape[:2]
        random = np.random.default_rng(frame_seed.spawn(1)[0])
        scratches = scratches or Scratches(width, np.random.default_rng(scratch_seed), parameters)
        shift = (weave[0].step(), weave[1].step())
        log_exposure = exposure.step()
        undamaged = _expose(shifted(clean, *shift), log_exposure, random, parameters)
        dirt = dust_layer(height, width, random, parameters)
        scratch_dark, scratch_bright = scratches.layer(height, width)
        pixels = _cover(undamaged, np.maximum(dirt.dark, scratch_dark), np.maximum(dirt.bright, scratch_bright))
        visible = np.abs(pixels - undamaged).max(axis=2) > VISIBLE
        masks = FrameMasks(
            dust_dark=(dirt.dark > 0.25) & visible,
            dust_bright=(dirt.bright > 0.25) & visible,
            scratch=(np.maximum(scratch_dark, scratch_bright) > 0.25) & visible,
        )
        truth = FrameDamage(shift=shift, log_exposure=log_exposure, specks=dirt.specks)
        yield DamagedFrame(pixels, undamaged, masks, truth)


def damage_clip(frames: Iterable[Array], *, seed: int, parameters: DamageParameters) -> DamagedClip:
    """Damage a whole clip at once and keep everything; see `damage_frames` for what happens to a frame."""
    damaged = list(damage_frames(frames, seed=seed, parameters=parameters))
    return DamagedClip(
        frames=[frame.pixels for frame in damaged],
        undamaged=[frame.undamaged for frame in damaged],
        masks=[frame.masks for frame in damaged],
        truth=[frame.truth for frame in damaged],
        seed=seed,
        parameters=parameters,
    )


def _expose(frame: Array, log_exposure: float, random: np.random.Generator, parameters: DamageParameters) -> Array:
    """Change exposure and add grain in density; without either the frame comes back bit for bit."""
    if log_exposure == 0 and parameters.grain == 0:
        return np.clip(frame, 0, 1)
    film = density(frame) - np.float32(log_exposure / np.log(10))
    if parameters.grain > 0:
        film = film + grain(frame.shape[0], frame.shape[1], random, parameters)
    return codes(film)


def _cover(frame: Array, dark: Array, bright: Array) -> Array:
    """Lay dirt on the film: dark dirt adds density, bright dirt (from the negative) takes it away."""
    film = density(frame)
    film += dark[..., None] * (DIRT_DENSITY - np.minimum(film, DIRT_DENSITY))
    film *= np.float32(1) - bright[..., None]
    touched = (dark > 0) | (bright > 0)
    return np.where(touched[..., None], codes(film), frame)
