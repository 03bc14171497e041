"""From a scan to an approved version, by people at their browsers.

Each test is the next turn of one story: it begins where the test before it ended.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from restoration.media import convert_depth
from tests.e2e.accessible_names import nameless
from tests.e2e.numbered_film import (
    BLOTCH,
    BLOTCH_FRAME,
    FRAMES,
    LARGEST_SPECK,
    SEGMENTS,
    SPECKS,
    WIDTH,
    numbered_picture,
)
from tests.e2e.people import Person
from tests.e2e.viewer_page import Pair, ViewerPage, numbers

pytestmark = pytest.mark.e2e

INGEST_MS = 60_000
PLAN_MS = 20_000
RENDER_MS = 90_000
STILL_MS = 20_000
# Ends, cuts, borders of the grid, and the segments of one frame, then anything.
TURNING_POINTS = [0, 47, 48, 49, 95, 96, 97, FRAMES - 1]
RANDOM_SEEKS = 12
# Two of the window's own, and what rounding to 8 bits twice and a colour at half the resolution move.
TEXTURE_CODES = 5
WORDS = "A blotch is left on the wall."


@pytest.fixture(scope="module")
def curators_viewer(curator: Page) -> ViewerPage:
    return ViewerPage(curator)


@pytest.fixture(scope="module")
def archivists_viewer(archivist: Page) -> ViewerPage:
    return ViewerPage(archivist)


def luma(picture: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """BT.709 luma of RGB codes."""
    values: NDArray[np.float64] = picture @ np.array([0.2126, 0.7152, 0.0722])
    return values


def open_film(page: Page, words: str) -> None:
    """Find a film in the catalogue by a few words and open it."""
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    expect(page.get_by_role("main").get_by_role("link", name="King of Beggars")).to_have_count(1)
    page.get_by_role("main").get_by_role("link", name="King of Beggars").click()


def test_an_archivist_registers_a_scan_from_a_server_folder(archivist: Page) -> None:
    open_film(archivist, "乞儿")
    expect(archivist.get_by_role("heading", level=1)).to_have_text("King of Beggars")
    archivist.get_by_test_id("register-scan").click()
    archivist.get_by_role("button", name="reels").click()
    archivist.get_by_role("button", name="numbered.mkv").click()
    archivist.get_by_test_id("register-commit").click()
    scan = archivist.locator('[data-testid=scan][data-state="ready"]')
    expect(scan).to_be_visible(timeout=INGEST_MS)
    expect(scan).to_contain_text(f"256 × 144 · 10-bit · {FRAMES} frames · 24 frames/s")


def test_a_run_from_the_recipe_brings_version_1(archivist: Page, archivists_viewer: ViewerPage) -> None:
    viewer = archivists_viewer
    archivist.get_by_test_id("open-viewer").click()
    viewer.wait_for_frame(0)
    viewer.test_id("first-run").click()
    viewer.test_id("stage-dust").get_by_label("Largest speck").fill(str(LARGEST_SPECK))
    # The numbers painted across the pictures change as a whole beside a cut, as tape does.
    viewer.test_id("stage-tear").get_by_role("checkbox").first.uncheck()
    assert nameless(archivist) == []
    viewer.test_id("save-recipe").click()
    viewer.test_id("order-run").click()
    for first, last in SEGMENTS:
        expect(archivist.get_by_role("dialog")).to_contain_text(f"frames {first}–{last}", timeout=PLAN_MS)
    viewer.test_id("start-run").click()
    expect(viewer.test_id("run-progress")).to_contain_text(f"of {FRAMES} frames")
    expect(viewer.test_id("side-b")).to_have_value(re.compile("^version:.*:restored$"), timeout=RENDER_MS)
    expect(archivist.get_by_text("Version 1", exact=True)).to_be_visible()


def test_every_seek_shows_the_asked_frame_on_both_halves(
    archivist: Page, curator: Page, curators_viewer: ViewerPage
) -> None:
    viewer = curators_viewer
    curator.goto(archivist.url)
    expect(viewer.test_id("engine")).to_have_attribute("data-engine", "exact")
    expect(viewer.test_id("wipe-handle")).to_be_visible()
    chosen = np.random.default_rng(11).integers(FRAMES, size=RANDOM_SEEKS).tolist()
    for frame in [*TURNING_POINTS, *chosen]:
        viewer.go_to(frame)
        assert viewer.pair() == Pair(frame, frame)


def test_the_left_half_is_the_scan_and_the_right_half_the_version(curators_viewer: ViewerPage) -> None:
    viewer = curators_viewer
    viewer.go_to(22)
    left, right = SPECKS
    assert viewer.brightness(left) > 0.9
    assert viewer.brightness(right) < 0.8
    expect(viewer.page.get_by_text("Exact", exact=True)).to_have_count(2, timeout=STILL_MS)
    assert viewer.pair() == Pair(22, 22)
    viewer.page.keyboard.press("1")
    expect(viewer.test_id("side-b")).to_be_hidden()
    assert viewer.brightness(right) > 0.9
    viewer.page.keyboard.press("w")


def test_a_still_is_the_scan_pixel_for_pixel(curators_viewer: ViewerPage) -> None:
    viewer = curators_viewer
    viewer.page.keyboard.press("1")
    viewer.page.keyboard.press("z")
    viewer.go_to(23)
    expect(viewer.page.get_by_text("Exact", exact=True)).to_have_count(1, timeout=STILL_MS)
    assert np.array_equal(viewer.pixels(), convert_depth(numbered_picture(23), 10, 8))
    viewer.page.keyboard.press("0")
    viewer.page.keyboard.press("w")


def test_texture_is_looped_within_the_stated_codes_and_never_as_a_mixed_pair(curators_viewer: ViewerPage) -> None:
    viewer = curators_viewer
    viewer.go_to(20)
    viewer.page.keyboard.press("z")
    viewer.page.keyboard.press("t")
    expect(viewer.page.locator('[data-testid=texture][data-shown="true"]')).to_be_visible(timeout=STILL_MS)
    expect(viewer.page.get_by_text("Texture can be judged here.")).to_be_visible()
    expect(viewer.page.get_by_text("Motion window", exact=True)).to_have_count(2)
    viewer.page.keyboard.press("k")
    for frame in (20, 47, 48, 67):
        viewer.go_to(frame)
        shown = luma(viewer.pixels())
        meant = luma(convert_depth(numbered_picture(frame), 10, 8))
        half = np.s_[:, : WIDTH // 2 - 4]
        assert np.abs(shown[half] - meant[half]).max() <= TEXTURE_CODES
        assert numbers(viewer.pixels()) == Pair(frame, frame)
    # Asked for again, it is the window of the same place.
    viewer.go_to(20)
    viewer.page.keyboard.press("t")
    expect(viewer.page.locator('[data-testid=texture][data-shown="true"]')).to_be_visible(timeout=STILL_MS)
    viewer.page.keyboard.press("k")
    viewer.go_to(47)
    assert numbers(viewer.pixels()) == Pair(47, 47)
    # The loop is the window's: what was set cannot be cleared under it, and Escape belongs to the open menu first.
    viewer.page.keyboard.press("x")
    viewer.test_id("sound-settings").press("Enter")
    viewer.page.keyboard.press("Escape")
    expect(viewer.page.locator('[data-testid=texture][data-shown="true"]')).to_be_visible()
    viewer.page.keyboard.press("Escape")
    viewer.wait_for_frame(20)
    expect(viewer.test_id("texture")).to_be_hidden()
    assert numbers(viewer.pixels()) == Pair(20, 20)
    viewer.page.keyboard.press("0")
    assert viewer.pair() == Pair(20, 20)


@pytest.mark.parametrize(("start", "command", "until", "direction"), [(36, "play", 66, 1), (106, "back", 84, -1)])
def test_playing_over_segments_of_one_frame_never_mixes_a_pair(
    curators_viewer: ViewerPage, start: int, command: str, until: int, direction: int
) -> None:
    viewer = curators_viewer
    viewer.go_to(start)
    play, back = viewer.test_id("play"), viewer.page.get_by_role("button", name="Play backwards")
    (play if command == "play" else back).click()
    pairs = viewer.watch(until=until, direction=direction)
    play.click()
    expect(play).to_have_accessible_name("Play or pause")
    assert all(pair.left == pair.right for pair in pairs)
    frames = [pair.left for pair in pairs]
    assert all((later - earlier) * direction >= 0 for earlier, later in pairwise(frames))
    assert len(set(frames)) > 8
    paused = int(viewer.test_id("frame-number").inner_text())
    viewer.wait_for_frame(paused)
    assert viewer.pair() == Pair(paused, paused)


def test_a_note_drawn_by_the_curator_reaches_the_archivist_at_once(
    curators_viewer: ViewerPage, archivists_viewer: ViewerPage
) -> None:
    viewer = curators_viewer
    viewer.go_to(BLOTCH_FRAME)
    assert viewer.brightness(BLOTCH) > 0.9
    viewer.test_id("new-note").click()
    left, top, size = BLOTCH
    viewer.draw_rectangle(left - 4, top - 4, size + 8, size + 8)
    expect(viewer.test_id("draft-region").first).to_be_visible()
    viewer.test_id("note-text").fill(WORDS)
    assert nameless(viewer.page) == []
    viewer.test_id("send-note").click()
    expect(viewer.test_id("note-entry")).to_contain_text(WORDS)
    expect(archivists_viewer.test_id("note-entry")).to_contain_text(WORDS)
    expect(archivists_viewer.test_id("note-entry")).to_contain_text(f"frame {BLOTCH_FRAME}")


def test_triage_tells_the_author_in_plain_words_what_will_be_done(
    curators_viewer: ViewerPage, archivists_viewer: ViewerPage
) -> None:
    viewer = archivists_viewer
    viewer.test_id("note-entry").get_by_role("button").click()
    viewer.wait_for_frame(BLOTCH_FRAME)
    viewer.test_id("open-triage").click()
    viewer.test_id("triage-treatment").select_option("missed_defect")
    viewer.test_id("triage-cause").select_option("damage")
    viewer.test_id("save-triage").click()
    curators_viewer.test_id("note-entry").get_by_role("button").click()
    expect(curators_viewer.test_id("note-detail")).to_have_attribute("data-state", "triaged")
    expect(curators_viewer.test_id("plain-words")).to_contain_text("will be repaired")


def test_a_proposed_re_run_lists_what_it_touches_and_the_curators_page_shows_its_version(
    curators_viewer: ViewerPage, archivists_viewer: ViewerPage
) -> None:
    viewer = archivists_viewer
    expect(viewer.test_id("propose-rerun")).to_have_text("Propose a re-run (1)")
    viewer.test_id("propose-rerun").click()
    dialog = viewer.page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 segment is rendered, and why", timeout=PLAN_MS)
    expect(dialog).to_contain_text(re.compile(r"frames 49–95\s*a note: A defect was missed"))
    viewer.test_id("start-run").click()

    curator = curators_viewer
    before = curator.test_id("side-b").input_value()
    expect(curator.page.get_by_text("Version 2", exact=True)).to_be_visible(timeout=RENDER_MS)
    expect(curator.test_id("side-b")).not_to_have_value(before)
    curator.wait_for_frame(BLOTCH_FRAME)
    assert curator.pair() == Pair(BLOTCH_FRAME, BLOTCH_FRAME)
    assert curator.brightness(BLOTCH) < 0.9


def test_the_author_compares_before_and_after_and_accepts(curators_viewer: ViewerPage) -> None:
    viewer = curators_viewer
    expect(viewer.test_id("note-detail")).to_have_attribute("data-state", "to_verify")
    viewer.go_to(3)
    viewer.test_id("before-after").click()
    viewer.wait_for_frame(BLOTCH_FRAME)
    expect(viewer.test_id("side-a").locator("option:checked")).to_have_text("Version 1, restored")
    expect(viewer.test_id("side-b").locator("option:checked")).to_have_text("Version 2, restored")
    viewer.page.keyboard.press("1")
    expect(viewer.test_id("side-b")).to_be_hidden()
    assert viewer.brightness(BLOTCH) > 0.9
    viewer.page.keyboard.press("2")
    expect(viewer.test_id("side-b")).to_be_visible()
    assert viewer.brightness(BLOTCH) < 0.9
    viewer.test_id("accept-note").click()
    expect(viewer.test_id("note-detail")).to_have_attribute("data-state", "accepted")


def test_nothing_but_the_note_moved(curators_viewer: ViewerPage) -> None:
    viewer = curators_viewer
    viewer.test_id("tab-version").click()
    expect(viewer.test_id("contained")).to_have_attribute("data-contained", "true")
    expect(viewer.test_id("leak")).to_contain_text("0: no pixel")
    expect(viewer.page.get_by_role("tabpanel")).to_contain_text("1 of 5 segments")


def test_a_curator_approves_in_two_steps_what_the_hash_says(curators_viewer: ViewerPage) -> None:
    viewer = curators_viewer
    version_hash = viewer.test_id("version-hash").inner_text()
    assert re.fullmatch("[0-9a-f]{64}", version_hash)
    viewer.test_id("open-decide").click()
    viewer.test_id("decide-aspect").select_option("damage")
    viewer.test_id("decide-next").click()
    expect(viewer.page.get_by_role("dialog")).to_contain_text(version_hash)
    expect(viewer.test_id("decide-record")).to_be_disabled()
    assert nameless(viewer.page) == []
    viewer.test_id("decide-confirm").check()
    viewer.test_id("decide-record").click()
    expect(viewer.page.get_by_text("Version 2 · Approved")).to_be_visible()
    viewer.test_id("tab-decisions").click()
    expect(viewer.test_id("decision")).to_contain_text(version_hash)
    expect(viewer.test_id("decision")).to_contain_text("Exact engine")


def test_a_director_reads_the_glossarys_words_looks_and_writes_but_changes_nothing(
    archivist: Page, enter: Callable[[str], Person]
) -> None:
    page = enter("dita").page
    viewer = ViewerPage(page)
    page.goto(archivist.url)
    viewer.wait_for_frame(0)
    viewer.test_id("full-view").click()
    viewer.wait_for_frame(0)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant-HK")
    expect(page.get_by_role("tab")).to_have_text(["意見", "修復稿", "批核"])
    expect(page.get_by_text("第 2 稿").first).to_be_visible()
    expect(viewer.test_id("open-recipe")).to_be_hidden()
    viewer.test_id("note-entry").get_by_role("button").click()
    expect(viewer.test_id("open-triage")).to_be_hidden()
    expect(viewer.test_id("accept-note")).to_be_hidden()
    page.get_by_role("button", name="全部意見").click()
    viewer.test_id("new-note").click()
    viewer.test_id("note-text").fill("好，但天空太藍。")
    viewer.test_id("send-note").click()
    expect(viewer.test_id("note-entry")).to_have_count(2)
    archivist.get_by_role("button", name="All notes").click()
    expect(archivist.get_by_test_id("note-entry")).to_have_count(2)


def test_a_stranger_finds_nothing_and_nobody_logged_out_gets_in(
    archivist: Page, curator: Page, enter: Callable[[str], Person]
) -> None:
    stranger = enter("eve").page
    stranger.goto(archivist.url)
    expect(stranger.get_by_text("There is nothing here, or you may not see it.")).to_be_visible()
    expect(stranger.get_by_test_id("stage")).to_have_count(0)
    curator.context.clear_cookies()
    curator.goto(archivist.url)
    expect(curator).to_have_url(re.compile("/accounts/login/"))
