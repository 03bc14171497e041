"""Answerprint as a method: the clip as a 16-bit film, measured and rendered by the library as a user would."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.rendering import recipe_of, render, stage_names
from benchmarks.restoration.repaired import Method, Repaired
from restoration.media import write_master
from restoration.recipe import PlacedTreatment, Recipe
from restoration.timebase import FrameRate

Picture = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Settings = Mapping[str, Mapping[str, int]]

REPAIRS: Final = ("prepare", "stabilise", "deflicker", "dust", "scratch", "tear")
_BIT_DEPTH: Final = 16
_WHITE: Final = np.float32(65535)


def answerprint(*stages: str, settings: Settings | None = None, notes: Sequence[PlacedTreatment] = ()) -> Method:
    """Return these stages at full strength, in the chain's order; ``settings``: parameters that differ, by stage.

    ``notes``: what people asked for in places. Stages that are not made yet are left out.
    """
    recipe = recipe_of({name: (settings or {}).get(name, {}) for name in stages})
    return lambda frames: _restored(frames, recipe, notes)


def default_chain(frames: Sequence[Picture]) -> Repaired:
    """Restore with the recipe that every new film begins with."""
    return _restored(frames, Recipe.default())


def _restored(frames: Sequence[Picture], recipe: Recipe, notes: Sequence[PlacedTreatment] = ()) -> Repaired:
    with TemporaryDirectory(prefix="answerprint-") as folder:
        film = Path(folder) / "film.mkv"
        write_master(film, (codes(frame) for frame in frames), rate=FrameRate(24, 1), bit_depth=_BIT_DEPTH)
        done = render(film, recipe, notes)
    made = [np.asarray(picture / _WHITE, np.float32) for picture in done.pictures]
    masks = [_united([by_frame.get(n) for by_frame in done.masks.values()], made[n]) for n in range(len(made))]
    return Repaired(made, masks, (done.measured + done.rendered) / len(frames))


def missing(stages: Sequence[str]) -> list[str]:
    """Return which of these stages this version does not have."""
    return [name for name in stages if name not in stage_names()]


def codes(picture: Picture) -> npt.NDArray[np.uint16]:
    """Return the codes of a picture as a film of 16 bits holds them."""
    return np.round(np.clip(picture, 0, 1) * _WHITE).astype(np.uint16)


def held(picture: Picture) -> Picture:
    """Return the picture as a film of 16 bits holds it."""
    return np.asarray(codes(picture) / _WHITE, np.float32)


def _united(masks: Sequence[Mask | None], picture: Picture) -> Mask:
    united = np.zeros(picture.shape[:2], np.bool_)
    for mask in masks:
        if mask is not None and mask.shape == united.shape:
            united |= mask
    return united
