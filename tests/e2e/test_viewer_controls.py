"""The viewer's controls in a real browser: modes, sides, adjustments, scopes, probe, keys, touch, links, export."""

import io
import re
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlparse

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect

from tests.e2e.accessible_names import nameless
from tests.e2e.first_version import make_first_version
from tests.e2e.numbered_film import SPECKS
from tests.e2e.people import Person, log_in
from tests.e2e.site import Site
from tests.e2e.viewer_page import Pair, ViewerPage

pytestmark = pytest.mark.e2e

STILL_MS = 20_000
SCOPE_MS = 10_000
MODES = {
    "side_by_side": "Shift+S",
    "stacked": "Shift+T",
    "quad": "Shift+Q",
    "loupe": "Shift+L",
    "blend": "Shift+B",
    "checkerboard": "Shift+C",
    "difference": "Shift+D",
    "wipe": "w",
}
DIRTY = 22


@pytest.fixture(scope="module")
def viewer(archivist: Page) -> ViewerPage:
    """The viewer on a restoration with one version."""
    return make_first_version(ViewerPage(archivist), film="The Private Eyes")


@pytest.fixture(autouse=True)
def _plain(viewer: ViewerPage) -> Iterator[None]:
    """Each test begins with a wipe over the whole neutral picture, nothing open."""
    viewer.page.keyboard.press("w")
    viewer.page.keyboard.press("0")
    yield
    viewer.page.keyboard.press("Shift+A")
    for tool in ("adjust", "scopes", "probe", "overlays"):
        button = viewer.test_id(f"open-{tool}")
        if button.get_attribute("aria-pressed") == "true":
            button.click()


def canvas_rgb(viewer: ViewerPage) -> NDArray[np.uint8]:
    """The stage as the screen shows it."""
    data = np.frombuffer(viewer.test_id("stage").screenshot(), np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    return picture.astype(np.uint8)


@pytest.mark.parametrize(("mode", "key"), list(MODES.items()))
def test_each_mode_is_in_the_menu_and_on_a_key(viewer: ViewerPage, mode: str, key: str) -> None:
    viewer.page.keyboard.press("1")
    viewer.test_id("mode-menu").click()
    viewer.test_id(f"mode-{mode}").click()
    expect(viewer.test_id("mode")).to_have_attribute("data-mode", mode)
    expect(viewer.test_id(f"mode-{mode}")).to_be_hidden()
    viewer.page.keyboard.press("1")
    expect(viewer.test_id("mode")).to_have_attribute("data-mode", "single")
    viewer.page.keyboard.press(key)
    expect(viewer.test_id("mode")).to_have_attribute("data-mode", mode)


def test_a_level_wipe_divides_above_from_below(viewer: ViewerPage) -> None:
    viewer.go_to(DIRTY)
    left, right = SPECKS
    assert viewer.brightness(right) < 0.8
    viewer.test_id("fitting-angle").fill("90")
    expect(viewer.test_id("wipe-handle")).to_have_css("rotate", "90deg")
    # Both specks lie below the middle: now both are seen on the version, where they are repaired.
    viewer.page.wait_for_timeout(200)
    assert viewer.brightness(left) < 0.8
    viewer.test_id("fitting-angle").fill("0")


def test_what_a_difference_measures_and_its_gain_are_chosen(viewer: ViewerPage) -> None:
    viewer.go_to(DIRTY)
    viewer.page.keyboard.press("Shift+D")
    viewer.test_id("fitting-measure").select_option("absolute")
    expect(viewer.page.get_by_text("Exact", exact=True)).to_have_count(2, timeout=STILL_MS)
    viewer.test_id("fitting-gain").fill("6")
    viewer.page.wait_for_timeout(200)
    left, _ = SPECKS
    assert viewer.brightness(left) > 0.9
    assert viewer.brightness((100, 120, 4)) < 0.3
    viewer.test_id("fitting-measure").select_option("signed")
    viewer.page.wait_for_timeout(200)
    assert 0.3 < viewer.brightness((100, 120, 4)) < 0.7


def test_up_to_four_sides_and_which_two_are_compared(viewer: ViewerPage) -> None:
    viewer.test_id("side-add").click()
    expect(viewer.test_id("side-c")).to_be_visible()
    viewer.test_id("side-add").click()
    expect(viewer.test_id("side-d")).to_be_visible()
    expect(viewer.test_id("side-add")).to_be_hidden()
    assert nameless(viewer.page) == []
    viewer.test_id("side-c").select_option("source")
    viewer.go_to(DIRTY)
    viewer.test_id("pair-1").select_option("2")
    viewer.page.wait_for_timeout(300)
    _, right = SPECKS
    assert viewer.brightness(right) > 0.9, "C, the scan, is on the right of the wipe"
    viewer.test_id("side-d").select_option("")
    viewer.test_id("side-c").select_option("")
    expect(viewer.test_id("side-c")).to_be_hidden()
    expect(viewer.test_id("pair-1")).to_be_hidden()
    viewer.wait_for_frame(DIRTY)
    assert viewer.pair() == Pair(DIRTY, DIRTY)


def test_an_adjusted_picture_says_so_and_one_press_brings_it_back(viewer: ViewerPage) -> None:
    viewer.page.keyboard.press("1")
    viewer.page.wait_for_timeout(200)
    # Whatever changes from here on is the adjustment, not an exact picture that comes late.
    expect(viewer.page.get_by_text("Exact", exact=True).first).to_be_visible(timeout=STILL_MS)
    before = canvas_rgb(viewer)
    viewer.page.keyboard.press("a")
    viewer.test_id("adjust-exposure").fill("1")
    viewer.test_id("adjust-saturation").fill("0")
    expect(viewer.test_id("adjusted")).to_contain_text("A: Exposure +1, Saturation 0 %")
    middle = canvas_rgb(viewer)[200:260, 100:160].astype(int)
    assert np.ptp(middle, axis=2).max() <= 2, "without saturation all three colours are one"
    assert middle.mean() > before[200:260, 100:160].mean() + 10
    viewer.test_id("adjust-false-color").check()
    expect(viewer.page.get_by_role("list", name="False colour by level").get_by_role("listitem")).to_have_count(6)
    assert nameless(viewer.page) == []
    viewer.test_id("neutralise").click()
    expect(viewer.test_id("adjusted")).to_be_hidden()
    viewer.page.wait_for_timeout(200)
    assert np.array_equal(canvas_rgb(viewer)[200:260, 100:160], before[200:260, 100:160])


def test_scopes_are_drawn_beside_the_picture_and_follow_the_frame(viewer: ViewerPage) -> None:
    stage = viewer.test_id("stage").bounding_box()
    viewer.go_to(10)
    viewer.page.keyboard.press("y")
    expect(viewer.test_id("scope")).to_have_count(2, timeout=SCOPE_MS)
    assert viewer.test_id("stage").bounding_box() == stage, "the picture keeps its place"
    for kind, width in (("parade", 768), ("vectorscope", 256), ("histogram", 256), ("waveform", 256)):
        viewer.test_id(f"scope-{kind}").click()
        expect(viewer.page.get_by_label(re.compile(f"^A Scan · [^:]+: .*{kind}", re.IGNORECASE))).to_be_visible(
            timeout=SCOPE_MS
        )
        expect(viewer.test_id("scope").first).to_have_js_property("width", width)
    first = viewer.test_id("scope").first.screenshot()
    viewer.go_to(60)
    viewer.page.wait_for_timeout(500)
    assert viewer.test_id("scope").first.screenshot() != first, "another shot has another waveform"


def test_the_probe_follows_the_mouse_and_the_arrow_keys(viewer: ViewerPage) -> None:
    viewer.go_to(60)
    viewer.page.keyboard.press("p")
    stage = viewer.test_id("stage").bounding_box()
    assert stage is not None
    viewer.page.mouse.move(stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)
    row = viewer.test_id("probe").get_by_role("row").nth(1)
    expect(row).to_contain_text(re.compile(r"128, 7[12]"))
    viewer.test_id("probe-mark").focus()
    viewer.page.keyboard.press("ArrowLeft")
    viewer.page.keyboard.press("Shift+ArrowLeft")
    expect(row).to_contain_text(re.compile(r"117, 7[12]"))
    expect(viewer.test_id("frame-number")).to_have_text("60")


def test_a_paused_frame_has_the_files_codes_and_looking_otherwise_asks_for_none_again(viewer: ViewerPage) -> None:
    viewer.go_to(60)
    viewer.page.keyboard.press("p")
    probe = viewer.test_id("probe")
    row = probe.get_by_role("row").nth(1)
    expect(row.get_by_role("cell").last).to_have_text("10", timeout=STILL_MS)
    expect(viewer.page.get_by_text("Exact", exact=True)).to_have_count(2, timeout=STILL_MS)
    asked: list[str] = []
    viewer.page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    before = row.inner_text()
    for _ in range(3):
        viewer.test_id("wipe-handle").press("ArrowRight")
        viewer.page.wait_for_timeout(300)
    assert row.inner_text() == before
    assert [url for url in asked if url.endswith("/probes")] == []
    viewer.test_id("play").click()
    expect(probe).to_have_attribute("data-of", "screen")
    expect(row.get_by_role("cell").last).to_have_text("8")
    viewer.page.keyboard.press("k")
    expect(probe).to_have_attribute("data-of", "source")


def test_overlays_are_off_until_asked_for_and_say_what_they_mark(viewer: ViewerPage) -> None:
    viewer.go_to(DIRTY)
    expect(viewer.test_id("overlays")).to_be_hidden()
    viewer.page.keyboard.press("v")
    assert nameless(viewer.page) == []
    viewer.test_id("overlay-changed").check()
    expect(viewer.test_id("overlay-changed-pixels")).to_contain_text(re.compile(r"\d+ pixels"), timeout=STILL_MS)
    expect(viewer.test_id("overlays")).to_be_attached()
    viewer.page.keyboard.press("5")
    expect(viewer.test_id("overlay-changed")).not_to_be_checked()
    expect(viewer.test_id("overlays")).to_have_count(0)


def test_the_loupe_is_moved_by_hand_and_by_keys(viewer: ViewerPage) -> None:
    viewer.page.keyboard.press("Shift+L")
    handle = viewer.test_id("loupe-handle")
    before = handle.bounding_box()
    assert before is not None
    left = handle.evaluate("(ring) => ring.style.left")
    handle.focus()
    viewer.page.keyboard.press("ArrowRight")
    expect(handle).not_to_have_attribute("style", re.compile(re.escape(f"left: {left};")))
    handle.drag_to(viewer.test_id("stage"), target_position={"x": 120, "y": 220})
    viewer.page.wait_for_timeout(200)
    moved = handle.bounding_box()
    assert moved is not None
    assert moved["x"] < before["x"] - 100


def test_blanking_shows_what_a_projector_shows(viewer: ViewerPage) -> None:
    viewer.test_id("more").click()
    viewer.test_id("blanking-ratio").select_option("2.35")
    viewer.page.keyboard.press("Escape")
    expect(viewer.test_id("blanking")).to_be_visible()
    viewer.page.keyboard.press("b")
    expect(viewer.test_id("blanking")).to_be_hidden()


def test_the_help_page_lists_all_keys_in_groups(viewer: ViewerPage) -> None:
    viewer.page.keyboard.press("?")
    dialog = viewer.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=3)).to_have_text(
        ["Play", "Go to", "Compare", "Look closer", "Laid over the picture", "Notes and shots", "Page"]
    )
    viewer.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_mode_and_frame_are_announced_once_they_have_settled(viewer: ViewerPage) -> None:
    viewer.go_to(5)
    viewer.page.keyboard.press("Shift+B")
    expect(viewer.test_id("announcer")).to_have_text(re.compile("^frame 5, Blend, (Exact|Proxy)$"))
    expect(viewer.test_id("announcer")).to_have_attribute("aria-live", "polite")


def test_full_screen_leaves_the_picture_and_its_controls(viewer: ViewerPage) -> None:
    before = viewer.test_id("stage").bounding_box()
    viewer.page.keyboard.press("f")
    expect(viewer.test_id("tab-notes")).to_be_hidden()
    after = viewer.test_id("stage").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"]
    viewer.page.keyboard.press("f")
    expect(viewer.test_id("tab-notes")).to_be_visible()


def test_a_slider_takes_the_arrow_keys_only_while_it_has_the_focus(viewer: ViewerPage) -> None:
    viewer.go_to(30)
    viewer.test_id("fitting-angle").focus()
    viewer.page.keyboard.press("ArrowRight")
    expect(viewer.test_id("fitting-angle")).to_have_value("5")
    expect(viewer.test_id("frame-number")).to_have_text("30")
    viewer.page.keyboard.press("ArrowLeft")
    viewer.test_id("fitting-angle").blur()
    viewer.page.keyboard.press("ArrowRight")
    expect(viewer.test_id("frame-number")).to_have_text("31")


def test_a_link_opens_exactly_this_view(viewer: ViewerPage, enter: Callable[[str], Person]) -> None:
    page = viewer.page
    viewer.go_to(DIRTY)
    page.keyboard.press("a")
    viewer.test_id("adjust-exposure").fill("-1")
    page.keyboard.press("Shift+D")
    viewer.test_id("fitting-measure").select_option("signed")
    viewer.test_id("fitting-gain").fill("3")
    viewer.test_id("fitting-gain").blur()
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Whole picture")).to_have_text("100 %")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("u")
    expect(page.get_by_text("The link to this exact view is copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    query = parse_qs(urlparse(link).query)
    assert query["frame"] == [str(DIRTY)]
    assert query["mode"] == ["difference:signed:8"]

    other = enter("clara").page
    other.goto(f"{link}&laser=on")
    opened = ViewerPage(other)
    opened.wait_for_frame(DIRTY)
    expect(opened.test_id("mode")).to_have_attribute("data-mode", "difference")
    expect(opened.test_id("fitting-gain")).to_have_value("3")
    expect(opened.test_id("adjusted")).to_contain_text("A: Exposure −1")
    expect(other.get_by_role("button", name="Whole picture")).to_have_text("100 %")
    opened.test_id("open-decide").click()
    expect(other.get_by_role("dialog")).to_contain_text("Decisions are made on the neutral picture.")
    expect(opened.test_id("decide-next")).to_be_disabled()
    other.get_by_role("dialog").get_by_role("button", name="Back to neutral").click()
    expect(opened.test_id("decide-next")).to_be_enabled()


def test_a_saved_frame_is_what_the_canvas_shows_with_its_provenance_below(viewer: ViewerPage) -> None:
    viewer.go_to(DIRTY)
    canvas = viewer.test_id("stage").locator("canvas")
    width, height = canvas.evaluate("({ width, height }) => [width, height]")
    with viewer.page.expect_download() as download:
        viewer.page.keyboard.press("Shift+U")
    assert download.value.suggested_filename == f"frame-{DIRTY}.png"
    data = np.frombuffer(io.FileIO(str(download.value.path())).readall(), np.uint8)
    saved = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
    assert saved is not None
    assert saved.shape[1] == width
    assert saved.shape[0] > height + 50
    below = saved[height:]
    assert below.max() > 200, "something is written there"
    shown = saved[height // 2, width // 4]
    assert shown.max() > 0


def test_fingers_pinch_and_tap(site: Site, browser: Browser, viewer: ViewerPage) -> None:
    person = log_in(browser, site.address, "ada", touch=True)
    page = person.page
    page.goto(viewer.page.url.split("?")[0])
    tablet = ViewerPage(page)
    tablet.wait_for_frame(0)
    fit = page.get_by_role("button", name="Whole picture")
    expect(fit).to_have_text("Fit")
    stage = tablet.test_id("stage").bounding_box()
    assert stage is not None
    x, y = stage["x"] + stage["width"] / 4, stage["y"] + stage["height"] / 2
    touches = page.context.new_cdp_session(page)
    first = time.time()
    for kind, after in (("touchStart", 0.0), ("touchEnd", 0.05), ("touchStart", 0.15), ("touchEnd", 0.2)):
        # Told when they happened, two taps are quick however slow the machine is.
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": first + after})
    expect(fit).to_have_text("100 %")
    for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 80), ("touchEnd", None)):
        points = [] if apart is None else [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(fit).to_have_text(re.compile("^1[2-9]\\d %$|^2\\d\\d %$"))
    page.context.close()
    assert person.faults == []
