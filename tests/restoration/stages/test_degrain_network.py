"""Degraining by FilmVSR, with a network that adds something although nobody trained it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.models.contract import Model
from restoration.models.registry import using_models
from restoration.recipe import Recipe, StageEntry
from restoration.stages.contract import ScanCoding, StageWindow
from restoration.stages.degrain.apply import apply_cell
from restoration.stages.degrain.spec import CLEANED, SPEC, DegrainParameters
from restoration.timebase import FrameRange
from tests.restoration.engine.film import Film, noisy
from tests.restoration.models.filmvsr.installed import adding_model, installed_spec
from tests.restoration.models.filmvsr.sample_windows import Array, drifting
from tests.restoration.stages.scene import grain_rows


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return adding_model(tmp_path_factory.mktemp("filmvsr"))


def cleaned(model: Model, frames: Sequence[Array], coding: ScanCoding) -> list[Array]:
    shown = dict(enumerate(frames))
    parameters = DegrainParameters(strength=1000, method=CLEANED)
    windows = [
        StageWindow(place, shown, parameters, coding=coding, models={"filmvsr": model}, shot=(0, len(frames)))
        for place in shown
    ]
    return [output.pixels for output in apply_cell(windows)]


def test_pictures_keep_their_size_and_get_what_the_network_adds(model: Model) -> None:
    frames = drifting(3, 37, 50)
    for frame, output in zip(frames, cleaned(model, frames, ScanCoding()), strict=True):
        assert output.shape == frame.shape
        assert 0 <= output.min() <= output.max() <= 1
        assert np.abs(output - frame).mean() > 0.005


def test_of_a_negative_the_positive_is_cleaned(model: Model) -> None:
    frames = drifting(3, 40, 56)
    positive = cleaned(model, frames, ScanCoding())
    negative = cleaned(model, [np.float32(1) - frame for frame in frames], ScanCoding(is_negative=True))
    for one, other in zip(positive, negative, strict=True):
        np.testing.assert_allclose(1 - other, one, atol=1e-4)


def test_half_the_strength_is_half_of_what_the_network_changes(tmp_path: Path) -> None:
    """The engine mixes what cells give as it does with any stage that keeps the raster."""
    pictures = noisy(14)
    with using_models({"filmvsr": installed_spec(tmp_path / "model")}):
        whole, half = (
            film(tmp_path / str(strength), pictures).rendered(by_network(strength))["enhanced"]
            for strength in (1000, 500)
        )
    source = pictures.astype(np.float32)
    assert np.abs(whole - source).mean() > 4
    np.testing.assert_allclose(half, source + (whole - source) / 2, atol=1)


def test_cells_of_degraining_feed_cells_of_enlarging(tmp_path: Path) -> None:
    with using_models({"filmvsr": installed_spec(tmp_path / "model")}):
        entries = (*by_network(1000).stages, StageEntry(stage="upscale", parameters={"scale": 2, "tier": 1}))
        made = film(tmp_path, noisy(14)).rendered(Recipe(stages=entries))["enhanced"]
    assert made.shape == (14, 64, 96, 3)


def test_it_reads_its_cell_and_needs_the_whole_picture() -> None:
    by_cells = {"strength": 1000, "method": CLEANED}
    assert SPEC.reads(13, FrameRange(0, 40), by_cells) == FrameRange(9, 27)
    assert SPEC.reads(13, FrameRange(0, 40), {"strength": 1000}) == FrameRange(10, 17)
    assert SPEC.reach(by_cells) > 4096 > SPEC.reach({"strength": 1000})


def film(folder: Path, pictures: NDArray[np.uint16]) -> Film:
    made = Film(folder, pictures)
    made.analyses |= grain_rows(len(pictures))
    return made


def by_network(strength: int) -> Recipe:
    return Recipe(stages=(StageEntry(stage="degrain", parameters={"strength": strength, "method": CLEANED}),))
