"""Dirt told by DefectNet together with what the stage measures itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from restoration.backends.contract import Backend
from restoration.backends.reference import ReferenceBackend
from restoration.backends.selection import backend_of, missing
from restoration.models.contract import Model
from restoration.models.defectnet.network import DefectNet
from restoration.models.defectnet.spec import CHANNELS, KINDS, MULTIPLE, REACH
from restoration.models.registry import model_specs
from restoration.motion.flow import luma
from restoration.stages.contract import DISPLAY, ScanCoding, StageOutput
from restoration.stages.dust.apply import apply, looked_at
from restoration.stages.dust.learned import Learned
from restoration.stages.dust.network import learned
from restoration.stages.dust.spec import CLASSICAL, SPEC, WITH_NETWORK, DustParameters
from restoration.stages.raster import Raster
from tests.restoration.stages.scene import Picture, panning, window

SCENE = [frame * np.float32(0.5) + np.float32(0.2) for frame in panning(7, height=176, width=312, speed=2, seed=4)]
PLAIN, FAINT = (80, 60), (200, 100)


@pytest.fixture(autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.getbasetemp() / "compiled"
    monkeypatch.setenv("ANSWERPRINT_COMPILED", str(folder))
    return folder


def spotted() -> list[Picture]:
    """The scene with a plain and a faint dark speck on its middle picture."""
    frames = list(SCENE)
    cover = np.zeros(SCENE[0].shape[:2], np.float32)
    cv2.circle(cover, PLAIN, 4, 0.8, -1, cv2.LINE_AA)
    cv2.circle(cover, FAINT, 3, 0.035, -1, cv2.LINE_AA)
    frames[3] = np.asarray(frames[3] * (1 - cover[..., None]), np.float32)
    return frames


def saying(odds: Callable[[int, int], float]) -> Model:
    """A network that says of the quarter around each corner what ``odds(down, across)`` is, of every kind of dirt."""

    def detect(*planes: torch.Tensor) -> torch.Tensor:
        _, _, height, width = planes[0].shape
        said = torch.zeros(1, len(KINDS), height, width)
        for down in (0, 1):
            for across in (0, 1):
                rows, columns = slice(down * height // 2, None), slice(across * width // 2, None)
                said[:, :, rows, columns] = odds(down, across)
        return said

    return Model({"detect": detect}, "cpu")


def cleaned(model: Model | None, frames: list[Picture] | None = None, coding: ScanCoding = DISPLAY) -> StageOutput:
    parameters = DustParameters(detector=CLASSICAL if model is None else WITH_NETWORK)
    asked = window(frames or spotted(), 3, parameters, radius=SPEC.temporal_radius)
    return apply(replace(asked, coding=coding, models={} if model is None else {"defectnet": model}))


def is_taken(output: StageOutput, place: tuple[int, int]) -> bool:
    assert output.mask is not None
    return bool(output.mask[place[1], place[0]])


def test_plain_dirt_is_dirt_whatever_the_network_doubts_and_faint_dirt_where_it_is_sure() -> None:
    assert [is_taken(cleaned(None), place) for place in (PLAIN, FAINT)] == [True, False]
    doubting, sure = saying(lambda down, across: -6.0), saying(lambda down, across: 6.0 if down and across else -6.0)
    assert [is_taken(cleaned(doubting), place) for place in (PLAIN, FAINT)] == [True, False]
    assert [is_taken(cleaned(sure), place) for place in (PLAIN, FAINT)] == [True, True]


def test_what_the_network_says_of_a_negative_is_said_of_the_scene() -> None:
    """On a negative scan dirt that prints dark has bright codes: features and answers are turned both times."""
    only_dark = torch.full((1, len(KINDS), 1, 1), -6.0)
    only_dark[:, KINDS.index("dirt_dark")] = 6.0
    model = Model({"detect": lambda *planes: only_dark.expand(1, -1, *planes[0].shape[2:])}, "cpu")
    negative = [np.asarray(1 - frame, np.float32) for frame in spotted()]
    assert is_taken(cleaned(model), FAINT)
    assert is_taken(cleaned(model, negative, replace(DISPLAY, is_negative=True)), FAINT)
    # Taken for a positive, the specks are bright, and of these the network knows nothing.
    assert not is_taken(cleaned(model, negative), FAINT)


def seeing(frames: list[Picture]) -> tuple[Learned, list[tuple[int, ...]]]:
    """What a far-sighted network says of the middle picture, and the sizes it was asked for."""
    asked: list[tuple[int, ...]] = []

    def answered(*features: torch.Tensor) -> torch.Tensor:
        asked.append(tuple(features[0].shape[2:]))
        means = far_sighted(np.ascontiguousarray(features[0][0, 0].numpy()))
        return torch.from_numpy(means)[None, None].expand(-1, len(KINDS), -1, -1)

    offsets = dict(zip((-1, 0, 1), frames, strict=True))
    raster = Raster.of(*frames[0].shape[:2])
    said = learned(looked_at(offsets, raster), frames[0].shape[:2], raster, Model({"detect": answered}, "cpu"))
    assert said is not None
    return said, asked


def far_sighted(bright: Picture) -> Picture:
    """Means over as many pixels as the network looks at."""
    side = 2 * REACH + 1
    return np.asarray(cv2.blur(bright, (side, side), borderType=cv2.BORDER_REPLICATE), np.float32)


@pytest.mark.parametrize(("height", "width", "reduction"), [(300, 1300, 1), (1401, 1800, 3)])
def test_near_the_lines_of_the_grid_the_network_sees_as_much_as_elsewhere(
    height: int, width: int, reduction: int
) -> None:
    """Squares overlap by less than it looks: asked about each of them it would see less there."""
    frames = panning(3, height, width, speed=2, seed=5)
    said, asked = seeing(frames)
    size = (-(-height // reduction), -(-width // reduction))
    assert asked == [tuple(side + -side % MULTIPLE for side in size)]
    small = cv2.resize(luma(frames[1]), size[::-1], interpolation=cv2.INTER_AREA) - np.float32(0.5)
    padded = np.pad(small, [(0, -side % MULTIPLE) for side in size], mode="edge")
    whole = far_sighted(padded)[: size[0], : size[1]]
    expected = cv2.resize(whole, (width, height), interpolation=cv2.INTER_LINEAR)
    np.testing.assert_allclose(said.darker, expected, atol=1e-4)


def test_the_network_looks_as_far_as_it_declares_and_so_does_the_stage_where_it_asks_it() -> None:
    network = DefectNet().double()
    for weights in network.parameters():
        torch.nn.init.constant_(weights, 1e-3)
    farthest = 0
    for place in range(200, 200 + MULTIPLE):
        features = torch.ones(1, CHANNELS, 16, 400, dtype=torch.float64, requires_grad=True)
        (gradient,) = torch.autograd.grad(network(features)[0, 0, 8, place], features)
        columns = torch.nonzero(gradient.abs().sum((0, 1, 2)))
        farthest = max(farthest, place - int(columns.min()), int(columns.max()) - place)
    assert farthest == REACH
    assert SPEC.reach({"detector": WITH_NETWORK}) > SPEC.reach({"detector": CLASSICAL}) == SPEC.spatial_reach


def test_the_network_itself_finds_the_specks_and_no_other() -> None:
    reference = mask_by(ReferenceBackend("cpu-fp32"), spotted())
    assert reference[PLAIN[1], PLAIN[0]]
    far = np.ones(reference.shape, np.uint8)
    for x, y in (PLAIN, FAINT):
        cv2.circle(far, (x, y), 9, 0, -1)
    assert not reference[far > 0].any()
    assert not mask_by(ReferenceBackend("cpu-fp32"), list(SCENE)).any()


def test_the_fast_back_end_takes_the_specks_that_the_reference_takes() -> None:
    lack = missing("openvino-bf16")
    if lack is not None:
        pytest.skip(f"openvino-bf16: {lack}")
    fast, reference = (mask_by(backend, spotted()) for backend in (backend_of("openvino-bf16"), backend_of("cpu-fp32")))
    assert (fast ^ reference).mean() <= 0.0005


def mask_by(backend: Backend, frames: list[Picture]) -> NDArray[np.bool_]:
    mask = cleaned(backend.model(model_specs()["defectnet"]), frames).mask
    assert mask is not None
    return mask
