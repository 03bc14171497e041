"""A director's simple view on a tablet: a big picture and three answers, with a finger and without a keyboard."""

import math
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import make_first_version
from tests.e2e.numbered_film import CUTS
from tests.e2e.people import log_in
from tests.e2e.site import Site
from tests.e2e.viewer_page import ViewerPage

pytestmark = pytest.mark.e2e

POINT_PIXELS = 96 / 72
WORDS = "天空太藍。"


@pytest.fixture(scope="module")
def archive(archivist: Page) -> ViewerPage:
    """The archivist's viewer, on a restoration with one version of three shots."""
    return make_first_version(ViewerPage(archivist), film="Rouge")


@pytest.fixture(scope="module")
def tablet(site: Site, browser: Browser, archive: ViewerPage) -> Iterator[ViewerPage]:
    """The director's tablet, opened at the restoration."""
    person = log_in(browser, site.address, "dita", touch=True)
    person.page.set_viewport_size({"width": 1024, "height": 768})
    person.page.goto(archive.page.url)
    yield ViewerPage(person.page)
    person.page.context.close()
    assert person.faults == []


def circle(tablet: ViewerPage, x: float, y: float, radius: float) -> None:
    """Draw a circle with one finger, in shares of the stage."""
    sheet = tablet.test_id("draw-sheet").bounding_box()
    assert sheet is not None
    centre = (sheet["x"] + x * sheet["width"], sheet["y"] + y * sheet["height"])
    turns = [2 * math.pi * step / 24 for step in range(25)]
    points = [(centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn)) for turn in turns]
    touches = tablet.page.context.new_cdp_session(tablet.page)
    for kind, (left, top) in zip(["touchStart", *["touchMove"] * (len(points) - 1)], points, strict=True):
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": left, "y": top}]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_director_begins_with_three_large_answers(tablet: ViewerPage) -> None:
    tablet.wait_for_frame(0)
    expect(tablet.test_id("answer-fine")).to_have_text("好")
    expect(tablet.test_id("answer-problem")).to_have_text("有問題")
    expect(tablet.test_id("answer-say")).to_have_text("講一講")
    expect(tablet.test_id("simple-now")).to_have_text("第 1 個鏡頭，共 3 個")
    assert nameless(tablet.page) == []


def test_everything_written_is_at_least_18_points(tablet: ViewerPage) -> None:
    sizes = tablet.test_id("simple").evaluate(
        """(root) => [...root.querySelectorAll("*")]
             .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
             .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    )
    assert min(sizes) >= 18 * POINT_PIXELS


def test_fine_moves_to_the_next_shot_and_is_remembered(tablet: ViewerPage) -> None:
    tablet.test_id("answer-fine").tap()
    tablet.wait_for_frame(CUTS[0])
    expect(tablet.test_id("simple-now")).to_have_text("第 2 個鏡頭，共 3 個")
    tablet.page.reload()
    tablet.wait_for_frame(CUTS[0])


def test_before_and_after_are_one_touch_apart(tablet: ViewerPage) -> None:
    expect(tablet.test_id("simple-side")).to_have_text("修復後")
    tablet.test_id("simple-flip").tap()
    expect(tablet.test_id("simple-side")).to_have_text("修復前")
    tablet.test_id("simple-flip").tap()
    expect(tablet.test_id("simple-side")).to_have_text("修復後")


def test_a_problem_is_circled_with_a_finger_and_said_by_touch(tablet: ViewerPage, archive: ViewerPage) -> None:
    tablet.test_id("answer-problem").tap()
    picture = tablet.test_id("stage").bounding_box()
    circle(tablet, 0.5, 0.5, 60)
    expect(tablet.test_id("simple-words")).to_be_visible()
    expect(tablet.test_id("draft-region")).to_be_attached()
    assert picture is not None
    assert nameless(tablet.page) == []
    # The picture has made room for the words.
    tablet.page.wait_for_timeout(500)
    tablet.test_id("phrase-dust").tap()
    expect(tablet.test_id("phrase-dust")).to_have_attribute("aria-pressed", "true")
    tablet.test_id("phrase-flicker").tap()
    expect(tablet.test_id("simple-text")).to_have_value("有污點；閃爍")
    tablet.test_id("simple-send").tap()
    expect(tablet.page.get_by_text("已收到。")).to_be_visible()
    tablet.wait_for_frame(CUTS[1])
    expect(archive.test_id("note-entry")).to_contain_text("有污點；閃爍")
    expect(archive.test_id("note-entry")).to_contain_text(f"frame {CUTS[0]}")
    archive.test_id("note-entry").get_by_role("button").click()
    archive.wait_for_frame(CUTS[0])
    expect(archive.test_id("note-shape").first).to_be_attached()


def test_something_to_say_needs_no_circle(tablet: ViewerPage, archive: ViewerPage) -> None:
    tablet.test_id("answer-say").tap()
    tablet.test_id("simple-text").fill(WORDS)
    tablet.test_id("simple-send").tap()
    expect(tablet.test_id("simple-now")).to_have_text("要看的都看完了，多謝。")
    archive.page.get_by_role("button", name="All notes").click()
    expect(archive.test_id("note-entry").filter(has_text=WORDS)).to_have_count(1)


def test_what_was_sent_can_still_be_taken_back_before_sending(tablet: ViewerPage) -> None:
    tablet.test_id("simple-again").tap()
    tablet.wait_for_frame(0)
    tablet.test_id("answer-problem").tap()
    tablet.test_id("whole-picture").tap()
    tablet.page.get_by_role("button", name="取消").tap()
    expect(tablet.test_id("answer-fine")).to_be_visible()


def test_a_redone_note_waits_for_its_author_first(tablet: ViewerPage, archive: ViewerPage) -> None:
    archive.test_id("note-entry").filter(has_text="有污點").get_by_role("button").click()
    archive.test_id("open-triage").click()
    archive.test_id("triage-treatment").select_option("missed_defect")
    archive.test_id("triage-cause").select_option("damage")
    archive.test_id("save-triage").click()
    expect(archive.test_id("note-detail")).to_have_attribute("data-state", "triaged")
    archive.test_id("propose-rerun").click()
    archive.test_id("start-run").click(timeout=30_000)
    expect(archive.page.get_by_text("Version 2", exact=True)).to_be_visible(timeout=90_000)
    tablet.page.reload()
    tablet.wait_for_frame(CUTS[0])
    expect(tablet.test_id("simple-now")).to_contain_text("你說過：「有污點；閃爍」")
    tablet.test_id("answer-fine").tap()
    expect(tablet.test_id("simple-now")).to_have_text(re.compile("^第 1 個鏡頭"))
    expect(archive.test_id("note-detail")).to_have_attribute("data-state", "accepted")


def test_keys_do_nothing_that_the_simple_view_does_not_show(archive: ViewerPage) -> None:
    keys = archive.page.keyboard
    keys.press("h")
    expect(archive.test_id("answer-fine")).to_be_visible()
    for key in ("n", "v", "t", "s", "Shift+D"):
        keys.press(key)
    keys.press("?")
    dialog = archive.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=3)).to_have_text(["Play", "Go to", "Compare", "Look closer", "Page"])
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    keys.press("h")
    expect(archive.test_id("tab-notes")).to_be_visible()
    expect(archive.test_id("note-text")).to_be_hidden()
    expect(archive.test_id("open-overlays")).to_have_attribute("aria-pressed", "false")
    expect(archive.test_id("texture")).to_be_hidden()
    expect(archive.test_id("shot-bar")).to_be_hidden()


def test_the_choice_of_view_is_remembered_and_open_to_everybody(tablet: ViewerPage, archive: ViewerPage) -> None:
    tablet.test_id("full-view").tap()
    expect(tablet.test_id("tab-notes")).to_be_visible()
    tablet.page.reload()
    expect(tablet.test_id("tab-notes")).to_be_visible()
    archive.page.keyboard.press("h")
    expect(archive.test_id("answer-fine")).to_have_text("Fine")
    archive.page.keyboard.press("h")
    expect(archive.test_id("tab-notes")).to_be_visible()


def test_whose_session_ended_is_told_so_in_the_simple_view(archive: ViewerPage) -> None:
    page = archive.page
    page.keyboard.press("h")
    archive.test_id("answer-say").click()
    archive.test_id("simple-text").fill("The sky.")
    page.context.clear_cookies(name="sessionid")
    archive.test_id("simple-send").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(archive.test_id("simple-text")).to_have_value("The sky.")
