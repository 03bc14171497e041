"""The picture between two pictures: at its place, of any size, on any back end, each pixel from its surroundings."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from restoration.backends.contract import BackendId
from restoration.models.contract import Model
from restoration.models.framenet import picture
from restoration.models.framenet.fusion import Ways, made, plans
from restoration.models.framenet.motion import ways
from restoration.models.framenet.picture import between
from restoration.models.framenet.spec import FLOWS, WAYS
from restoration.quality import psnr
from tests.restoration.backends.opened import opened
from tests.restoration.models.framenet.installed import begun, installed_spec, lively, model_of, reference_model
from tests.restoration.stages.scene import Picture, panning

INNER = np.s_[12:-12, 12:-12]
BOUNDS: dict[BackendId, float] = {"openvino-fp32": 80, "openvino-bf16": 45, "cuda-bf16": 45}
"""dB against the reference."""


@pytest.fixture
def frames() -> list[Picture]:
    return panning(5, height=101, width=150, speed=3)


def with_something_fast(frames: list[Picture]) -> list[Picture]:
    drawn = [frame.copy() for frame in frames]
    for place, frame in enumerate(drawn):
        cv2.circle(frame, (40 + 6 * place, 50), 16, (0.1, 0.1, 0.2), -1, cv2.LINE_AA)
    return drawn


@pytest.mark.parametrize(("before", "lost", "after"), [(1, 2, 3), (1, 2, 4), (0, 2, 3), (0, 1, 4)])
def test_a_picture_lies_where_its_share_of_the_way_is(
    frames: list[Picture], before: int, lost: int, after: int
) -> None:
    answer = between(model_of(begun()), frames[before], frames[after], (lost - before) / (after - before))
    assert answer.shape == frames[lost].shape
    assert psnr(answer[INNER], frames[lost][INNER]) > 38


def test_a_large_picture_is_made_of_its_own_pixels_by_motion_found_on_a_reduced_one(
    frames: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = between(model_of(begun()), frames[1], frames[3], 0.5)
    monkeypatch.setattr(picture, "LONGEST_SIDE", 80)
    reduced = between(model_of(begun()), frames[1], frames[3], 0.5)
    assert reduced.shape == whole.shape
    assert psnr(reduced[INNER], whole[INNER]) > 40


def test_what_no_picture_shows_is_taken_from_the_one_that_does(frames: list[Picture]) -> None:
    """Behind something fast only one of the two shows the ground: no ghost of it stays where it was or will be."""
    fast = with_something_fast(frames)
    answer = between(model_of(begun()), fast[1], fast[3], 0.5)
    mean = np.asarray((fast[1] + fast[3]) / 2, np.float32)
    around = np.s_[30:70, 24:96]
    assert psnr(answer[around], fast[2][around]) > psnr(mean[around], fast[2][around]) + 4


def test_the_ways_of_two_like_pictures_agree(frames: list[Picture]) -> None:
    found = ways(frames[1][:96, :144], frames[3][:96, :144], 0.5)
    assert found.flows.shape == (1, FLOWS, 48, 72)
    inner = np.s_[8:-8, 8:-8]
    expected = np.array([3, 0, -3, 0, 3, 0, -3, 0], np.float32)[:, None, None]
    assert np.abs(found.flows[0].numpy() - expected)[:, *inner].mean() < 0.1
    assert float(found.misses[0][:, 8:-8, 8:-8].mean()) < 0.1


def test_a_pixel_depends_on_its_surroundings_alone() -> None:
    """Nothing is normalised or pooled over the picture: a change in one corner leaves the other one as it is."""
    torch.manual_seed(2)
    before, after = torch.rand(2, 1, 3, 32, 512)
    still = Ways(torch.zeros(1, FLOWS, 16, 256), torch.zeros(1, WAYS, 16, 256), torch.zeros(1, WAYS, 16, 256))
    parts, share = model_of(lively()).parts, torch.tensor([0.5])
    *_, plan = plans(parts, before, after, still, share)
    changed = before.clone()
    changed[..., :8] = 0
    *_, other = plans(parts, changed, after, still, share)
    pictures = made(plan, before, after), made(other, changed, after)
    assert not torch.equal(pictures[0][..., :64], pictures[1][..., :64])
    assert torch.equal(pictures[0][..., -128:], pictures[1][..., -128:])


def test_each_look_plans_a_finer_picture() -> None:
    before = torch.rand(1, 3, 32, 64)
    still = Ways(torch.zeros(1, FLOWS, 16, 32), torch.zeros(1, WAYS, 16, 32), torch.zeros(1, WAYS, 16, 32))
    sizes = [plan.flows.shape for plan in plans(model_of(begun()).parts, before, before, still, torch.tensor([0.5]))]
    assert sizes == [(1, FLOWS, 8, 16), (1, FLOWS, 16, 32), (1, FLOWS, 32, 64)]


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param("openvino-fp32", marks=pytest.mark.slow),
        "openvino-bf16",
        pytest.param("cuda-bf16", marks=pytest.mark.gpu),
    ],
)
def test_other_back_ends_are_held_to_the_reference(
    frames: list[Picture], identity: BackendId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSWERPRINT_COMPILED", str(tmp_path / "compiled"))
    spec = installed_spec(tmp_path)
    backend = opened(identity)
    shown = with_something_fast(frames)
    expected, found = (_made(model, shown) for model in (reference_model(spec), backend.model(spec)))
    assert psnr(expected, _made(model_of(begun()), shown)) < 60
    assert psnr(found, expected) > BOUNDS[identity]


def _made(model: Model, shown: list[Picture]) -> Picture:
    return between(model, shown[1], shown[3], 0.5)
