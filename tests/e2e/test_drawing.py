"""Shapes drawn on a note: by finger on a tablet, by mouse and by keys; on the scan they lie where they were drawn.

Each test is the next turn of one story: it begins where the test before it ended.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.accessible_names import nameless
from tests.e2e.drawing_page import (
    Pane,
    Place,
    by_finger,
    by_mouse,
    fingers,
    half_picture,
    picture_pixel_by_pixel,
    whole_picture,
)
from tests.e2e.first_version import make_first_version
from tests.e2e.site import Site
from tests.e2e.viewer_page import ViewerPage

pytestmark = pytest.mark.e2e

TABLET: ViewportSize = {"width": 1024, "height": 768}
LEAST_TARGET = 44
FRAME = 20

Stroke = Callable[[Page, list[tuple[float, float]]], None]
# What is drawn with each tool: strokes through places of the film, and the points of the shape it becomes.
LOOP: list[Place] = [(0.6, 0.6), (0.75, 0.6), (0.75, 0.75), (0.6, 0.75), (0.6, 0.61)]
DRAWN: list[tuple[str, list[list[Place]], str, list[Place]]] = [
    ("ellipse", [[(0.3, 0.3), (0.4, 0.4), (0.5, 0.5)]], "ellipse", [(0.3, 0.3), (0.5, 0.5)]),
    ("rectangle", [[(0.1, 0.2), (0.2, 0.3), (0.25, 0.4)]], "rectangle", [(0.1, 0.2), (0.25, 0.4)]),
    (
        "polygon",
        [[(0.6, 0.2)], [(0.8, 0.2)], [(0.7, 0.4)], [(0.6, 0.2)]],
        "polygon",
        [(0.6, 0.2), (0.8, 0.2), (0.7, 0.4)],
    ),
    ("freehand", [[(0.1, 0.6), (0.2, 0.7), (0.3, 0.6)]], "freehand", [(0.1, 0.6), (0.2, 0.7), (0.3, 0.6)]),
    ("freehand", [LOOP], "polygon", LOOP),
    ("arrow", [[(0.9, 0.5), (0.8, 0.55), (0.7, 0.5)]], "arrow", [(0.9, 0.5), (0.7, 0.5)]),
]


@pytest.fixture(scope="module")
def viewer_address(archivist: Page) -> str:
    """The viewer on a film with a scan and its first version."""
    return make_first_version(ViewerPage(archivist), film="Boat People").page.url


@pytest.fixture(scope="module")
def desk(curator: Page, viewer_address: str) -> ViewerPage:
    curator.goto(viewer_address)
    viewer = ViewerPage(curator)
    viewer.wait_for_frame(0)
    expect(viewer.test_id("wipe-handle")).to_be_visible()
    return viewer


@pytest.fixture(scope="module")
def tablet(site: Site, desk: ViewerPage, browser: Browser) -> Iterator[ViewerPage]:
    """The curator's other screen, which knows fingers only."""
    context = browser.new_context(
        viewport=TABLET,
        has_touch=True,
        is_mobile=True,
        base_url=site.address,
        storage_state=desk.page.context.storage_state(),
    )
    page = context.new_page()
    page.goto(desk.page.url)
    viewer = ViewerPage(page)
    viewer.wait_for_frame(0)
    yield viewer
    context.close()


def stored(viewer: ViewerPage) -> list[Any]:
    """The notes as the API gives them, the newest last."""
    restoration = viewer.page.url.split("/restorations/")[1].split("/")[0].split("?")[0]
    notes = viewer.page.request.get(f"/api/v1/restorations/{restoration}/notes").json()
    return sorted(notes, key=lambda note: str(note["created_at"]))


def new_drawing(viewer: ViewerPage, frame: int) -> None:
    viewer.go_to(frame)
    viewer.page.keyboard.press("d")
    expect(viewer.test_id("draw-bar")).to_be_visible()


def draw_all(viewer: ViewerPage, pane: Pane, stroke: Stroke) -> None:
    for number, (tool, strokes, _, _) in enumerate(DRAWN, start=1):
        viewer.test_id(f"draw-tool-{tool}").click()
        for line in strokes:
            stroke(viewer.page, [pane.at(place) for place in line])
        expect(shapes_on(viewer, 0)).to_have_count(number)


def shapes_on(viewer: ViewerPage, pane: int) -> Any:
    drawn = viewer.test_id("draft-region").or_(viewer.test_id("draft-shape"))
    return viewer.test_id("shapes-on-pane").nth(pane).locator(drawn)


def send(viewer: ViewerPage, words: str) -> Any:
    viewer.test_id("note-text").fill(words)
    viewer.test_id("send-note").click()
    # The drawing tools may have been left before: only the closed note says that the site has it.
    expect(viewer.test_id("note-text")).to_be_hidden()
    return stored(viewer)[-1]


def assert_lies(shape: Any, kind: str, places: list[Place], pane: Pane) -> None:
    assert shape["kind"] == kind
    for point, place in zip(shape["points"], places, strict=True):
        wanted = pane.units(place)
        assert abs(point["x"] - wanted[0]) <= pane.pixel, (kind, place)
        assert abs(point["y"] - wanted[1]) <= pane.pixel, (kind, place)


@pytest.mark.parametrize("hands", ["tablet", "desk"])
def test_each_shape_is_stored_where_it_was_drawn(request: pytest.FixtureRequest, hands: str) -> None:
    viewer: ViewerPage = request.getfixturevalue(hands)
    stroke = by_finger if hands == "tablet" else by_mouse
    new_drawing(viewer, FRAME if hands == "tablet" else FRAME + 40)
    pane = whole_picture(viewer.page)
    draw_all(viewer, pane, stroke)
    viewer.test_id("draw-tool-text").click()
    stroke(viewer.page, [pane.at((0.4, 0.8))])
    viewer.test_id("shape-words").fill("A hair")
    viewer.test_id("shape-words").press("Enter")
    assert nameless(viewer.page) == []
    note = send(viewer, f"By {hands}")
    for shape, (_, _, kind, places) in zip(note["shapes"], DRAWN, strict=False):
        assert_lies(shape, kind, places, pane)
    words = note["shapes"][-1]
    assert_lies(words, "text", [(0.4, 0.8)], pane)
    assert (words["text"], [shape["steers"] for shape in note["shapes"]]) == ("A hair", [True] + [False] * 6)
    ellipse = note["shapes"][0]["points"]
    assert note["region"] == {
        "x": ellipse[0]["x"],
        "y": ellipse[0]["y"],
        "width": ellipse[1]["x"] - ellipse[0]["x"],
        "height": ellipse[1]["y"] - ellipse[0]["y"],
    }


def test_after_a_reload_they_show_where_they_were_drawn(desk: ViewerPage) -> None:
    before = stored(desk)
    desk.page.reload()
    desk.wait_for_frame(0)
    desk.go_to(FRAME + 40)
    desk.page.keyboard.press("g")
    assert stored(desk) == before
    pane = whole_picture(desk.page)
    expect(desk.test_id("shapes-on-pane")).to_have_count(2)
    for side in (0, 1):
        ellipse = desk.test_id("shapes-on-pane").nth(side).locator("ellipse")
        expect(ellipse).to_have_count(1)
        stage = desk.test_id("stage").bounding_box()
        assert stage is not None
        centre = (float(ellipse.get_attribute("cx") or 0), float(ellipse.get_attribute("cy") or 0))
        wanted = pane.at((0.4, 0.4))
        assert centre == pytest.approx((wanted[0] - stage["x"], wanted[1] - stage["y"]), abs=2)
    desk.page.keyboard.press("g")


def test_side_by_side_both_halves_show_what_is_drawn_on_one(desk: ViewerPage) -> None:
    desk.page.keyboard.press("Shift+S")
    new_drawing(desk, 30)
    left, right = half_picture(desk.page, 0), half_picture(desk.page, 1)
    desk.test_id("draw-tool-ellipse").click()
    by_mouse(desk.page, [right.at((0.2, 0.2)), right.at((0.3, 0.3)), right.at((0.6, 0.5))])
    ellipses = [desk.test_id("draft-region").nth(side).locator("ellipse") for side in (0, 1)]
    across = [float(ellipse.get_attribute("cx") or 0) for ellipse in ellipses]
    assert across[1] - across[0] == pytest.approx(right.x - left.x, abs=0.5)
    note = send(desk, "Side by side")
    assert_lies(note["shapes"][0], "ellipse", [(0.2, 0.2), (0.6, 0.5)], right)
    assert note["side"].startswith("version:")
    desk.page.keyboard.press("w")


def test_zoomed_in_a_shape_is_drawn_to_the_pixel(desk: ViewerPage) -> None:
    new_drawing(desk, 31)
    desk.test_id("draw-done").click()
    desk.page.keyboard.press("z")
    desk.page.keyboard.press("d")
    pane = picture_pixel_by_pixel(desk.page)
    desk.test_id("draw-tool-rectangle").click()
    by_mouse(desk.page, [pane.at((0.25, 0.25)), pane.at((0.4, 0.4)), pane.at((0.5, 0.75))])
    note = send(desk, "One to one")
    assert_lies(note["shapes"][0], "rectangle", [(0.25, 0.25), (0.5, 0.75)], pane)
    desk.page.keyboard.press("0")


def test_everything_is_done_with_keys_alone(desk: ViewerPage) -> None:
    new_drawing(desk, 32)
    keys = desk.page.keyboard
    desk.test_id("draw-tool-rectangle").focus()
    keys.press("Enter")
    desk.test_id("draw-place").focus()
    keys.press("Enter")
    expect(desk.page.get_by_text("Drawn: rectangle, 1 of 1")).to_be_attached()
    keys.press("ArrowRight")
    keys.press("Shift+ArrowDown")
    keys.press("Alt+ArrowLeft")
    keys.press("Control+z")
    keys.press("Control+Shift+z")
    # A slider moves itself and not the selected shape, and Escape closes the menu that it was pressed in.
    angle = desk.test_id("fitting-angle")
    angle.press("ArrowRight")
    expect(angle).to_have_value("5")
    angle.press("ArrowLeft")
    expect(angle).to_have_value("0")
    desk.test_id("mode-menu").press("Enter")
    desk.test_id("mode-wipe").press("Escape")
    expect(desk.test_id("mode-wipe")).to_be_hidden()
    expect(desk.test_id("draw-bar")).to_be_visible()
    desk.test_id("draw-tool-arrow").focus()
    keys.press("Enter")
    desk.test_id("draw-place").focus()
    keys.press("Enter")
    keys.press("Delete")
    expect(shapes_on(desk, 0)).to_have_count(1)
    keys.press("Escape")
    expect(desk.test_id("draw-bar")).to_be_hidden()
    desk.wait_for_frame(32)
    [shape] = send(desk, "By keys")["shapes"]
    # A quarter of the film in the middle; 256 by 144 pixels of 256 and 455 units.
    [first, last] = shape["points"]
    assert abs(first["x"] - (24576 + 256)) <= 256
    assert abs(first["y"] - (24576 + 4551)) <= 456
    assert last["x"] - first["x"] == pytest.approx(16384 - 256, abs=2)


def test_the_author_resizes_and_undoes_what_was_sent(desk: ViewerPage) -> None:
    desk.test_id("note-entry").filter(has_text="By keys").get_by_role("button").click()
    desk.test_id("edit-note").click()
    desk.page.keyboard.press("d")
    desk.test_id("draw-next").click()
    handle = desk.test_id("shapes-on-pane").first.get_by_test_id("shape-handle").nth(2).bounding_box()
    assert handle is not None
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    before = next(note for note in stored(desk) if note["text"] == "By keys")["shapes"][0]["points"]
    by_mouse(desk.page, [(x, y), (x + 20, y + 10), (x + 40, y + 20)])
    desk.test_id("draw-undo").click()
    desk.test_id("draw-redo").click()
    desk.test_id("send-note").click()
    expect(desk.test_id("note-text")).to_be_hidden()
    pane = whole_picture(desk.page)
    after = next(note for note in stored(desk) if note["text"] == "By keys")["shapes"][0]["points"]
    assert after[0] == before[0]
    assert after[1]["x"] - before[1]["x"] == pytest.approx(40 / pane.width * 65536, abs=pane.pixel)


def test_two_fingers_zoom_while_one_draws(tablet: ViewerPage) -> None:
    new_drawing(tablet, 33)
    pane = whole_picture(tablet.page)
    [one, other] = [pane.at((0.45, 0.5)), pane.at((0.55, 0.5))]
    with fingers(tablet.page) as touch:
        touch("touchStart", [one])
        touch("touchStart", [one, other])
        touch("touchMove", [(one[0] - 40, one[1]), (other[0] + 40, other[1])])
        touch("touchEnd", [])
    expect(shapes_on(tablet, 0)).to_have_count(0)
    ghosts = tablet.test_id("ghost-shape")
    expect(ghosts.first).to_be_attached()
    tablet.test_id("draw-ghosts").tap()
    expect(ghosts).to_have_count(0)


def test_every_tool_is_large_enough_for_a_finger(tablet: ViewerPage) -> None:
    for button in tablet.test_id("draw-bar").get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= LEAST_TARGET
