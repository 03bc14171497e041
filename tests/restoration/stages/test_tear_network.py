"""Tears told by DefectNet where the line alone leaves doubt."""

import numpy as np
import pytest
import torch

from restoration.backends.reference import ReferenceBackend
from restoration.models.contract import Model
from restoration.models.defectnet.spec import KINDS
from restoration.models.registry import model_specs
from restoration.stages.contract import StageWindow
from restoration.stages.tear.apply import apply
from restoration.stages.tear.spec import CLASSICAL, SPEC, WITH_NETWORK, TearParameters
from tests.restoration.stages.scene import Picture, panning

HEIGHT, WIDTH, MIDDLE = 96, 128, 2
SCENE = panning(5, height=HEIGHT, width=WIDTH, speed=2)
UNSURE = -1.0
"""What DefectNet says of real tears, roughly."""


def with_line(first: int, last: int, *, depth: float = 0.4) -> list[Picture]:
    """The scene with a thin bright line in the middle picture, between two columns."""
    torn = SCENE[MIDDLE].copy()
    for column in range(first, last):
        row = 40 + column // 8
        torn[row : row + 2, column] = np.clip(torn[row : row + 2, column] + depth, 0, 1)
    return [*SCENE[:MIDDLE], torn.astype(np.float32), *SCENE[MIDDLE + 1 :]]


def saying(odds: float, asked: list[torch.Size] | None = None) -> Model:
    """A network that says so of a tear everywhere, and nothing of other defects."""

    def detect(*planes: torch.Tensor) -> torch.Tensor:
        if asked is not None:
            asked.append(planes[0].shape)
        said = torch.full((1, len(KINDS), *planes[0].shape[2:]), -6.0)
        said[:, KINDS.index("tear")] = odds
        return said

    return Model({"detect": detect}, "cpu")


def mended_columns(frames: list[Picture], model: Model | None) -> set[int]:
    parameters = TearParameters(strength=1000, detector=CLASSICAL if model is None else WITH_NETWORK)
    models = {} if model is None else {"defectnet": model}
    output = apply(StageWindow(MIDDLE, dict(enumerate(frames)), parameters, shot=(0, len(frames)), models=models))
    assert output.mask is not None
    return set(np.flatnonzero(output.mask.any(axis=0)))


def test_what_is_left_of_a_tear_inside_the_picture_is_mended_where_the_network_sees_one() -> None:
    inside = with_line(40, 90)
    assert mended_columns(inside, None) == set()
    assert mended_columns(inside, saying(-2.0)) == set()
    assert mended_columns(inside, saying(UNSURE)) >= set(range(42, 88))


def test_a_plain_tear_from_the_side_is_mended_whatever_the_network_says() -> None:
    plain = with_line(0, 60)
    assert mended_columns(plain, None) == mended_columns(plain, saying(-6.0)) >= set(range(58))


@pytest.mark.parametrize(("length", "is_mended"), [(6, False), (12, True)])
def test_parts_of_tears_may_be_half_as_long(length: int, *, is_mended: bool) -> None:
    part = with_line(50, 50 + length)
    assert mended_columns(part, None) == set()
    assert bool(mended_columns(part, saying(6.0))) is is_mended


def test_a_network_is_asked_only_where_a_line_leaves_doubt() -> None:
    asked: list[torch.Size] = []
    for frames in (SCENE, with_line(0, 60)):
        mended_columns(frames, saying(6.0, asked))
    assert asked == []
    mended_columns(with_line(40, 90), saying(6.0, asked))
    assert len(asked) == 1


def test_defectnet_itself_sees_a_part_of_a_tear() -> None:
    model = ReferenceBackend("cpu-fp32").model(model_specs()["defectnet"])
    assert mended_columns(with_line(40, 90), model) >= set(range(42, 88))
    assert mended_columns(SCENE, model) == set()


def test_only_the_detector_needs_the_network() -> None:
    assert SPEC.models_at({"detector": WITH_NETWORK}) == ("defectnet",)
    assert SPEC.models_at({"detector": CLASSICAL}) == ()
