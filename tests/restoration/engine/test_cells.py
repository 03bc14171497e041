"""Stages that work on cells of frames, and stages that use networks."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.backends.reference import ReferenceBackend
from restoration.engine import PlannedSegment, plan
from restoration.models.contract import Model, ModelSpec
from restoration.models.errors import ModelChanged
from restoration.models.registry import using_models
from restoration.recipe import FramesScope, Recipe, ScopedParameters, StageEntry, Strength
from restoration.stages.registry import using_stages
from restoration.stages.uses import CellWork
from restoration.timebase import FrameRange
from tests.restoration.engine.cell_stage import TRAIL, TRAILS, USES_TOY
from tests.restoration.engine.film import SCAN, Film, noisy, placed
from tests.restoration.engine.tiny_stages import BLEND, DIM


class _Toy(ModelSpec):
    """A network that needs no files."""

    @property
    def is_installed(self) -> bool:
        return True


TOY = _Toy("toy", ("dim",), sha256="ab" * 32)


@pytest.fixture(autouse=True)
def chain() -> Iterator[None]:
    with using_stages([DIM, TRAIL, BLEND]), using_models({"toy": TOY}):
        yield


def trailing(kind: int = TRAILS, *overrides: ScopedParameters, blend: int = 0) -> Recipe:
    entry = StageEntry(stage="trail", parameters={"strength": 1000, "kind": kind}, overrides=overrides)
    return Recipe(stages=(entry, StageEntry(stage="blend", parameters={"strength": blend})))


def trail_of(pictures: np.ndarray, first: int, end: int) -> dict[int, np.ndarray]:
    """What the stage makes of frames first to end, the first being where it begins anew."""
    trail, made = pictures[first] / 1023, {}
    for index in range(first, end):
        trail = (trail + pictures[index] / 1023) / 2
        made[index] = trail * 1023
    return made


def test_each_cell_begins_anew_with_its_halo_and_stays_within_its_shot(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(40), shots=(FrameRange(0, 30), FrameRange(30, 40)))
    made = film.rendered(trailing())["restored"]
    for frames, begins in (((0, 12), 0), ((12, 24), 10), ((24, 30), 22), ((30, 36), 30), ((36, 40), 34)):
        expected = trail_of(film.pictures, begins, frames[1])
        for index in range(*frames):
            assert np.abs(made[index] - expected[index]).max() <= 0.51, index


def test_a_frame_is_the_same_whichever_segment_asks_for_it(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(60))
    whole = film.rendered(trailing())["restored"]
    # Later stages that read around a frame ask the stage for frames of the next cell, and get those of that cell.
    blended = film.rendered(trailing(blend=1000), name="blended")["restored"]
    mean = np.stack([whole[index] for index in range(45, 50)]).mean(axis=0)
    assert np.abs(blended[47][:, 1:-1] - (mean[:, :-2] + mean[:, 1:-1] + mean[:, 2:]) / 3).max() <= 1.5


def test_the_segment_reads_whole_cells_and_their_halo(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(120))
    supports = {
        kind: [
            one.request.chain.support for one in plan(film.given(trailing(kind, blend=1000))).segments if one.request
        ]
        for kind in (0, TRAILS)
    }
    assert supports[0] == [FrameRange(0, 51), FrameRange(45, 99), FrameRange(93, 120)]
    assert supports[TRAILS] == [FrameRange(0, 62), FrameRange(34, 110), FrameRange(82, 120)]


def test_within_a_cell_each_frame_follows_its_own_parameters(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(24))
    plain = ScopedParameters(scope=FramesScope(scan=SCAN, first=4, end=6), parameters={"kind": 0})
    mixed, trails = (
        film.rendered(trailing(TRAILS, plain))["restored"],
        film.rendered(trailing(), name="all")["restored"],
    )
    assert np.array_equal(mixed[[0, 3, 6, 11]], trails[[0, 3, 6, 11]])
    assert np.abs(mixed[4] - film.pictures[3:6].mean(axis=0)).max() <= 0.51


def test_orders_hold_in_cells_too(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(24))
    made = film.rendered(trailing(), placed(Strength(stage="trail", value=0), 5, 7))["restored"]
    assert np.array_equal(made[5:7], film.pictures[5:7])
    assert not np.array_equal(made[7], film.pictures[7])


def test_a_note_reaches_every_frame_that_reads_its_cell_and_no_other(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(48))
    recipe = Recipe(stages=(StageEntry(stage="dim", parameters={"strength": 1000}), *trailing().stages))
    before = film.rendered(recipe)["restored"]
    after = film.rendered(recipe, placed(Strength(stage="dim", value=0), 13, 14), name="after")["restored"]
    changed = [index for index in range(48) if not np.array_equal(before[index], after[index])]
    # Frame 13 stands in the second cell, and in the halo of neither the first (0-13) nor the third (22-37) beyond 13.
    assert changed == [*range(13, 24)]


def test_no_cell_has_more_frames_around_it_than_a_stage_may_read() -> None:
    with pytest.raises(ValueError, match="at most 8"):
        replace(TRAIL, cells=(CellWork("kind", (TRAILS,), frames=12, halo=9),))


def segment(film: Film, kind: int) -> PlannedSegment:
    (only,) = plan(film.given(trailing(kind))).segments
    return only


def test_the_weights_of_a_network_are_in_the_key_where_it_is_used(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(6))
    used, unused = segment(film, USES_TOY), segment(film, 0)
    assert used.request is not None
    assert used.request.chain.stages[0].models(3) == {"toy": TOY.sha256}
    with using_models({"toy": replace(TOY, sha256="cd" * 32)}):
        assert segment(film, USES_TOY).keys["restored"] != used.keys["restored"]
        assert segment(film, 0).keys == unused.keys


class _Dimming(ReferenceBackend):
    def _ready(self, spec: ModelSpec) -> Model:
        return Model({"dim": lambda picture: picture * np.float32(0.5)}, "cpu")


def test_a_stage_is_given_its_network_and_another_edition_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = Film(tmp_path, noisy(6))
    planned = segment(film, USES_TOY)
    monkeypatch.setattr("restoration.engine.render.backend_of", lambda _identity: _Dimming("cpu-fp32"))
    made = film.rendered(trailing(USES_TOY))["restored"]
    assert np.abs(made - film.pictures / 2).max() <= 0.51
    edition = {"toy": replace(TOY, sha256="cd" * 32)}
    with using_models(edition), pytest.raises(ModelChanged, match="Plan the run again"):
        film.render(planned, name="later")
