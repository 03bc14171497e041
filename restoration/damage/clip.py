"""The seeded film-damage generator: clean frames in, damaged frames with their ground truth out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.abrasions import abraded
from restoration.damage.compression import compressed
from restoration.damage.density import MAX_DENSITY, codes, density
from restoration.damage.dust import dust_layer
from restoration.damage.emulsion import blurred, faded, grain, lens_kernel, printed
from restoration.damage.gate import UnevenExposure, WanderingValue, shifted
from restoration.damage.parameters import DamageParameters, FrameDamage
from restoration.damage.scratches import Scratches
from restoration.damage.splices import Splices
from restoration.damage.stains import Stains
from restoration.damage.tears import torn

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

VISIBLE = 4 / 255
"""Damage that moves no channel by more than this is not in the masks: nobody could find it."""

DIRT_DENSITY = np.float32(MAX_DENSITY * 0.6)
OPAQUE = 0.25
"""Opacity from which dirt and covering scratches are in the masks."""


@dataclass(frozen=True)
class FrameMasks:
    """Where one frame was damaged (HxW bool).

    Dust holds ``fibres``, ``scratch`` holds ``see_through``: scratches that hide nothing.
    """

    dust_dark: Mask
    dust_bright: Mask
    fibres: Mask
    scratch: Mask
    see_through: Mask
    abrasion: Mask
    stain: Mask
    tear: Mask
    splice: Mask

    @property
    def dust(self) -> Mask:
        return self.dust_dark | self.dust_bright

    @property
    def defects(self) -> Mask:
        """Everything that lies on the film or is wrong with it in places."""
        return self.dust | self.scratch | self.abrasion | self.stain | self.tear | self.splice


@dataclass(frozen=True)
class DamagedFrame:
    """One damaged frame.

    `pixels` as found; `undamaged` the same picture, as faded, soft, unsteady, flickering and grainy, with nothing on it
    and not compressed: what a repair of places should give back.
    """

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
    """Damage HxWx3 float32 display codes 0..1, a few frames in memory at a time.

    The same seed, parameters and frames give the same bits on one machine, whatever frames follow. Order as on film:
    the dyes fade under a soft lens, the picture weaves in the gate, grain and exposure change it, stains, tears,
    scratches, dirt, abrasions and tape lie on top, then it is printed and coded.
    """
    return compressed(_Reel(seed, parameters).frames(frames), parameters)


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


class _Reel:
    """What runs through a clip from frame to frame. Each kind of damage draws from a seed of its own."""

    def __init__(self, seed: int, parameters: DamageParameters) -> None:
        # The order of these is for ever: a kind that is added later is drawn after all others.
        seeds = np.random.SeedSequence(seed).spawn(11)
        weave, exposure, self._scratch_seed, self._frame_seed = seeds[:4]
        lens, uneven, self._further_scratch_seed, self._stain_seed, self._tear_seed, splices, self._abrasion_seed = (
            seeds[4:]
        )
        self._parameters = parameters
        weave_random = np.random.default_rng(weave)
        self._weave = [WanderingValue(weave_random, parameters.weave, parameters.weave_memory) for _ in range(2)]
        self._exposure = WanderingValue(np.random.default_rng(exposure), parameters.flicker, parameters.flicker_memory)
        self._lens = lens_kernel(np.random.default_rng(lens), parameters)
        self._uneven = UnevenExposure(
            np.random.default_rng(uneven), parameters.flicker_uneven, parameters.flicker_memory
        )
        self._splices = Splices(splices, parameters)

    def frames(self, frames: Iterable[Array]) -> Iterator[DamagedFrame]:
        scratches: Scratches | None = None
        stains: Stains | None = None
        for index, clean in enumerate(frames):
            height, width = clean.shape[:2]
            scratches = scratches or Scratches(
                width,
                np.random.default_rng(self._scratch_seed),
                np.random.default_rng(self._further_scratch_seed),
                self._parameters,
            )
            stains = stains or Stains(width, height, np.random.default_rng(self._stain_seed), self._parameters)
            yield self._frame(index, clean, scratches, stains)

    def _frame(self, index: int, clean: Array, scratches: Scratches, stains: Stains) -> DamagedFrame:
        parameters = self._parameters
        random = np.random.default_rng(self._frame_seed.spawn(1)[0])
        tear_random, abrasion_random = (
            np.random.default_rng(one.spawn(1)[0]) for one in (self._tear_seed, self._abrasion_seed)
        )
        jump = self._splices.jump(index)
        shift = (self._weave[0].step() + jump[0], self._weave[1].step() + jump[1])
        log_exposure, uneven = self._exposure.step(), self._uneven.step()
        picture = shifted(blurred(faded(clean, parameters), self._lens), *shift)
        undamaged = _expose(picture, log_exposure, uneven, random, parameters)
        stained, stain_count = stains.lay_on(undamaged)
        ripped, tear_count = torn(stained, tear_random, parameters)
        height, width = clean.shape[:2]
        dirt = dust_layer(height, width, random, parameters)
        lines = scratches.layer(height, width)
        lined = _seen_through(ripped, lines.factor, lines.added)
        covered = _cover(lined, np.maximum(dirt.dark, lines.dark), np.maximum(dirt.bright, lines.bright))
        worn, rubbed_off, abrasion_count = abraded(covered, abrasion_random, parameters)
        pixels, is_spliced = self._splices.lay_on(worn, index)
        visible = _differs(covered, lined)
        see_through = _differs(lined, ripped)
        masks = FrameMasks(
            dust_dark=(dirt.dark > OPAQUE) & visible,
            dust_bright=(dirt.bright > OPAQUE) & visible,
            fibres=(dirt.fibres > OPAQUE) & visible,
            scratch=((np.maximum(lines.dark, lines.bright) > OPAQUE) & visible) | see_through,
            see_through=see_through,
            abrasion=(rubbed_off > 0) & _differs(worn, covered),
            stain=_differs(stained, undamaged),
            tear=_differs(ripped, stained),
            splice=_differs(pixels, worn),
        )
        truth = FrameDamage(
            shift=shift,
            log_exposure=log_exposure,
            specks=dirt.specks,
            uneven_exposure=uneven,
            scratches=lines.truth,
            stains=stain_count,
            tears=tear_count,
            abrasions=abrasion_count,
            is_spliced=is_spliced,
        )
        return DamagedFrame(printed(pixels, parameters), printed(undamaged, parameters), masks, truth)


def _expose(
    frame: Array,
    log_exposure: float,
    uneven: tuple[float, ...],
    random: np.random.Generator,
    parameters: DamageParameters,
) -> Array:
    """Change exposure and add grain in density; without either the frame comes back bit for bit."""
    if log_exposure == 0 and not uneven and parameters.grain == 0:
        return np.clip(frame, 0, 1)
    film = density(frame) - np.float32(log_exposure / np.log(10))
    if uneven:
        film -= UnevenExposure.field(uneven, *frame.shape[:2])[..., None] / np.float32(np.log(10))
    if parameters.grain > 0:
        film = film + grain(film, random, parameters)
    return codes(film)


def _seen_through(frame: Array, factor: Array | None, added: Array | None) -> Array:
    """Lay on scratches that change the codes of the picture and hide nothing that is not clipped."""
    if factor is None or added is None:
        return frame
    return np.asarray(np.clip(frame * factor[..., None] + added[..., None], 0, 1), dtype=np.float32)


def _cover(frame: Array, dark: Array, bright: Array) -> Array:
    """Lay dirt on the film: dark dirt adds density, bright dirt (from the negative) takes it away."""
    film = density(frame)
    film += dark[..., None] * (DIRT_DENSITY - np.minimum(film, DIRT_DENSITY))
    film *= np.float32(1) - bright[..., None]
    touched = (dark > 0) | (bright > 0)
    return np.where(touched[..., None], codes(film), frame)


def _differs(one: Array, other: Array) -> Mask:
    if one is other:
        return np.zeros(one.shape[:2], np.bool_)
    return np.asarray(np.abs(one - other).max(axis=2) > VISIBLE)
