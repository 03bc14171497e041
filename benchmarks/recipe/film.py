"""The damaged film of these benchmarks, as ten-bit DPX of a size, and the recipe that restores and enlarges it."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from benchmarks import clip
from restoration.damage import damage_frames
from restoration.delivery import FilmFacts, write_pictures
from restoration.models.registry import has_model
from restoration.recipe import Recipe
from restoration.stages.upscale.spec import CLASSICAL, FAITHFUL
from restoration.timebase import FrameRange

SCALE: Final = 2
MOST: Final = 66
"""Pictures taken of the clip; longer films turn back there, and forwards again."""


def write_film(folder: Path, size: tuple[int, int], count: int) -> None:
    """Write ``count`` pictures of the damaged clip, width x height. Raises FileNotFoundError without the clip."""
    folder.mkdir()
    clean = [
        np.asarray(np.clip(cv2.resize(one, size, interpolation=cv2.INTER_CUBIC), 0, 1), np.float32)
        for one in clip.clean(FrameRange(0, min(count, MOST)))
    ]
    there_and_back = [*clean, *clean[::-1]]
    pictures = (there_and_back[number % len(there_and_back)] for number in range(count))
    damaged = damage_frames(pictures, seed=clip.SEED, parameters=clip.DAMAGE)
    names = [f"scan_{number:07}.dpx" for number in range(count)]
    write_pictures(folder, names, (clip.codes(one.pixels) for one in damaged), FilmFacts(clip.RATE, clip.BIT_DEPTH))


def recipe() -> tuple[Recipe, str]:
    """Return the default recipe with the networks that are here and everything enlarged, and what it is, in words."""
    detector = int(has_model("defectnet"))
    tier = FAITHFUL if has_model("filmvsr") else CLASSICAL
    changed = {"dust": {"detector": detector}, "upscale": {"scale": SCALE, "tier": tier}}
    stages = tuple(
        entry.model_copy(update={"parameters": {**entry.parameters, **changed.get(entry.stage, {})}})
        for entry in Recipe.default().stages
    )
    words = [
        f"dust {'with' if detector else 'without'} DefectNet",
        f"enlarged x{SCALE} by {'FilmVSR' if tier == FAITHFUL else 'the classical tier (no FilmVSR here)'}",
    ]
    return Recipe(stages=stages), f"the default recipe, {', '.join(words)}"
