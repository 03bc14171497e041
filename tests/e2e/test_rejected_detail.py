"""Detail that AI added and a person rejects, at a browser: from the note to a version that is without it there."""

import re

import pytest
from playwright.sync_api import Page, expect

from restoration.media import write_master
from restoration.models.registry import has_model
from restoration.timebase import FrameRate
from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import PLAN_MS, open_with_scan
from tests.e2e.numbered_film import numbered_picture
from tests.e2e.site import Site
from tests.e2e.viewer_page import ViewerPage

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not has_model("span"), reason="the weights of SPAN are not installed"),
]

FRAMES, NOTED = 6, 2
LEFT, TOP, WIDE, HIGH = 40, 30, 80, 60
PERCEPTUAL = "2"
RENDER_MS = 240_000
"""A worker's first network takes its time to be read and compiled."""


@pytest.fixture(scope="module")
def viewer(site: Site, archivist: Page) -> ViewerPage:
    """The archivist's viewer on a short film with a version of which the enhanced plane was drawn."""
    path = site.roots / "reels" / "drawn.mkv"
    write_master(path, map(numbered_picture, range(FRAMES)), rate=FrameRate(24, 1), bit_depth=10)
    viewer = ViewerPage(archivist)
    open_with_scan(viewer, film="Days of Being Wild", medium="drawn.mkv")
    viewer.test_id("first-run").click()
    upscale = viewer.test_id("stage-upscale")
    upscale.get_by_role("button", name="Settings", expanded=False).click()
    upscale.get_by_label("Enlargement", exact=True).fill("2")
    upscale.get_by_label("Method", exact=True).select_option(PERCEPTUAL)
    viewer.test_id("save-recipe").click()
    viewer.test_id("order-run").click()
    viewer.test_id("start-run").click(timeout=PLAN_MS)
    expect(viewer.test_id("side-b")).to_have_value(re.compile("^version:"), timeout=RENDER_MS)
    return viewer


def until_shown(viewer: ViewerPage) -> None:
    """Wait until the previews of all sides are made, and the page shows them."""
    expect(viewer.page.locator("[data-testid=stage][data-status=ready]")).to_be_visible(timeout=RENDER_MS)


def note_on_the_version(viewer: ViewerPage) -> None:
    viewer.test_id("side-b").select_option(label="Version 1, enhanced")
    until_shown(viewer)
    viewer.go_to(NOTED)
    viewer.page.keyboard.press("2")
    viewer.test_id("new-note").click()
    viewer.draw_rectangle(LEFT, TOP, WIDE, HIGH)
    viewer.test_id("note-text").fill("This weave was never there.")
    viewer.test_id("send-note").click()
    viewer.test_id("note-entry").get_by_role("button").click()


def test_triage_offers_the_rejection_and_the_author_reads_what_goes(viewer: ViewerPage) -> None:
    note_on_the_version(viewer)
    viewer.test_id("open-triage").click()
    viewer.test_id("triage-treatment").select_option("reject")
    viewer.test_id("triage-rejected").select_option("invented_detail")
    expect(viewer.test_id("triage-cause")).to_have_value("caused_by_us")
    assert nameless(viewer.page) == []
    viewer.test_id("save-triage").click()
    expect(viewer.test_id("note-detail")).to_have_attribute("data-state", "triaged")
    expect(viewer.test_id("plain-words")).to_contain_text("half of it is taken away")


def test_the_proposal_says_how_much_before_anything_is_rendered(viewer: ViewerPage) -> None:
    viewer.test_id("propose-rerun").click()
    dialog = viewer.page.get_by_role("dialog")
    changes = re.compile(r"Detail that AI added, \d+ % of the marked place: .* from 50 % to 75 % on average")
    expect(dialog).to_contain_text(changes, timeout=PLAN_MS)
    expect(dialog).to_contain_text("a note: AI invented this")
    assert nameless(viewer.page) == []


def test_the_next_version_is_contained_and_the_note_waits_to_be_verified(viewer: ViewerPage) -> None:
    viewer.test_id("start-run").click()
    expect(viewer.page.get_by_text("Version 2", exact=True)).to_be_visible(timeout=RENDER_MS)
    expect(viewer.test_id("note-detail")).to_have_attribute("data-state", "to_verify", timeout=RENDER_MS)
    viewer.test_id("tab-version").click()
    expect(viewer.test_id("contained")).to_have_attribute("data-contained", "true")
    expect(viewer.test_id("leak")).to_contain_text("0: no pixel")
