"""The faithful tier: FilmVSR on cells of frames, with a network that adds something although nobody trained it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from restoration.backends.contract import BackendId
from restoration.backends.reference import ReferenceBackend
from restoration.engine import Unwatched, plan
from restoration.engine.errors import RenderCancelled
from restoration.models.contract import AMPLE, Model, ModelSpec, Room
from restoration.models.filmvsr.spec import CELL_FRAMES
from restoration.models.registry import using_models
from restoration.quality import psnr
from restoration.recipe import Recipe, StageEntry
from restoration.stages.contract import DISPLAY, ScanCoding, StageOutput, StageWindow
from restoration.stages.upscale.apply import apply, apply_cell
from restoration.stages.upscale.spec import FAITHFUL, SPEC, UpscaleParameters
from restoration.timebase import FrameRange
from tests.restoration.backends.opened import opened
from tests.restoration.engine.film import Film, noisy
from tests.restoration.models.filmvsr.installed import adding_model, installed_spec
from tests.restoration.models.filmvsr.sample_windows import Array, drifting


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    return installed_spec(tmp_path_factory.mktemp("filmvsr"))


@pytest.fixture(scope="module")
def model(spec: ModelSpec) -> Model:
    return ReferenceBackend("cpu-fp32").model(spec)


@cache
def clip() -> Sequence[Array]:
    return drifting(5, 40, 56)


def enlarged(
    model: Model,
    frames: Sequence[Array],
    scale: int = 2,
    *,
    kept: Sequence[int] = (1, 2, 3),
    coding: ScanCoding = DISPLAY,
    sharpness: int = 1000,
    room: Room = AMPLE,
) -> list[StageOutput]:
    parameters = UpscaleParameters(scale=scale, tier=FAITHFUL, sharpness=sharpness)
    shown: Mapping[int, Array] = {10 + place: frame for place, frame in enumerate(frames)}
    windows = [
        StageWindow(10 + place, shown, parameters, coding=coding, models={"filmvsr": model}, shot=(0, 99), room=room)
        for place in kept
    ]
    return list(apply_cell(windows))


def classical(frame: Array, scale: int) -> StageOutput:
    return apply(StageWindow(0, {0: frame}, UpscaleParameters(scale=scale)))


@pytest.mark.parametrize("scale", [2, 4])
def test_untrained_it_is_the_classical_enlargement(tmp_path: Path, scale: int) -> None:
    outputs = enlarged(adding_model(tmp_path, is_adding=False), clip(), scale)
    assert len(outputs) == 3
    for place, output in enumerate(outputs, start=1):
        expected = classical(clip()[place], scale)
        np.testing.assert_allclose(output.pixels, expected.pixels, atol=2e-5)
        np.testing.assert_array_equal(output.transform, expected.transform)


def test_three_times_is_four_times_averaged_over_areas(model: Model) -> None:
    for place, output in enumerate(enlarged(model, clip(), 3), start=1):
        expected = classical(clip()[place], 3)
        assert output.pixels.shape == expected.pixels.shape
        np.testing.assert_array_equal(output.transform, expected.transform)
        # What it adds is strong here, but lies where it belongs.
        assert psnr(output.pixels, expected.pixels) > 20


def test_scale_1_returns_the_very_pictures(model: Model) -> None:
    assert [output.pixels is clip()[place] for place, output in enumerate(enlarged(model, clip(), 1), start=1)] == [
        True
    ] * 3


def test_the_network_adds_something_and_stays_within_the_codes(model: Model) -> None:
    for place, output in enumerate(enlarged(model, clip()), start=1):
        assert output.pixels.dtype == np.float32
        assert 0 <= output.pixels.min() <= output.pixels.max() <= 1
        assert np.abs(output.pixels - classical(clip()[place], 2).pixels).mean() > 0.005


def test_equal_cells_give_equal_pictures_and_input_stays_as_it_is(model: Model) -> None:
    frames = [frame.copy() for frame in clip()]
    for frame in frames:
        frame.flags.writeable = False
    first, second = (enlarged(model, frames) for _ in range(2))
    assert all(np.array_equal(one.pixels, other.pixels) for one, other in zip(first, second, strict=True))


def test_what_is_left_out_of_a_cell_changes_nothing_of_the_rest(model: Model) -> None:
    whole = enlarged(model, clip())
    some = enlarged(model, clip(), kept=(1, 3))
    assert np.array_equal(some[0].pixels, whole[0].pixels)
    assert np.array_equal(some[1].pixels, whole[2].pixels)


@pytest.mark.parametrize("coding", [ScanCoding(is_negative=True), ScanCoding("printing_density", is_negative=True)])
def test_of_a_negative_the_positive_is_enlarged(model: Model, coding: ScanCoding) -> None:
    positive = enlarged(model, clip())
    negative = enlarged(model, [np.float32(1) - frame for frame in clip()], coding=coding)
    for one, other in zip(positive, negative, strict=True):
        np.testing.assert_allclose(1 - other.pixels, one.pixels, atol=1e-4)


@pytest.mark.parametrize("scale", [2, 3])
def test_sizes_that_are_no_multiples_of_four_keep_their_last_rows(tmp_path: Path, scale: int) -> None:
    frames = drifting(3, 37, 50)
    network = adding_model(tmp_path, is_adding=False)
    output = enlarged(network, frames, scale, kept=(1,))[0]
    expected = classical(frames[1], scale).pixels
    assert output.pixels.shape == expected.shape
    assert psnr(output.pixels[-scale:, -scale:], expected[-scale:, -scale:]) > 30


@pytest.mark.parametrize(("scale", "side"), [(2, 160), (3, 160), (4, 160), (2, 80)])
def test_tiles_show_no_seam_however_small_memory_makes_them(model: Model, scale: int, side: int) -> None:
    """Beside a seam a tiled picture differs from the whole no more than inside the tiles, and nowhere visibly."""
    frames = drifting(5, 24, 480)
    whole = enlarged(model, frames, scale)
    seams = np.zeros(480 * scale, bool)
    for place in range(side, 480, side):
        seams[(place - 8) * scale : (place + 8) * scale] = True
    for one, other in zip(whole, enlarged(model, frames, scale, room=Room(2, side)), strict=True):
        difference = np.abs(one.pixels - other.pixels).max(axis=2)
        assert difference.max() < 1 / 1023
        assert difference[:, seams].mean() < 1e-4
        assert np.abs(np.diff(other.pixels, axis=1)[:, seams[1:]]).mean() == pytest.approx(
            np.abs(np.diff(one.pixels, axis=1)[:, seams[1:]]).mean(), rel=1e-3
        )


BOUNDS: Mapping[BackendId, float] = {"openvino-fp32": 80, "openvino-bf16": 40, "openvino-gpu-fp16": 40, "cuda-bf16": 40}


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
    spec: ModelSpec, model: Model, identity: BackendId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSWERPRINT_COMPILED", str(tmp_path))
    backend = opened(identity)
    for expected, found in zip(enlarged(model, clip()), enlarged(backend.model(spec), clip()), strict=True):
        assert psnr(found.pixels, expected.pixels) > BOUNDS[identity]


@pytest.fixture
def installed(spec: ModelSpec) -> Iterator[None]:
    with using_models({"filmvsr": spec}):
        yield


def faithfully(scale: int) -> Recipe:
    return Recipe(stages=(StageEntry(stage="upscale", parameters={"scale": scale, "tier": FAITHFUL}),))


@pytest.mark.usefixtures("installed")
def test_a_segment_is_enlarged_cell_by_cell(tmp_path: Path, model: Model) -> None:
    pictures = noisy(14)
    film = Film(tmp_path, pictures)
    made = film.rendered(faithfully(2))["enhanced"]
    assert made.shape == (14, 64, 96, 3)
    frames = [np.asarray(picture / 1023, np.float32) for picture in pictures]
    # The second cell begins at frame 12, three frames before it are read.
    expected = enlarged(model, frames[9:14], kept=(3, 4))
    for index, output in zip((12, 13), expected, strict=True):
        assert np.abs(made[index] - output.pixels * 1023).max() <= 0.6


class StopsInACell(Unwatched):
    """Counts what is told between two frames, and stops after so many calls of the network."""

    def __init__(self, calls: int) -> None:
        self.calls, self.most = 0, calls

    def at_work(self) -> None:
        self.calls += 1

    def should_stop(self) -> bool:
        return self.calls >= self.most


@pytest.mark.usefixtures("installed")
def test_within_a_cell_the_work_is_seen_and_can_be_stopped(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(14))
    (segment,) = plan(film.given(faithfully(2))).segments
    watch = StopsInACell(calls=10_000)
    film.render(segment, control=watch)
    # Of each of the 14 pictures and 3 of a halo on either side of the cut: features, at least one state, an answer.
    assert watch.calls > 60
    watch = StopsInACell(calls=7)
    with pytest.raises(RenderCancelled):
        film.render(segment, control=watch, name="stopped")
    assert watch.calls == 7


@pytest.mark.usefixtures("installed")
def test_its_weights_and_its_reach_are_those_of_the_tier(tmp_path: Path, spec: ModelSpec) -> None:
    film = Film(tmp_path, noisy(30))
    (segment,) = plan(film.given(faithfully(2))).segments
    assert segment.request is not None
    (stage,) = segment.request.chain.stages
    assert stage.models(5) == {"filmvsr": spec.sha256}
    assert stage.reads(FrameRange(13, 14), FrameRange(0, 30)) == FrameRange(CELL_FRAMES - 3, 27)
    assert SPEC.reach({"scale": 2, "tier": FAITHFUL}) > 4096 > SPEC.reach({"scale": 2})
