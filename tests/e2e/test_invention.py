"""What AI added, in the viewer of a real browser: the tint over the picture, the list of places, the figures."""

import re

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from restoration.media import write_master
from restoration.timebase import FrameRate
from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import PLAN_MS, RENDER_MS, open_with_scan
from tests.e2e.numbered_film import numbered_picture
from tests.e2e.site import Site
from tests.e2e.viewer_page import ViewerPage

pytestmark = pytest.mark.e2e

FILM = "A Chinese Ghost Story"
OVERLAY_MS = 30_000
SETTLED_MS = 400
FRAMES = 16
# The tier that draws, at its strongest, and no other stage: the film is dirty, but that is not what is looked at.
_SAVE = """
async () => {
  const api = `/api/v1${location.pathname}`;
  const recipe = await (await fetch(`${api}/recipe`)).json();
  for (const stage of recipe.body.stages) {
    stage.enabled = stage.stage === "upscale";
    if (stage.enabled) stage.parameters = { scale: 2, tier: 2, fidelity: 0 };
  }
  const token = /csrftoken=([^;]+)/.exec(document.cookie)[1];
  const answer = await fetch(`${api}/recipes`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ base_revision: recipe.number, body: recipe.body, summary: "" }),
  });
  return answer.status;
}
"""


@pytest.fixture(scope="module")
def viewer(site: Site, archivist: Page) -> ViewerPage:
    """The beginning of the numbered film and its first version, drawn twice as large."""
    pictures = (numbered_picture(number) for number in range(FRAMES))
    write_master(site.roots / "reels" / "short.mkv", pictures, rate=FrameRate(24, 1), bit_depth=10)
    viewer = ViewerPage(archivist)
    open_with_scan(viewer, film=FILM, medium="short.mkv")
    assert archivist.evaluate(_SAVE) == 201
    viewer.test_id("first-run").click()
    viewer.test_id("order-run").click()
    viewer.test_id("start-run").click(timeout=PLAN_MS)
    expect(viewer.test_id("side-b")).to_have_value(re.compile("^version:"), timeout=RENDER_MS)
    enhanced = viewer.test_id("side-b").locator("option", has_text="nhanced").first.get_attribute("value")
    viewer.test_id("side-b").select_option(enhanced)
    viewer.test_id("tab-version").click()
    # The larger picture is there, exact on both sides, before anybody goes on.
    expect(viewer.page.get_by_text("Exact", exact=True)).to_have_count(2, timeout=OVERLAY_MS)
    return viewer


def screen(viewer: ViewerPage) -> NDArray[np.float32]:
    """The stage as the screen shows it, RGB."""
    data = np.frombuffer(viewer.test_id("stage").screenshot(), np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    return picture.astype(np.float32)


def test_a_place_of_the_list_leads_to_its_frame_and_is_framed(viewer: ViewerPage) -> None:
    figures = viewer.test_id("invention-figures")
    expect(figures).to_contain_text("estimate")
    expect(viewer.test_id("invention-level")).to_have_text(re.compile(r"^\d+$"))
    place = viewer.test_id("invention-place").first
    frame = int(place.get_attribute("data-frame") or "")
    viewer.go_to(3 if frame != 3 else 4)
    expect(viewer.test_id("invention-mark")).to_have_count(0)
    place.click()
    viewer.wait_for_frame(frame)
    expect(place).to_have_attribute("aria-pressed", "true")
    mark, stage = viewer.test_id("invention-mark").first.bounding_box(), viewer.test_id("stage").bounding_box()
    assert mark is not None
    assert stage is not None
    # In the middle of the stage, and large enough to be looked at.
    assert abs(mark["x"] + mark["width"] / 2 - stage["x"] - stage["width"] / 2) < 2
    assert mark["width"] > 0.15 * stage["width"] or mark["height"] > 0.15 * stage["height"]
    assert nameless(viewer.page) == []
    viewer.go_to(3 if frame != 3 else 4)
    expect(viewer.test_id("invention-mark")).to_have_count(0)


def test_the_picture_is_tinted_where_detail_was_added(viewer: ViewerPage) -> None:
    viewer.page.keyboard.press("0")
    frame = int(viewer.test_id("invention-place").first.get_attribute("data-frame") or "")
    viewer.go_to(frame)
    viewer.page.keyboard.press("v")
    expect(viewer.test_id("overlay-invention")).not_to_be_checked()
    viewer.page.keyboard.press("Shift+I")
    expect(viewer.test_id("overlay-invention")).to_be_checked()
    expect(viewer.test_id("overlay-invention-pixels")).to_contain_text("An estimate", timeout=OVERLAY_MS)
    tint = viewer.page.locator(".mask[data-kind=invention]")
    expect(tint).to_be_visible()
    # Stills take the place of proxies when they come: both pictures are looked at with them.
    expect(viewer.page.get_by_text("Exact", exact=True)).to_have_count(2, timeout=OVERLAY_MS)
    viewer.page.wait_for_timeout(SETTLED_MS)
    tinted = screen(viewer)
    viewer.page.keyboard.press("Shift+I")
    expect(tint).to_have_count(0)
    viewer.page.wait_for_timeout(SETTLED_MS)
    change = tinted - screen(viewer)
    middle = change.shape[1] // 2
    # The tint is pink: it takes more from green than from red. The scan, on the left of the wipe, has none.
    assert (change[:, middle + 20 :, 0] - change[:, middle + 20 :, 1] > 10).mean() > 0.05
    assert np.abs(change[:, : middle - 20]).max() <= 4
    viewer.page.keyboard.press("v")


def test_it_is_offered_only_where_something_may_have_been_drawn(viewer: ViewerPage) -> None:
    viewer.page.keyboard.press("v")
    expect(viewer.test_id("overlay-invention")).to_be_visible()
    enhanced = viewer.test_id("side-b").input_value()
    viewer.test_id("side-b").select_option("source")
    expect(viewer.test_id("overlay-defects")).to_be_visible()
    expect(viewer.test_id("overlay-invention")).to_have_count(0)
    viewer.test_id("side-b").select_option(enhanced)
    expect(viewer.test_id("overlay-invention")).to_be_visible()
    viewer.page.keyboard.press("v")
