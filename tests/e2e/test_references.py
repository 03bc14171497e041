"""A reference beside the film in a real browser: laid by hand over an offset and a gap, and found by the pictures."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.barcode import MarkingUnreadable, read
from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import INGEST_MS, open_with_scan
from tests.e2e.numbered_film import FRAMES, LEADER, LOST
from tests.e2e.people import Person
from tests.e2e.viewer_page import Pair, ViewerPage

pytestmark = pytest.mark.e2e

FILM = "Long Arm of the Law"
SEARCH_MS = 60_000
STILL_MS = 20_000
SAVE_MS = 20_000
PICTURE_SECONDS = 20


@pytest.fixture(scope="module")
def viewer(archivist: Page) -> ViewerPage:
    """The viewer on the numbered film, beside it a reference whose frames lie as if both began together."""
    viewer, page = ViewerPage(archivist), archivist
    open_with_scan(viewer, film=FILM)
    review = page.url
    page.goto("/")
    page.get_by_role("searchbox").fill(FILM)
    page.get_by_role("main").get_by_role("link", name=FILM).click()
    viewer.test_id("register-scan").click()
    page.get_by_role("button", name="reels").click()
    page.get_by_role("button", name="reference.mkv").click()
    viewer.test_id("scan-is-reference").check()
    viewer.test_id("register-commit").click()
    expect(page.locator('[data-testid=scan][data-state="ready"]')).to_have_count(2, timeout=INGEST_MS)
    expect(viewer.test_id("open-viewer")).to_have_count(1)
    page.goto(review)
    viewer.wait_for_frame(0)
    page.keyboard.press("q")
    viewer.test_id("reference-name").fill("PAL master")
    viewer.test_id("reference-add").click()
    expect(viewer.test_id("side-b")).to_have_value(re.compile("^reference:.*:1$"), timeout=SAVE_MS)
    return viewer


def reference_number(viewer: ViewerPage) -> int | None:
    """The number in the right half of the wipe; None where it is black."""
    try:
        return read(viewer.picture(), white=255, half=1).number
    except MarkingUnreadable:
        assert viewer.brightness((200, 60, 40)) < 0.02
        return None


def wait_for_pair(viewer: ViewerPage, pair: Pair) -> None:
    """Wait until the screen shows these numbers: the frame stays when other sides of it are coming."""
    end = time.monotonic() + PICTURE_SECONDS
    while viewer.pair() != pair and time.monotonic() < end:
        viewer.page.wait_for_timeout(100)
    assert viewer.pair() == pair


def test_an_offset_and_a_gap_are_laid_by_hand(viewer: ViewerPage) -> None:
    expect(viewer.test_id("side-b").locator("option:checked")).to_have_text("Reference: PAL master")
    assert nameless(viewer.page) == []
    viewer.go_to(30)
    assert viewer.pair() == Pair(30, 30 - LEADER)
    here = viewer.test_id("reference-here")
    expect(here).to_contain_text("Film frame 30 is frame 30 of the reference")
    for by in (10, -1, -1):
        viewer.test_id(f"reference-slip-{by}").click()
    expect(here).to_contain_text("Film frame 30 is frame 38 of the reference", timeout=SAVE_MS)
    wait_for_pair(viewer, Pair(30, 30))

    viewer.go_to(LOST.stop)
    assert viewer.pair() == Pair(LOST.stop, LOST.stop + len(LOST))
    viewer.test_id("reference-from-here").check()
    viewer.test_id("reference-match").fill(str(LOST.start + LEADER))
    viewer.test_id("reference-set").click()
    expect(here).to_contain_text(
        f"Film frame {LOST.stop} is frame {LOST.start + LEADER} of the reference", timeout=SAVE_MS
    )
    viewer.go_to(LOST.start)
    viewer.test_id("reference-clear").click()
    expect(here).to_contain_text(f"The reference has no picture of film frame {LOST.start}", timeout=SAVE_MS)
    expect(viewer.test_id("side-b")).to_have_value(re.compile(":6$"), timeout=SAVE_MS)
    for frame in (0, 47, 48, LOST.start - 1, LOST.start, LOST.stop - 1, LOST.stop, 96, 97, FRAMES - 1):
        viewer.go_to(frame)
        assert read(viewer.picture(), white=255, half=0).number == frame
        assert reference_number(viewer) == (None if frame in LOST else frame)


def test_every_pair_that_plays_is_of_one_frame(viewer: ViewerPage) -> None:
    viewer.go_to(2)
    viewer.page.keyboard.press(" ")
    # Well before the gap: the last look may come late.
    looks = viewer.watch(until=LOST.start // 2, direction=1)
    viewer.page.keyboard.press("k")
    assert len(looks) > 2
    assert [pair for pair in looks if pair.left != pair.right] == []


def test_the_exact_picture_is_the_references_own(viewer: ViewerPage) -> None:
    viewer.go_to(80)
    expect(viewer.page.get_by_text("Exact", exact=True)).to_have_count(2, timeout=STILL_MS)
    assert viewer.pair() == Pair(80, 80)


def test_a_change_is_undone_and_the_map_is_found_by_the_pictures(viewer: ViewerPage) -> None:
    viewer.go_to(80)
    here = viewer.test_id("reference-here")
    viewer.test_id("reference-from-here").uncheck()
    viewer.test_id("reference-slip-1").click()
    expect(here).to_contain_text("frame 79 of the reference", timeout=SAVE_MS)
    viewer.test_id("reference-undo").click()
    expect(here).to_contain_text("frame 78 of the reference", timeout=SAVE_MS)
    search = viewer.test_id("reference-search")
    expect(search).to_have_attribute("data-state", "ready", timeout=SEARCH_MS)
    expect(search).to_contain_text(re.compile(r"\d stretch(es)?, \d+ frames, \d+ % sure"))
    viewer.test_id("reference-take").click()
    expect(viewer.test_id("side-b")).to_have_value(re.compile(":9$"), timeout=SAVE_MS)
    for frame in (10, 45, 100):
        viewer.go_to(frame)
        assert viewer.pair() == Pair(frame, frame)


def test_a_director_looks_at_it_and_lays_nothing(viewer: ViewerPage, enter: Callable[[str], Person]) -> None:
    page = enter("dita").page
    page.goto(viewer.page.url)
    other = ViewerPage(page)
    expect(other.test_id("simple")).to_be_visible()
    page.keyboard.press("h")
    other.wait_for_frame(0)
    reference = viewer.test_id("side-b").input_value()
    other.test_id("side-b").select_option(reference)
    other.go_to(45)
    wait_for_pair(other, Pair(45, 45))
    page.keyboard.press("q")
    expect(other.test_id("reference-here")).to_contain_text("45")
    expect(other.test_id("reference-slip-1")).to_have_count(0)
    expect(other.test_id("reference-add")).to_have_count(0)
