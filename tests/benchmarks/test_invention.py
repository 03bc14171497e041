"""The benchmark of the invention map does not rot: a tiny run, what is pasted, and figures that are right."""

import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks.ablation import places
from benchmarks.ablation.places import SIDE, Place
from benchmarks.enlargement import shown
from benchmarks.enlargement.shown import KEPT, PLAIN
from benchmarks.invention import drawn, measuring, sheets
from benchmarks.invention.drawn import FILM_TINY, PIECES, RIGHT, Drawing
from benchmarks.invention.measuring import (
    ALONE,
    ERROR_RANK,
    EVENED,
    FOUND,
    HARM_LINEAR,
    HARM_RANK,
    LEVEL,
    MAP,
    PIXELS,
    invention,
)
from benchmarks.invention.run import TASKS
from benchmarks.restoration.clips import clean
from restoration.stages.upscale.spec import CLASSICAL, FAITHFUL


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A drawn clip."""
    clips = {"drawn": partial(clean, "drawn")}
    for module in (shown, drawn):
        monkeypatch.setattr(module, "CLIPS", clips)
    monkeypatch.setattr(sheets, "FOLDER", tmp_path)
    for kept in (drawn._given, drawn._generated, drawn._faithful):
        kept.cache_clear()


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("kind", PIECES)
def test_pieces_in_a_right_picture_are_found_better_than_by_a_plain_difference(kind: str, tmp_path: Path) -> None:
    table = invention(Drawing(RIGHT, 2, PLAIN, kind))
    values = {row.method: row.values for row in table.rows}
    assert list(values) == [MAP, ALONE, PIXELS, EVENED]
    assert values[MAP][HARM_LINEAR] > values[PIXELS][HARM_LINEAR]
    assert values[MAP][ERROR_RANK] > values[PIXELS][ERROR_RANK]
    assert 0 < values[MAP][LEVEL] < values[ALONE][LEVEL] < 1
    assert 0 <= values[MAP][FOUND] <= 100
    assert len(list(tmp_path.glob("drawn_*.png"))) == 1


@pytest.mark.usefixtures("_small")
def test_nothing_but_the_pieces_is_changed() -> None:
    made = drawn.drawn("drawn", Drawing(RIGHT, 2, PLAIN, "moved pieces"))
    assert len(made.generated) == len(KEPT)
    for picture, truth, pasted in zip(made.generated, made.given.truth, made.pasted, strict=True):
        changed = np.abs(picture - truth).max(axis=2) > 1e-3
        assert 0.01 < pasted.mean() < 0.2
        # The edge of a piece is soft: three pixels of sigma.
        assert changed[~pasted].mean() < 0.06
        assert changed[pasted].mean() > 0.9


def test_equal_values_share_a_rank() -> None:
    np.testing.assert_array_equal(measuring._ranks(np.array([3.0, 1.0, 3.0, 2.0])), [3.5, 1, 3.5, 2])
    assert measuring._correlation(np.arange(4.0), np.arange(4.0) * 2 + 1) == pytest.approx(1)
    assert math.isnan(measuring._correlation(np.zeros(4), np.arange(4.0)))


@pytest.mark.usefixtures("_small")
def test_what_film_tiny_draws_is_judged_at_small_places_over_the_faithful_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawn, "PLACES", {"disc": Place("drawn", 20, 40)})
    places._whole.cache_clear()
    drawing = Drawing(FILM_TINY, 2, PLAIN)
    assert (drawing.clips, drawing.below) == (["disc"], FAITHFUL)
    assert drawn._given("disc", drawing).truth[0].shape == (SIDE, SIDE, 3)
    assert (Drawing(RIGHT, 2, PLAIN).clips, Drawing(RIGHT, 2, PLAIN).below) == (["drawn"], CLASSICAL)


def test_every_drawing_has_a_task_of_its_own() -> None:
    assert len(TASKS) == 14
    assert HARM_RANK in {one.name for one in measuring._CORRELATIONS}
