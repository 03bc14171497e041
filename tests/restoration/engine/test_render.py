"""Segments rendered from real files: identity, protection, support, containment, stopping."""

import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from restoration.backends.errors import OutOfMemory
from restoration.backends.selection import backend_of
from restoration.engine import PlannedSegment, RenderedSegment, Unwatched, plan, read_mask
from restoration.engine.errors import AnalysisMissing, BaseMissing, RenderCancelled, SourceChanged
from restoration.engine.picture import Picture
from restoration.engine.planner import BaseSegment
from restoration.media import read_master
from restoration.recipe import (
    FalseRepair,
    MissedDefect,
    PlacedTreatment,
    Protect,
    Recipe,
    ScopedParameters,
    ShotScope,
    StageEntry,
    Strength,
)
from restoration.stages.contract import StageSpec
from restoration.stages.registry import using_stages
from restoration.timebase import FrameRange
from tests.restoration.engine.film import SCAN, Film, box, everywhere, noisy, placed, stacked
from tests.restoration.engine.tiny_stages import HERE, Amount

pytestmark = pytest.mark.usefixtures("tiny_chain")


def as_base(segments: list[PlannedSegment]) -> list[BaseSegment]:
    return [BaseSegment(SCAN, one.frames, one.keys, one.request) for one in segments if one.request]


def test_a_recipe_that_does_nothing_gives_the_source_back_exactly(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(60))
    assert np.array_equal(film.rendered(Recipe(stages=()))["restored"], film.pictures)


def test_strength_zero_is_bit_exact(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(6))
    recipe = everywhere(dim=1000)
    rendered = film.rendered(recipe, placed(Strength(stage="dim", value=0), 2, 4))["restored"]
    assert np.array_equal(rendered[2:4], film.pictures[2:4])
    assert np.abs(rendered[0] - film.pictures[0] * 0.75).max() <= 0.5


def test_strength_in_a_region_mixes_the_input_back(tmp_path: Path) -> None:
    film = Film(tmp_path, np.full((3, 32, 48, 3), 400, np.uint16))
    rendered = film.rendered(everywhere(dim=1000), placed(Strength(stage="dim", value=500), 1, 2, box(8, 4, 10, 6)))
    inside = np.zeros((32, 48), bool)
    inside[4:10, 8:18] = True
    assert np.all(rendered["restored"][1][inside] == 350)
    assert np.all(rendered["restored"][1][~inside] == 300)
    assert np.all(rendered["restored"][[0, 2]] == 300)


def test_hard_protection_is_bit_exact_and_beats_everything(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(8))
    recipe = everywhere(dim=1000, mend=1000, blend=1000)
    region = box(10, 10, 12, 8)
    orders = (
        placed(Protect(feather=4), 2, 6, region, "p"),
        placed(MissedDefect(), 2, 6, region, "m"),
        placed(Strength(stage="dim", value=1000), 2, 6, region, "s"),
    )
    (segment,) = plan(film.given(recipe, orders)).segments
    result = film.render(segment)
    rendered = stacked([result.planes["restored"].path])
    assert np.array_equal(rendered[2:6, 10:18, 10:22], film.pictures[2:6, 10:18, 10:22])
    assert not np.array_equal(rendered[1, 10:18, 10:22], film.pictures[1, 10:18, 10:22])
    assert result.protected == {"pixels": 4 * 8 * 12, "changed": 0}


def test_a_missed_defect_is_mended_where_the_stage_is_off_and_the_rest_is_the_base_s(tmp_path: Path) -> None:
    pictures = noisy(8)
    pictures[3, 4:12, 4:20] = 1000
    film = Film(tmp_path, pictures)
    recipe = everywhere(dim=1000, mend=0)
    (before,) = plan(film.given(recipe)).segments
    base = film.render(before, name="before")
    orders = [placed(MissedDefect(), 3, 4, box(6, 5, 4, 3))]
    (after,) = plan(film.given(recipe, orders, as_base([before]))).segments
    assert [reason["code"] for reason in after.reasons] == ["note"]
    assert after.request is not None
    assert [one.stage for one in after.request.reach or ()] == ["mend"]
    result = film.render(after, base=base, name="after")
    old, new = (stacked([one.planes["restored"].path]) for one in (base, result))
    changed = np.any(old != new, axis=3)
    assert changed[3, 5:8, 6:10].all()
    assert int(changed.sum()) == 12
    assert result.leak == {"frames": 0, "max_code": 0}


def test_protection_moves_with_the_picture(tmp_path: Path) -> None:
    steps = np.array([[0, 0], [3, -2], [-4, 1]])
    film = Film(tmp_path, noisy(3), steps=steps)
    recipe = everywhere(shift=1000, dim=1000)
    rendered = film.rendered(recipe, placed(Protect(), 0, 3, box(20, 12, 6, 5)))["restored"]
    for frame, (dx, dy) in enumerate(steps):
        moved = rendered[frame, 12 + dy : 17 + dy, 20 + dx : 26 + dx]
        assert np.array_equal(moved, film.pictures[frame, 12:17, 20:26])


def test_a_frame_protected_from_the_moving_stage_stays_where_it_is(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(3), steps=np.full((3, 2), 5))
    rendered = film.rendered(everywhere(shift=1000), placed(Protect(stages=("shift",)), 1, 2))["restored"]
    assert np.array_equal(rendered[1], film.pictures[1])
    assert np.array_equal(rendered[0], np.roll(film.pictures[0], (5, 5), axis=(0, 1)))


def test_a_render_says_where_each_picture_lies_in_every_plane(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(3), steps=np.array([[0, 0], [3, -2], [-4, 1]]))
    (segment,) = plan(film.given(everywhere(shift=1000, double=2))).segments
    one, half = 65536, 32768
    assert film.render(segment).placements == {
        "restored": [None, (one, 0, 3 * one, 0, one, -2 * one), (one, 0, -4 * one, 0, one, one)],
        "enhanced": [
            (2 * one, 0, half, 0, 2 * one, half),
            (2 * one, 0, 6 * one + half, 0, 2 * one, -4 * one + half),
            (2 * one, 0, -8 * one + half, 0, 2 * one, 2 * one + half),
        ],
    }


def test_a_plane_that_nothing_moved_keeps_no_placements(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(3))
    (segment,) = plan(film.given(everywhere(dim=1000))).segments
    assert film.render(segment).placements == {"restored": None}


def test_a_missed_defect_is_mended_and_a_false_repair_is_undone(tmp_path: Path) -> None:
    pictures = np.full((5, 32, 48, 3), 400, np.uint16)
    pictures[2, 4:6, 4:6] = 500
    pictures[2, 20:22, 20:22] = 1000
    film = Film(tmp_path, pictures)
    orders = (
        placed(MissedDefect(), 2, 3, box(4, 4, 2, 2), "missed"),
        placed(FalseRepair(stage="mend"), 2, 3, box(20, 20, 2, 2), "false"),
    )
    (segment,) = plan(film.given(everywhere(mend=1000), orders)).segments
    result = film.render(segment)
    rendered = stacked([result.planes["restored"].path])
    assert np.all(rendered[2, 4:6, 4:6] == 400)
    assert np.array_equal(rendered[2, 20:22, 20:22], pictures[2, 20:22, 20:22])
    mask = read_mask(result.masks["mend"], 2)
    assert mask is not None
    assert mask.sum() == 4
    assert mask[4:6, 4:6].all()
    assert result.report["stages"]["mend"]["masked"] == 4


def test_equal_renders_give_equal_files(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(6))
    (segment,) = plan(film.given(everywhere(mend=700, blend=300, double=2))).segments
    one, two = film.render(segment, name="one"), film.render(segment, name="two")
    assert [master.digest for master in one.planes.values()] == [master.digest for master in two.planes.values()]
    assert one.planes["enhanced"].width == 96


def test_frames_farther_than_the_declared_support_do_not_matter(tmp_path: Path) -> None:
    recipe = everywhere(mend=1000, blend=1000)
    film = Film(tmp_path / "a", noisy(120))
    middle = plan(film.given(recipe)).segments[1]
    assert middle.request is not None
    assert middle.request.chain.support == FrameRange(48 - 3, 96 + 3)
    changed = film.pictures.copy()
    changed[:45] = 50
    changed[99:] = 50
    other = Film(tmp_path / "b", changed)
    same = plan(other.given(recipe)).segments[1]
    assert same.keys == middle.keys
    first, second = film.render(middle), other.render(same)
    assert first.planes["restored"].digest == second.planes["restored"].digest
    changed[45] = 50
    nearer = plan(Film(tmp_path / "c", changed).given(recipe)).segments[1]
    assert nearer.keys != middle.keys


def test_windows_never_cross_a_cut(tmp_path: Path) -> None:
    pictures = np.full((20, 32, 48, 3), 200, np.uint16)
    pictures[10:] = 900
    cut = (FrameRange(0, 10), FrameRange(10, 20))
    film = Film(tmp_path, pictures, shots=cut)
    assert np.array_equal(film.rendered(everywhere(blend=1000))["restored"], pictures)


def test_a_parameter_may_hold_in_one_shot_only(tmp_path: Path) -> None:
    film = Film(tmp_path, np.full((8, 32, 48, 3), 400, np.uint16), shots=(FrameRange(0, 3), FrameRange(3, 8)))
    off = ScopedParameters(scope=ShotScope(scan=SCAN, first=3), enabled=False)
    recipe = Recipe(stages=(StageEntry(stage="dim", parameters={"strength": 1000}, overrides=(off,)),))
    rendered = film.rendered(recipe)["restored"]
    assert np.all(rendered[:3] == 300)
    assert np.all(rendered[3:] == 400)


def rerun(
    film: Film, recipe: Recipe, *orders: PlacedTreatment
) -> tuple[RenderedSegment, RenderedSegment, PlannedSegment]:
    """Render without and then with orders on that base; one segment."""
    (before,) = plan(film.given(recipe)).segments
    base = film.render(before, name="base")
    (after,) = plan(film.given(recipe, orders, base=as_base([before]))).segments
    return base, film.render(after, base=base, name="rerun"), after


def test_a_rerun_changes_nothing_outside_the_reach(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(20))
    missed = placed(MissedDefect(), 8, 9, box(20, 10, 8, 6), "m2")
    base, after, segment = rerun(film, everywhere(mend=1000, blend=1000), missed)
    old, new = stacked([base.planes["restored"].path]), stacked([after.planes["restored"].path])
    reach = np.zeros((20, 32, 48), bool)
    reach[6:11, 9:17, 19:29] = True
    assert np.array_equal(old[~reach], new[~reach])
    assert not np.array_equal(old[8], new[8])
    assert after.leak == {"frames": 0, "max_code": 0}
    assert [reason["code"] for reason in segment.reasons] == ["note"]


def test_a_stage_that_lies_about_its_reach_leaks_and_is_still_contained(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(6))
    base, after, _ = rerun(film, everywhere(mend=1000, leaky=1000), placed(MissedDefect(), 3, 4, box(20, 10, 16, 16)))
    old, new = stacked([base.planes["restored"].path]), stacked([after.planes["restored"].path])
    assert after.leak["frames"] == 1
    assert after.leak["max_code"] >= 1
    assert np.array_equal(old[:, :10], new[:, :10])
    assert np.array_equal(old[[0, 1, 2, 4, 5]], new[[0, 1, 2, 4, 5]])


def test_containment_follows_moved_and_enlarged_pictures(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(9), steps=np.tile([[2, 1], [-3, 4], [0, -2]], (3, 1)))
    recipe = everywhere(shift=1000, mend=1000, blend=1000, double=2)
    base, after, _ = rerun(film, recipe, placed(MissedDefect(), 4, 5, box(20, 12, 6, 6)))
    assert after.leak == {"frames": 0, "max_code": 0}
    old, new = stacked([base.planes["enhanced"].path]), stacked([after.planes["enhanced"].path])
    changed = np.argwhere(np.any(old != new, axis=3))
    assert set(changed[:, 0]) <= {2, 3, 4, 5, 6}
    assert len(changed) > 0


def test_withdrawing_a_note_gives_the_first_picture_back(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(10))
    recipe = everywhere(mend=1000)
    order = placed(MissedDefect(), 4, 5, box(20, 10, 8, 6))
    (plain,) = plan(film.given(recipe)).segments
    (noted,) = plan(film.given(recipe, [order])).segments
    (again,) = plan(film.given(recipe, base=as_base([noted]))).segments
    with_note = film.render(noted, name="noted")
    without = film.render(again, base=with_note, name="again")
    assert again.keys == plain.keys
    assert again.reasons == (
        {"code": "note", "note_id": "n1", "kind": "missed_defect", "stages": ["mend"], "change": "removed"},
    )
    assert without.planes["restored"].digest == film.render(plain, name="plain").planes["restored"].digest


def test_only_the_plane_that_changed_is_rendered_from_the_stored_restored_picture(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(5))
    (before,) = plan(film.given(everywhere(dim=1000))).segments
    base = film.render(before, name="base")
    (after,) = plan(film.given(everywhere(dim=1000, double=3), base=as_base([before]))).segments
    result = film.render(after, base=base)
    assert set(result.planes) == {"enhanced"}
    assert after.keys["restored"] == before.keys["restored"]
    restored = stacked([base.planes["restored"].path])
    assert np.array_equal(stacked([result.planes["enhanced"].path])[:, ::3, ::3], restored)


def test_a_base_that_is_needed_and_missing_is_refused(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(5))
    recipe = everywhere(mend=1000)
    (before,) = plan(film.given(recipe)).segments
    (after,) = plan(film.given(recipe, [placed(MissedDefect(), 1, 2)], base=as_base([before]))).segments
    with pytest.raises(BaseMissing):
        film.render(after)


class StopsAt(Unwatched):
    def __init__(self, calls: int) -> None:
        self.left = calls

    def should_stop(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("calls", [0, 1, 20])
def test_a_stopped_render_leaves_nothing(tmp_path: Path, calls: int) -> None:
    film = Film(tmp_path, noisy(30))
    (segment,) = plan(film.given(everywhere(mend=1000, blend=1000))).segments
    with pytest.raises(RenderCancelled):
        film.render(segment, control=StopsAt(calls))
    assert list((tmp_path / "out-0").iterdir()) == []


def test_running_out_of_memory_can_be_tried_again_and_leaves_nothing(tmp_path: Path) -> None:
    spec = StageSpec("hungry", 1, "restored", Amount, apply=f"{HERE}:hungry")
    film = Film(tmp_path, noisy(3))
    with using_stages([spec]):
        (segment,) = plan(film.given(everywhere(hungry=1000))).segments
        with pytest.raises(OutOfMemory) as caught:
            film.render(segment)
    assert caught.value.retryable
    assert list((tmp_path / "out-0").iterdir()) == []


def test_other_source_frames_than_planned_are_refused(tmp_path: Path) -> None:
    (segment,) = plan(Film(tmp_path / "a", noisy(4)).given(everywhere(dim=1000))).segments
    with pytest.raises(SourceChanged):
        Film(tmp_path / "b", noisy(4, seed=8)).render(segment)


def test_a_stage_without_its_measurement_is_not_planned(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(4))
    film.analyses = {}
    with pytest.raises(AnalysisMissing):
        plan(film.given(everywhere(shift=1000)))


class CountsPictures(Unwatched):
    """Counts on every 11th step: looking through all objects is slow, and 11 meets every stage."""

    def __init__(self) -> None:
        self.most = self.steps = 0

    def progress(self, stage: str, frames_done: int) -> None:
        self.steps += 1
        if self.steps % 11 == 0:
            self.most = max(self.most, sum(type(thing) is Picture for thing in gc.get_objects()))


@pytest.fixture
def _few_objects() -> Iterator[None]:
    """What was there before is set aside: a whole session of tests has very many objects to look through."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_few_objects")
def test_pictures_in_memory_do_not_grow_with_length(tmp_path: Path) -> None:
    recipe = everywhere(dim=1000, mend=1000, blend=1000, double=2)
    most = []
    for count in (24, 48):
        film = Film(tmp_path / str(count), noisy(count))
        (segment,) = plan(film.given(recipe)).segments
        control = CountsPictures()
        film.render(segment, control=control)
        most.append(control.most)
    read_ahead = 5
    assert max(most) <= 2 * (3 + 5) + 4 * backend_of("cpu-fp32").frames_at_once + read_ahead
    assert abs(most[0] - most[1]) <= 1


def test_progress_names_the_stage_and_counts_finished_frames(tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []

    class Watches(Unwatched):
        def progress(self, stage: str, frames_done: int) -> None:
            seen.append((stage, frames_done))

    film = Film(tmp_path, noisy(5))
    (segment,) = plan(film.given(everywhere(dim=1000))).segments
    film.render(segment, control=Watches())
    assert seen[0] == ("source", 0)
    assert seen[-1] == ("dim", 5)
    counts = [done for stage, done in seen if stage == "dim"]
    assert counts == sorted(counts)
    assert set(counts) == {0, 1, 2, 3, 4, 5}


def test_masters_hold_every_frame_in_order(tmp_path: Path) -> None:
    pictures = np.arange(5, dtype=np.uint16)[:, None, None, None] * np.ones((1, 32, 48, 3), np.uint16) * 100
    film = Film(tmp_path, pictures)
    (segment,) = plan(film.given(Recipe(stages=()))).segments
    assert [int(p[0, 0, 0]) for p in read_master(film.render(segment).planes["restored"].path)] == [
        0,
        100,
        200,
        300,
        400,
    ]
