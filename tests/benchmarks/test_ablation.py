"""The benchmark of the generative tier does not rot: a tiny run, and each part that is left out was doing something."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks.ablation import measuring, places
from benchmarks.ablation.measuring import LEVEL, ablation
from benchmarks.ablation.parts import PARTS, WHOLE
from benchmarks.ablation.places import Place
from benchmarks.enlargement import ours, shown
from benchmarks.enlargement.measuring import INPUT
from benchmarks.enlargement.shown import PLAIN
from benchmarks.enlargement.ways import Picture
from benchmarks.restoration.clips import clean
from benchmarks.restoration.tables import TRUTH
from restoration.backends.selection import REFERENCE
from restoration.generative.control import Control
from restoration.generative.pipeline import FilmRestorationPipeline
from tests.restoration.generative.random_model import drifting, faithful, random_model

GENERATIVE = "Answerprint: generative, fidelity 0, "
JUDGED = (WHOLE, "without propagation")


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A part of a drawn clip, and a model that nobody trained."""
    monkeypatch.setattr(places, "SIDE", 48)
    monkeypatch.setattr(measuring, "SIDE", 48)
    monkeypatch.setattr(measuring, "PLACES", {"disc": Place("drawn", 20, 40)})
    monkeypatch.setattr(shown, "CLIPS", {"drawn": partial(clean, "drawn")})
    monkeypatch.setattr(measuring, "FOLDER", tmp_path)
    # Nothing has to be compiled.
    monkeypatch.setattr(measuring, "choose_backend", lambda: REFERENCE)
    monkeypatch.setattr(ours, "choose_backend", lambda _: REFERENCE)
    monkeypatch.setattr(measuring, "PARTS", {part: PARTS[part] for part in JUDGED})
    monkeypatch.setattr(FilmRestorationPipeline, "from_pretrained", lambda _: random_model())
    places._whole.cache_clear()


@pytest.mark.usefixtures("_small")
def test_a_tiny_run_judges_the_tiers_and_each_part(tmp_path: Path) -> None:
    table = ablation(PLAIN)
    values = {row.method: row.values for row in table.rows}
    assert {INPUT, TRUTH, "Lanczos (OpenCV)", *(GENERATIVE + part for part in JUDGED)} < values.keys()
    whole, faithful_ = values[GENERATIVE + WHOLE], values["Answerprint: faithful (FilmVSR)"]
    assert faithful_[LEVEL] == 0 < whole[LEVEL] < 1
    assert whole["PSNR"] < faithful_["PSNR"]
    assert [path.name for path in tmp_path.iterdir()] == ["disc_bicubic.png"]


@pytest.mark.parametrize("part", [part for part in PARTS if part != WHOLE])
def test_a_part_that_is_left_out_makes_another_picture_and_is_there_again_afterwards(
    model: FilmRestorationPipeline, part: str
) -> None:
    frames = drifting(6, 24, 24)
    drawn = partial(_drawn, model, frames, faithful(frames))
    control, without = PARTS[part]
    whole = drawn(Control(strength=0.6, steps=2))
    with without():
        lacking = drawn(replace(control, strength=0.6, steps=2))
    assert max(float(np.abs(one - other).max()) for one, other in zip(whole, lacking, strict=True)) > 1e-4
    assert all(
        np.array_equal(one, other) for one, other in zip(whole, drawn(Control(strength=0.6, steps=2)), strict=True)
    )


@pytest.fixture(scope="module")
def model() -> FilmRestorationPipeline:
    return random_model()


def _drawn(
    model: FilmRestorationPipeline, frames: Sequence[Picture], enlarged: Sequence[Picture], control: Control
) -> list[Picture]:
    return model(frames, enlarged, fidelity=0.0, control=control).frames
