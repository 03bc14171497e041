"""Seeks, steps, scrubs and play over every frame rate, on two and on four sides: all pixels must be of one frame."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from restoration.timebase import FrameRate
from tests.e2e.engine_page import EnginePage, build_engine_pages, opened, sides_seen
from tests.e2e.viewer_clip import Cut, Side, served, write_side

pytestmark = pytest.mark.e2e

RATES = {
    "23.976": FrameRate(24000, 1001),
    "24": FrameRate(24, 1),
    "25": FrameRate(25, 1),
    "29.97": FrameRate(30000, 1001),
}
# Segments of 1 to 48 frames, with other borders on every side; the first is cut on the grid and enters inside a cell.
CUTS = [
    [Cut(38, skip=10), Cut(48, skip=7), Cut(34, tail=14)],
    [Cut(count) for count in (1, 48, 7, 1, 1, 30, 12, 20)],
    [Cut(count) for count in (48, 1, 47, 13, 11)],
    [Cut(count) for count in (5, 17, 2, 1, 24, 36, 35)],
]
FRAMES = 120
SIDES = (2, 4)

Clips = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Clips]]:
    """The harness page's address, and four manifests by frame rate."""
    folder = tmp_path_factory.mktemp("exactness")
    build_engine_pages(folder / "page")
    (folder / "media").mkdir()
    written = {
        name: [
            write_side(folder / "media", Side(f"side {index} at {name}", index, 256, 144, cuts, rate=rate))
            for index, cuts in enumerate(CUTS)
        ]
        for name, rate in RATES.items()
    }
    with served(folder) as address:
        yield f"{address}/page/harness.html", written


@pytest.fixture(scope="module")
def engine(clips: tuple[str, Clips]) -> Iterator[EnginePage]:
    with opened(clips[0]) as page:
        page.wait_for_function("window.harness !== undefined")
        yield EnginePage(page)


def assert_all_sides_show_what_was_asked(found: list[dict[str, Any]], count: int) -> None:
    wrong = [(seen["asked"], seen["panes"]) for seen in found if seen["panes"] != sides_seen(seen["asked"], count)]
    assert wrong == []


def assert_every_drawn_set_is_equal(played: dict[str, Any], count: int, *, least: int) -> list[int]:
    for seen in played["sightings"]:
        frame = seen["reported"]["frame"]
        assert [side["frame"] for side in seen["reported"]["sides"]] == [frame] * count
        assert seen["panes"] == sides_seen(frame, count)
    assert len(played["sightings"]) >= least
    return [seen["reported"]["frame"] for seen in played["sightings"]]


def check_seeks(engine: EnginePage, clips: Clips, kind: str, seeks: int) -> None:
    """Make ``seeks`` random seeks, an equal share on every rate and number of sides."""
    share = seeks // (len(RATES) * len(SIDES))
    chosen = np.random.default_rng(11)
    for manifests in clips.values():
        for count in SIDES:
            engine.open(manifests[:count], engine=kind)
            found = engine.do("seekAll", chosen.integers(FRAMES, size=share).tolist())
            assert len(found) == share
            assert_all_sides_show_what_was_asked(found, count)


def check_play(engine: EnginePage, clips: Clips, count: int, seconds: int) -> None:
    engine.open(clips["23.976"][:count])
    engine.do("current.setLoop", {"first": 0, "end": FRAMES})
    played = engine.do("play", 0, 1, seconds * 1000)
    frames = assert_every_drawn_set_is_equal(played, count, least=10)
    assert any(later < earlier for earlier, later in pairwise(frames))
    assert played["paused"]["panes"] == sides_seen(played["paused"]["frame"], count)


def check_steps(engine: EnginePage, clips: Clips, count: int, steps: int) -> None:
    """Step from end to end and back, over all borders, as often as it takes."""
    engine.open(clips["25"][:count])
    for leg in range(0, steps, FRAMES - 1):
        length = min(FRAMES - 1, steps - leg)
        start, by = (0, 1) if leg // (FRAMES - 1) % 2 == 0 else (FRAMES - 1, -1)
        assert_all_sides_show_what_was_asked(engine.do("steps", start, by, length), count)


def check_scrubs(engine: EnginePage, clips: Clips, count: int, scrubs: int) -> None:
    engine.open(clips["29.97"][:count])
    chosen = np.random.default_rng(5)
    found = [engine.do("scrub", chosen.integers(FRAMES, size=20).tolist()) for _ in range(scrubs)]
    assert_all_sides_show_what_was_asked(found, count)


def test_a_hundred_seeks_show_the_asked_frame_on_all_sides(engine: EnginePage, clips: tuple[str, Clips]) -> None:
    check_seeks(engine, clips[1], "exact", 104)


@pytest.mark.slow
def test_a_thousand_seeks_show_the_asked_frame_on_all_sides(engine: EnginePage, clips: tuple[str, Clips]) -> None:
    check_seeks(engine, clips[1], "exact", 1000)


def test_compatible_engine_shows_the_asked_frame_on_all_sides(engine: EnginePage, clips: tuple[str, Clips]) -> None:
    check_seeks(engine, clips[1], "compatible", 32)


@pytest.mark.slow
def test_compatible_engine_shows_the_asked_frame_in_300_seeks(engine: EnginePage, clips: tuple[str, Clips]) -> None:
    check_seeks(engine, clips[1], "compatible", 320)


@pytest.mark.parametrize("count", SIDES)
def test_six_seconds_of_play_never_mix_frames(engine: EnginePage, clips: tuple[str, Clips], count: int) -> None:
    check_play(engine, clips[1], count, 6)


@pytest.mark.slow
@pytest.mark.parametrize("count", SIDES)
def test_a_minute_of_play_never_mixes_frames(engine: EnginePage, clips: tuple[str, Clips], count: int) -> None:
    check_play(engine, clips[1], count, 60)


def test_compatible_engine_never_mixes_frames_of_four_sides(engine: EnginePage, clips: tuple[str, Clips]) -> None:
    engine.open(clips[1]["25"], engine="compatible")
    played = engine.do("play", 20, 1, 3000)
    assert_every_drawn_set_is_equal(played, 4, least=5)
    assert played["paused"]["panes"] == sides_seen(played["paused"]["frame"], 4)


@pytest.mark.parametrize("count", SIDES)
def test_fifty_single_steps(engine: EnginePage, clips: tuple[str, Clips], count: int) -> None:
    engine.open(clips[1]["25"][:count])
    assert_all_sides_show_what_was_asked(engine.do("steps", 30, 1, 25), count)
    assert_all_sides_show_what_was_asked(engine.do("steps", 62, -1, 25), count)


@pytest.mark.slow
@pytest.mark.parametrize("count", SIDES)
def test_five_hundred_single_steps(engine: EnginePage, clips: tuple[str, Clips], count: int) -> None:
    check_steps(engine, clips[1], count, 500)


@pytest.mark.parametrize("count", SIDES)
def test_five_rapid_scrubs_end_on_the_right_frame(engine: EnginePage, clips: tuple[str, Clips], count: int) -> None:
    check_scrubs(engine, clips[1], count, 5)


@pytest.mark.slow
@pytest.mark.parametrize("count", SIDES)
def test_fifty_rapid_scrubs_end_on_the_right_frame(engine: EnginePage, clips: tuple[str, Clips], count: int) -> None:
    check_scrubs(engine, clips[1], count, 50)


@pytest.mark.parametrize(("frame", "by"), [(38, -1), (49, -1), (86, -1), (85, 1), (48, 1)])
def test_a_step_over_a_border_finds_the_group_decoded(
    engine: EnginePage, clips: tuple[str, Clips], frame: int, by: int
) -> None:
    engine.open(clips[1]["24"][:2])
    engine.do("seek", frame)
    engine.page.wait_for_timeout(1500)
    engine.do("current.step", by)
    engine.do("idle", 2)
    assert (engine.state("status"), engine.state("shown")) == ("ready", frame + by)


@pytest.mark.parametrize(("speed", "start"), [(1, 30), (4, 0), (-2, 110)])
def test_every_frame_is_shown_when_asked_for(
    engine: EnginePage, clips: tuple[str, Clips], speed: int, start: int
) -> None:
    engine.open(clips[1]["24"])
    engine.do("current.setPacing", "every_frame")
    played = engine.do("play", start, speed, 2500)
    frames = assert_every_drawn_set_is_equal(played, 4, least=10)
    assert frames == list(
        range(start + (1 if speed > 0 else -1), frames[-1] + (1 if speed > 0 else -1), speed // abs(speed))
    )
    assert (played["dropped"], engine.state("pacing")) == (0, "every_frame")


def test_five_sides_are_one_too_many(engine: EnginePage, clips: tuple[str, Clips]) -> None:
    manifests = clips[1]["24"]
    engine.open(manifests)
    code = engine.page.evaluate(
        "sides => { try { harness.current.setSides(sides); return null } catch (error) { return error.code } }",
        [*manifests, manifests[0]],
    )
    assert code == "sides_differ"
    assert len(engine.state("sides")) == 4
