"""Samples for DefectNet: damaged scenes as the network is shown them, and where what lies on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage import DamagedFrame, DamageParameters, damage_frames
from restoration.models.defectnet.features import features
from restoration.models.defectnet.spec import KINDS, RADIUS
from restoration.motion.flow import luma, neighbours
from training.scenes import Scenes

Array = npt.NDArray[np.float32]

SIDE: Final = 256
"""Height and width of a sample."""
FRAMES: Final = 7
CENTRES: Final = (2, 3, 4)
"""Pictures of a scene that become samples: those with all their neighbours."""
CLEAN_SHARE: Final = 0.15
"""Scenes with grain, flicker and weave and nothing on them."""
ONE_SIDED_SHARE: Final = 0.12
"""Samples that stand next to a cut: nothing is seen before them, or after."""
PLAIN: Final = 0.03
"""Damage that changes luma by so many codes counts in full; fainter damage less: nobody can see all of it."""
LEAST_WEIGHT: Final = 0.1


@dataclass(frozen=True)
class Sample:
    """``features``: float16 CHANNELS x S x S. ``truth``: bool kinds x S x S. ``weight``: float16 S x S, 0.1 to 1."""

    features: npt.NDArray[np.float16]
    truth: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float16]


def samples(seed: int, scenes: Scenes | None = None) -> list[Sample]:
    """Return the samples of the scene of that seed."""
    cv2.setNumThreads(1)
    random = np.random.default_rng(np.random.SeedSequence([seed, 1]))
    pictures = (scenes or Scenes(SIDE, SIDE, FRAMES)).scene(seed)
    damaged = list(damage_frames(pictures, seed=seed, parameters=drawn_damage(random, pictures[0].shape[1])))
    return list(_shown(damaged, random))


def drawn_damage(random: np.random.Generator, width: int) -> DamageParameters:
    """Draw what is wrong with one scene; sizes in pixels of pictures `width` pixels wide, whatever they show."""
    is_clean = random.random() < CLEAN_SHARE
    parameters = DamageParameters(
        flicker=random.uniform(0, 0.06),
        flicker_uneven=random.choice([0.0, 0.03]),
        weave=random.uniform(0, 1.0),
        grain=random.uniform(0, 0.045),
        grain_size=random.uniform(0.4, 1.1),
        grain_response=random.uniform(0, 1),
        blur=random.choice([0.0, random.uniform(0.3, 1.2)]),
        print_gamma=random.uniform(0.8, 1.3),
        fade=(random.uniform(0, 0.4), 0.0, random.uniform(0, 0.4)) if random.random() < 0.3 else (0.0, 0.0, 0.0),
        codec=random.choice(["none", "none", "none", "mpeg2", "h264"]),
        quantiser=int(random.integers(2, 16)),
        dust_per_frame=0.0,
    )
    if is_clean:
        return parameters
    lowest = random.uniform(0.15, 0.8)
    return parameters.model_copy(
        update={
            "dust_per_frame": float(np.exp(random.uniform(np.log(2), np.log(30)))),
            "dust_radius": float(np.exp(random.uniform(np.log(1.0), np.log(4.5)))) / width,
            "dust_bright_share": random.uniform(0.2, 0.8),
            "hair_share": random.uniform(0, 0.3),
            "dust_opacity": (lowest, 1.0),
            "scratches": int(random.choice([0, 0, 1, 2, 4])),
            "scratch_width": float(np.exp(random.uniform(np.log(1.2), np.log(5)))) / width,
            "scratch_mode": random.choice(["covering", "see_through", "see_through"]),
            "scratch_slant": random.choice([0.0, 4.0]),
            "scratch_travel": random.choice([0.0, 2.0]),
            "stains_per_frame": random.choice([0.0, 0.7]),
            "stain_radius": random.uniform(6, 26) / width,
            "stain_life": random.choice([1.0, 3.0]),
            "stain_opacity": (0.2, 0.9),
            "tears_per_frame": random.choice([0.0, 0.0, 0.15]),
            "abrasions_per_frame": random.choice([0.0, 0.0, random.uniform(0.5, 6)]),
            "abrasion_length": float(np.exp(random.uniform(np.log(8), np.log(60)))) / width,
            "abrasion_width": random.uniform(1, 4) / width,
            "abrasion_opacity": (0.1, 0.9),
            "splice_frames": tuple(int(one) for one in random.choice(FRAMES, 1)) if random.random() < 0.06 else (),
        }
    )


def _shown(damaged: list[DamagedFrame], random: np.random.Generator) -> Iterator[Sample]:
    for centre in CENTRES:
        offsets = list(range(-RADIUS, RADIUS + 1))
        if random.random() < ONE_SIDED_SHARE:
            side = int(random.choice([-1, 1]))
            offsets = [offset for offset in offsets if offset * side >= 0]
        frames = {offset: damaged[centre + offset].pixels for offset in offsets}
        lumas = {offset: luma(frame) for offset, frame in frames.items()}
        found = neighbours(frames, 1, lumas=lumas)
        shown = features(frames[0], lumas[0], found, reduction=1, contrast=1.0, is_negative=False)
        yield Sample(shown.astype(np.float16), truth(damaged[centre]), _weight(damaged[centre]))


def truth(frame: DamagedFrame) -> npt.NDArray[np.bool_]:
    """Return kinds x H x W: where what lies, in the order of KINDS."""
    masks = frame.masks
    planes = {
        "dirt_dark": masks.dust_dark & ~masks.fibres,
        "dirt_bright": masks.dust_bright & ~masks.fibres,
        # Thin, and of one frame, whichever side of the emulsion it is on.
        "hair": masks.fibres | masks.abrasion,
        "scratch": masks.scratch,
        "tear": masks.tear | masks.splice,
        "stain": masks.stain,
    }
    return np.stack([planes[kind] for kind in KINDS])


def _weight(frame: DamagedFrame) -> npt.NDArray[np.float16]:
    change = np.abs(luma(frame.pixels) - luma(frame.undamaged))
    seen = np.clip(change / np.float32(PLAIN), LEAST_WEIGHT, 1)
    return np.where(frame.masks.defects, seen, 1).astype(np.float16)
