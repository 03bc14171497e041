"""Cells of frames by the FilmVSR that ships: tile by tile as in one piece, and on every back end alike."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from restoration.backends.contract import BackendId
from restoration.backends.reference import ReferenceBackend
from restoration.models.contract import AMPLE, Model, Room
from restoration.models.filmvsr.cells import Cell, enhanced_cell
from restoration.models.filmvsr.motion import motions
from restoration.models.filmvsr.spec import SPEC
from restoration.models.filmvsr.window import enhanced
from restoration.quality import psnr
from tests.restoration.backends.opened import opened
from tests.restoration.models.filmvsr.sample_windows import Array, drifting, tensors

KEPT = range(2, 8)
TENTH = 0.1 / 1023
"""A tenth of a code of ten bits."""


@cache
def grainy() -> Sequence[Array]:
    random = np.random.default_rng(3)
    return [
        np.clip(one + random.normal(0, 0.03, one.shape), 0, 1).astype(np.float32)
        for one in drifting(10, 150, 262, step=5)
    ]


@cache
def reference() -> Model:
    return ReferenceBackend("cpu-fp32").model(SPEC)


def made(scale: int, *, model: Model | None = None, room: Room = AMPLE) -> list[Array]:
    return list(enhanced_cell(Cell(grainy(), list(KEPT), scale, model or reference(), room)))


@cache
def made_whole(scale: int) -> list[Array]:
    """The reference's pictures, each tile as large as the picture."""
    return made(scale)


@pytest.mark.parametrize(("scale", "room"), [(1, Room(1, 128)), (2, Room(1, 128)), (2, Room(3, 64)), (4, Room(2, 128))])
def test_tiles_of_any_size_give_the_picture_of_one_piece(scale: int, room: Room) -> None:
    for one, other in zip(made_whole(scale), made(scale, room=room), strict=True):
        assert np.abs(one - other).max() < TENTH


@pytest.mark.parametrize("scale", [1, 2])
def test_what_waits_in_16_bits_is_not_seen(scale: int) -> None:
    pictures = [np.pad(one, ((0, 2), (0, 2), (0, 0)), mode="edge") for one in grainy()]
    with torch.inference_mode():
        answers = list(enhanced(reference().parts, tensors(pictures), motions(pictures), scale=scale, kept=KEPT))
    for answer, picture in zip(answers, made_whole(scale), strict=True):
        exact = answer[0].permute(1, 2, 0).clip(0, 1).numpy()[: picture.shape[0], : picture.shape[1]]
        assert np.abs(exact - picture).max() < 5 * TENTH


BOUNDS: dict[BackendId, float] = {
    "openvino-fp32": 80,
    "openvino-bf16": 45,
    "openvino-gpu-fp16": 45,
    "cuda-bf16": 45,
}


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param("openvino-fp32", marks=pytest.mark.slow),
        "openvino-bf16",
        "openvino-gpu-fp16",
        pytest.param("cuda-bf16", marks=pytest.mark.gpu),
    ],
)
def test_other_back_ends_are_held_to_the_reference(
    identity: BackendId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSWERPRINT_COMPILED", str(tmp_path))
    backend = opened(identity)
    for one, other in zip(made_whole(2), made(2, model=backend.model(SPEC)), strict=True):
        assert psnr(one, other) > BOUNDS[identity]
