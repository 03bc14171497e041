"""The first sight of a frame far away comes from the smallest rung: right on all sides, and called what it is."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.engine_page import EnginePage, build_engine_pages, opened, sides_seen
from tests.e2e.viewer_clip import Cut, Side, served, write_side

pytestmark = pytest.mark.e2e

# Other borders on both sides, and a picture that neither has.
CUTS = [[Cut(30), Cut(20), Cut(10, is_missing=True)], [Cut(14, tail=4), Cut(36), Cut(10, is_missing=True)]]
SIZE = (512, 288)
SMALL, LARGE = "144p", "288p"

Clip = tuple[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clip]:
    """The harness page's address, and two sides that come in two rungs."""
    folder = tmp_path_factory.mktemp("glimpses")
    build_engine_pages(folder / "page")
    (folder / "media").mkdir()
    sides = [Side(f"side {index}", index, *SIZE, cuts, rung_heights=(144, 288)) for index, cuts in enumerate(CUTS)]
    manifests = [write_side(folder / "media", side) for side in sides]
    with served(folder) as address:
        yield f"{address}/page/harness.html", manifests


@pytest.fixture
def engine(clip: Clip) -> Iterator[EnginePage]:
    with opened(clip[0]) as page:
        page.wait_for_function("window.harness !== undefined")
        yield EnginePage(page)


def refuse(engine: EnginePage, clip: Clip, rung: str) -> None:
    """Let no file of this rung come over the network."""
    for manifest in clip[1]:
        for file in [file for segment in manifest["segments"] for file in segment["files"] if file["rung"] == rung]:
            engine.page.route(f"**{file['url']}", lambda route: route.abort())


@pytest.mark.parametrize("frame", [49, 31, 13, 0])
def test_the_asked_frame_is_shown_from_the_smallest_rung_until_the_larger_is_there(
    engine: EnginePage, clip: Clip, frame: int
) -> None:
    refuse(engine, clip, LARGE)
    engine.open(clip[1], size=SIZE)
    first = engine.do("sights", frame, SMALL)
    engine.page.unroute_all()
    engine.do("current.retry")
    second = engine.do("sights", frame, LARGE)
    assert [(sight["panes"], sight["rungs"]) for sight in [first[-1], *second]] == [
        (sides_seen(frame, 2), [SMALL] * 2),
        (sides_seen(frame, 2), [LARGE] * 2),
    ]


def test_scrubs_show_only_what_was_asked_for(engine: EnginePage, clip: Clip) -> None:
    engine.open(clip[1], size=SIZE)
    refuse(engine, clip, LARGE)
    asked = [48, 3, 41, 17, 33, 9, 45]
    engine.do("scrub", asked)
    sights = engine.do("newestSights")
    assert sights[-1]["panes"] == sides_seen(asked[-1], 2)
    for sight in sights:
        assert sight["panes"] == sides_seen(sight["frame"], 2)
        assert sight["rungs"] == [SMALL] * 2
    assert (engine.state("status"), engine.state("shown")) == ("ready", asked[-1])


def test_a_smallest_rung_that_cannot_be_had_keeps_nobody_waiting(engine: EnginePage, clip: Clip) -> None:
    refuse(engine, clip, SMALL)
    engine.open(clip[1], size=SIZE)
    sights = engine.do("sights", 40, LARGE)
    assert [(sight["panes"], sight["rungs"]) for sight in sights] == [(sides_seen(40, 2), [LARGE] * 2)]


def test_what_has_no_picture_is_missing_at_once(engine: EnginePage, clip: Clip) -> None:
    engine.open(clip[1], size=SIZE)
    seen = engine.do("seek", 55)
    assert (seen["status"], [side["picture"] for side in seen["sides"]]) == ("ready", ["missing", "missing"])


def test_play_begins_at_the_rung_that_was_asked_for(engine: EnginePage, clip: Clip) -> None:
    engine.open(clip[1], size=SIZE)
    engine.do("seek", 12)
    engine.do("playFromHere", 1200)
    sights = engine.do("newestSights")
    assert len(sights) >= 5
    for sight in sights:
        assert sight["panes"] == sides_seen(sight["frame"], 2)
        assert sight["rungs"] == [LARGE] * 2
