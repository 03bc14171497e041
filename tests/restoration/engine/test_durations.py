"""How long a plan takes, from what was measured."""

from pathlib import Path

import pytest

from restoration.engine import PlannedSegment, Raster, Timing, plan, seconds_by_stage
from restoration.engine.planner import Plan
from restoration.recipe import FramesScope, Recipe, ScopedParameters, StageEntry, Strength
from restoration.stages.registry import using_stages
from restoration.stages.upscale.spec import CLASSICAL, PERCEPTUAL, SPEC
from tests.restoration.engine.film import HEIGHT, SCAN, WIDTH, Film, everywhere, noisy, placed

pytestmark = pytest.mark.usefixtures("tiny_chain")

SIZE = WIDTH * HEIGHT
RASTERS = {SCAN: Raster(WIDTH, HEIGHT, 10)}


def planned(tmp_path: Path, **amounts: int) -> Plan:
    return plan(Film(tmp_path, noisy(60)).given(everywhere(**amounts)))


def timing(segment: PlannedSegment, *, whole: int, at_once: int, scan_pixels: int, **stages: tuple[int, int]) -> Timing:
    assert segment.request is not None
    report = {
        "frames": segment.frames.count,
        "milliseconds": whole,
        "at_once": at_once,
        "scan_pixels": scan_pixels,
        "stages": {name: {"milliseconds": spent, "timed_pixels": pixels} for name, (spent, pixels) in stages.items()},
    }
    made = Timing.of(segment.request, report)
    assert made is not None
    return made


def test_each_stage_takes_as_long_by_pixel_as_it_was_measured(tmp_path: Path) -> None:
    film = planned(tmp_path, dim=1000, double=2)
    first, second = film.touched
    # 48 frames on two pictures at once: 10 ms a frame for dim, 40 for double, and 5 beside them.
    measured = timing(
        first, whole=1440, at_once=2, scan_pixels=SIZE, dim=(960, 48 * SIZE), double=(1440, 48 * SIZE * 4)
    )
    found = seconds_by_stage(film, RASTERS, [measured])
    assert found == pytest.approx({"dim": 0.6, "double": 0.9, "other": 0.3})
    slower = timing(second, whole=1440, at_once=1, scan_pixels=SIZE, dim=(1440, 12 * SIZE), double=(0, 12 * SIZE * 4))
    both = seconds_by_stage(film, RASTERS, [measured, slower])
    # (480 + 1440) ms for 60 frames.
    assert both is not None
    assert both["dim"] == pytest.approx(1.92)


def test_what_was_not_measured_at_about_this_size_is_not_guessed(tmp_path: Path) -> None:
    film = planned(tmp_path, dim=1000)
    (first, _) = film.touched

    def found(pixels: int, **stages: tuple[int, int]) -> object:
        return seconds_by_stage(film, RASTERS, [timing(first, whole=100, at_once=1, scan_pixels=pixels, **stages)])

    assert seconds_by_stage(film, RASTERS, []) is None
    assert found(SIZE, double=(10, SIZE)) is None
    assert found(SIZE * 3, dim=(10, 48 * SIZE * 3)) is None
    assert found(SIZE * 2, dim=(96, 48 * SIZE * 2)) == pytest.approx({"dim": 0.06, "other": 0.0025})
    assert seconds_by_stage(Plan(()), RASTERS, []) == {}


def test_a_render_says_how_long_it_took(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(6))
    (segment,) = plan(film.given(everywhere(dim=1000))).segments
    report = film.render(segment).report
    assert segment.request is not None
    made = Timing.of(segment.request, report)
    assert made is not None
    assert made.scan_pixels == SIZE
    assert {stage for stage, _ in made.work} == {"dim", "other"}
    assert made.work["dim", ()][1] == 6 * SIZE
    # Where people's orders leave nothing to do, nothing is measured.
    (idle,) = plan(film.given(everywhere(dim=1000), [placed(Strength(stage="dim", value=0), 2, 6)])).segments
    assert idle.request is not None
    partly = Timing.of(idle.request, film.render(idle, name="idle").report)
    assert partly is not None
    assert partly.work["dim", ()][1] == 2 * SIZE
    assert Timing.of(segment.request, {"frames": 6, "stages": {}}) is None


def test_of_different_works_in_one_segment_nobody_knows_which_took_how_long(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(48))
    other = ScopedParameters(scope=FramesScope(scan=SCAN, first=0, end=12), parameters={"tier": PERCEPTUAL})
    with using_stages([SPEC]):
        entry = StageEntry(stage="upscale", parameters={"scale": 2}, overrides=(other,))
        mixed = plan(film.given(Recipe(stages=(entry,))))
        measured = timing(mixed.segments[0], whole=500, at_once=1, scan_pixels=SIZE, upscale=(400, 48 * SIZE * 4))
        assert {stage for stage, _ in measured.work} == {"other"}
        assert measured.work["other", ()] == (100, 48 * SIZE)
        # The two as they are alone: 48 pictures at 1 ms classically, at 10 ms by the network.
        classical, drawn = (
            plan(film.given(Recipe(stages=(StageEntry(stage="upscale", parameters={"scale": 2, "tier": tier}),))))
            for tier in (CLASSICAL, PERCEPTUAL)
        )
        known = [
            timing(one.segments[0], whole=spent, at_once=1, scan_pixels=SIZE, upscale=(spent, 48 * SIZE * 4))
            for one, spent in ((classical, 48), (drawn, 480))
        ]
        found = seconds_by_stage(mixed, RASTERS, known)
    assert found == pytest.approx({"upscale": 0.036 + 0.12, "other": 0})
