"""The timeline on the site: cuts, loop and zoom by keys and mouse, and what was watched is still known afterwards."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import open_with_scan
from tests.e2e.numbered_film import CUTS, FRAMES
from tests.e2e.viewer_page import ViewerPage

pytestmark = pytest.mark.e2e

STANDING_MS = 600
# In one task: the page draws between none of them.
_PRESS_AT_ONCE = """
(keys) => {
  for (const key of keys) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}
"""
WELL_ON = re.compile("^[3-9][0-9]$")


@pytest.fixture(scope="module")
def viewer(archivist: Page) -> ViewerPage:
    """The numbered film, registered and open at its first frame."""
    viewer = ViewerPage(archivist)
    open_with_scan(viewer, film="Ashes of Time")
    return viewer


def expect_loop(viewer: ViewerPage, first: int, last: int) -> None:
    """The handles say that the loop has these frames, the last one included."""
    expect(viewer.test_id("loop-in")).to_have_attribute("aria-valuenow", str(first))
    expect(viewer.test_id("loop-out")).to_have_attribute("aria-valuenow", str(last))


def shown_frames(viewer: ViewerPage) -> tuple[float, float]:
    """The first frame of the timeline's window and how many it shows."""
    timeline = viewer.test_id("timeline")
    first, span = timeline.get_attribute("data-first"), timeline.get_attribute("data-span")
    assert first is not None
    assert span is not None
    return float(first), float(span)


def coverage_of(page: Page) -> dict[str, Any]:
    """One's own coverage of the scan."""
    rows: list[dict[str, Any]] = page.evaluate(
        "fetch(`/api/v1${location.pathname}/coverage?side=source`).then((answer) => answer.json())"
    )
    assert [row["is_own"] for row in rows] == [True]
    return rows[0]


def test_page_keys_go_from_cut_to_cut(viewer: ViewerPage) -> None:
    timeline = viewer.test_id("timeline")
    expect(timeline).to_have_attribute("aria-valuetext", "frame 0, 0:00:00, shot 1 of 3")
    for cut in CUTS:
        viewer.page.keyboard.press("PageDown")
        viewer.wait_for_frame(cut)
    expect(timeline).to_have_attribute("aria-valuetext", f"frame {CUTS[-1]}, 0:00:04, shot 3 of 3")
    viewer.page.keyboard.press("PageUp")
    viewer.wait_for_frame(CUTS[0])


def test_a_loop_is_set_by_keys_moved_by_hand_and_taken_away(viewer: ViewerPage) -> None:
    page = viewer.page
    viewer.go_to(20)
    page.locator("body").press("i")
    expect(viewer.test_id("loop-in")).to_be_visible()
    viewer.go_to(39)
    page.locator("body").press("o")
    expect_loop(viewer, 20, 39)
    viewer.test_id("loop-out").press("ArrowLeft")
    expect_loop(viewer, 20, 38)
    viewer.test_id("loop-in").press("Shift+ArrowRight")
    expect_loop(viewer, 38, 38)
    viewer.test_id("loop-in").press("Home")
    expect_loop(viewer, 0, 38)

    lanes, handle = viewer.test_id("timeline").bounding_box(), viewer.test_id("loop-out").bounding_box()
    assert lanes is not None
    assert handle is not None
    page.mouse.move(handle["x"] + 3, handle["y"] + 4)
    page.mouse.down()
    page.mouse.move(lanes["x"] + lanes["width"] / 2, handle["y"] + 4, steps=4)
    page.mouse.up()
    expect_loop(viewer, 0, FRAMES // 2 - 1)
    page.locator("body").press("x")
    expect(viewer.test_id("loop-in")).to_be_hidden()


def test_keys_pressed_within_one_animation_frame_act_one_after_the_other(viewer: ViewerPage) -> None:
    viewer.go_to(20)
    viewer.page.evaluate(_PRESS_AT_ONCE, ["ArrowRight", "i", "ArrowRight", "ArrowRight", "o"])
    expect_loop(viewer, 21, 23)
    viewer.page.locator("body").press("x")
    expect(viewer.test_id("loop-in")).to_be_hidden()


def test_a_wheel_zooms_to_single_frames_and_back(viewer: ViewerPage) -> None:
    page = viewer.page
    box = viewer.test_id("timeline").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    assert shown_frames(viewer) == (0, FRAMES)
    for _ in range(20):
        page.mouse.wheel(0, -100)
    expect(viewer.test_id("timeline")).to_have_attribute("data-span", "12")
    first, span = shown_frames(viewer)
    assert first < FRAMES / 2 < first + span
    page.mouse.click(box["x"] + 1, box["y"] + 30)
    viewer.wait_for_frame(int(first))
    for _ in range(20):
        page.mouse.wheel(0, 100)
    expect(viewer.test_id("timeline")).to_have_attribute("data-span", str(FRAMES))


def test_a_cut_is_moved_to_the_playhead_or_dragged_along_the_timeline(viewer: ViewerPage) -> None:
    page = viewer.page
    viewer.go_to(52)
    page.locator("body").press("s")
    where = viewer.test_id("shot-bar").get_by_role("status")
    expect(where).to_contain_text(f"frames {CUTS[0]}–{CUTS[1] - 1}")
    viewer.test_id("move-cut").click()
    expect(where).to_contain_text(f"frames 52–{CUTS[1] - 1}")

    box = viewer.test_id("timeline").bounding_box()
    assert box is not None
    frame_width = box["width"] / FRAMES
    shots_lane = box["y"] + 66
    page.mouse.move(box["x"] + CUTS[1] * frame_width + 1, shots_lane)
    page.mouse.down()
    page.mouse.move(box["x"] + 90 * frame_width, shots_lane, steps=5)
    page.mouse.up()
    viewer.wait_for_frame(90)
    expect(where).to_contain_text(f"frames 90–{FRAMES - 1}")
    viewer.test_id("shot-bar").get_by_role("button", name="Drop the changes").click()
    expect(where).to_contain_text(f"frames {CUTS[0]}–{CUTS[1] - 1}")
    page.locator("body").press("s")


def test_everything_on_the_timeline_has_a_name(viewer: ViewerPage) -> None:
    viewer.test_id("timeline-key-open").click()
    expect(viewer.test_id("timeline-key")).to_contain_text("Reopened")
    assert nameless(viewer.page) == []
    viewer.page.keyboard.press("Escape")
    expect(viewer.test_id("timeline-key")).to_be_hidden()


def test_what_played_at_speed_is_known_afterwards_and_what_was_passed_over_is_not(viewer: ViewerPage) -> None:
    page = viewer.page
    viewer.go_to(10)
    assert coverage_of(page)["at_speed"]["frames"] == 0
    page.locator("body").press(" ")
    expect(viewer.test_id("frame-number")).to_have_text(WELL_ON)
    page.locator("body").press("k")
    viewer.go_to(100)
    page.wait_for_timeout(STANDING_MS)
    page.reload()
    viewer.wait_for_frame(0)
    watched = coverage_of(page)
    seen = {frame for first, end in watched["at_speed"]["ranges"] for frame in range(first, end)}
    assert len(seen) == watched["at_speed"]["frames"] > 0
    # It stood at 100 and did not play there.
    assert seen <= set(range(10, 100))
    # There was nothing to compare with.
    assert watched["compared"]["frames"] == 0
