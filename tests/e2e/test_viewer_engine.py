"""The viewer engine in a real browser: what the pixels say must be what was asked and what is reported."""

import base64
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from tests.e2e.engine_page import build_engine_pages, opened
from tests.e2e.viewer_clip import Cut, Side, served, write_side

pytestmark = pytest.mark.e2e

CANVAS = (640, 360)
# The source is cut on the grid and enters in the middle of a cell; the version is cut at shots, some of one frame.
SOURCE = Side("source", 1, 320, 180, [Cut(38, skip=10), Cut(48), Cut(48, skip=5), Cut(48), Cut(10, tail=38)])
RESTORED_CUTS = [Cut(38), Cut(30), Cut(1), Cut(17), Cut(1), Cut(1), Cut(46), Cut(48), Cut(10)]
RESTORED = Side("version:1:restored", 2, 640, 360, RESTORED_CUTS)
PARTIAL_CUTS = [Cut(38), Cut(48), Cut(20, is_missing=True), Cut(28), Cut(48), Cut(10)]
PARTIAL = Side("version:2:restored", 3, 320, 180, PARTIAL_CUTS)
LADDER = Side("version:3:enhanced", 3, 640, 360, [Cut(14)], rung_heights=(180, 360))
FRAMES = SOURCE.frame_count


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """The harness page and a clip on a local server: its address, and the manifests by side."""
    folder = tmp_path_factory.mktemp("viewer")
    build_engine_pages(folder / "page")
    (folder / "media").mkdir()
    sides = {
        "source": write_side(folder / "media", SOURCE),
        "restored": write_side(folder / "media", RESTORED),
        "partial": write_side(folder / "media", PARTIAL),
        "ladder": write_side(folder / "media", LADDER),
        "media": folder / "media",
    }
    with served(folder) as address:
        yield address, sides


@pytest.fixture(scope="module")
def page(site: tuple[str, dict[str, Any]]) -> Iterator[Page]:
    """The harness in a browser of its own."""
    with opened(f"{site[0]}/page/harness.html") as page:
        page.wait_for_function("window.harness !== undefined")
        yield page


def open_pair(page: Page, site: tuple[str, dict[str, Any]], *, engine: str = "exact", right: str = "restored") -> None:
    manifests = [site[1]["source"], site[1][right]]
    page.evaluate(
        "([sides, engine, width, height]) => harness.open(sides, engine, width, height)", [manifests, engine, *CANVAS]
    )


def seek_all(page: Page, frames: list[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate("frames => harness.seekAll(frames)", frames)
    return found


def play(page: Page, start: int, speed: int, milliseconds: int) -> dict[str, Any]:
    played: dict[str, Any] = page.evaluate("args => harness.play(...args)", [start, speed, milliseconds])
    return played


def halves(page: Page) -> dict[str, Any]:
    """What the left and the right half of the picture carry."""
    seen: dict[str, Any] = page.evaluate("(({left, right}) => ({left, right}))(harness.look())")
    return seen


def pixels(page: Page) -> NDArray[np.uint8]:
    data = base64.b64decode(page.evaluate("harness.pixels()"))
    return np.frombuffer(data, np.uint8).reshape(CANVAS[1], CANVAS[0], 4)[..., :3]


def random_frames(count: int) -> list[int]:
    borders = [0, 37, 38, 67, 68, 69, 85, 86, 87, 88, 133, 134, 181, 182, FRAMES - 1]
    chosen = np.random.default_rng(7)
    return [*borders, *chosen.integers(FRAMES, size=count - len(borders)).tolist()]


def assert_pairs_are_right(found: list[dict[str, Any]]) -> None:
    wrong = [
        seen
        for seen in found
        if seen["left"] != {"side": 1, "number": seen["asked"]} or seen["right"] != {"side": 2, "number": seen["asked"]}
    ]
    assert wrong == []


def assert_sightings_are_right(played: dict[str, Any], *, least: int) -> list[int]:
    """Every drawn pair carries the reported frame on both halves; returns the frames in order."""
    sightings = played["sightings"]
    for seen in sightings:
        frame = seen["reported"]["frame"]
        assert [side["frame"] for side in seen["reported"]["sides"]] == [frame, frame]
        assert (seen["left"], seen["right"]) == ({"side": 1, "number": frame}, {"side": 2, "number": frame})
    assert len(sightings) >= least
    return [seen["reported"]["frame"] for seen in sightings]


def check_seeks(page: Page, site: tuple[str, dict[str, Any]], engine: str, count: int) -> None:
    open_pair(page, site, engine=engine)
    found = seek_all(page, random_frames(count))
    assert len(found) == count
    assert_pairs_are_right(found)


def test_every_seek_shows_the_asked_frame_on_both_halves(page: Page, site: tuple[str, dict[str, Any]]) -> None:
    check_seeks(page, site, "exact", 50)


@pytest.mark.parametrize("engine", ["exact", "compatible"])
def test_playing_forward_never_mixes_a_pair(page: Page, site: tuple[str, dict[str, Any]], engine: str) -> None:
    open_pair(page, site, engine=engine)
    played = play(page, 55, 1, 2000)
    frames = assert_sightings_are_right(played, least=10)
    assert frames == sorted(frames)
    assert frames[-1] > 88
    assert played["paused"]["left"] == {"side": 1, "number": played["paused"]["frame"]}
    assert played["paused"]["right"] == {"side": 2, "number": played["paused"]["frame"]}


@pytest.mark.parametrize(("engine", "least", "reached"), [("exact", 10, 85), ("compatible", 3, 98)])
def test_playing_backward_never_mixes_a_pair(
    page: Page, site: tuple[str, dict[str, Any]], engine: str, least: int, reached: int
) -> None:
    open_pair(page, site, engine=engine)
    frames = assert_sightings_are_right(play(page, 100, -1, 2000), least=least)
    assert frames == sorted(frames, reverse=True)
    assert frames[-1] < reached


@pytest.mark.parametrize("engine", ["exact", "compatible"])
def test_playing_over_frames_without_picture(page: Page, site: tuple[str, dict[str, Any]], engine: str) -> None:
    open_pair(page, site, engine=engine, right="partial")
    sightings = play(page, 80, 1, 2000)["sightings"]
    frames = [seen["reported"]["frame"] for seen in sightings]
    assert frames == sorted(frames)
    assert frames[-1] > 106
    for frame, seen in zip(frames, sightings, strict=True):
        right = None if 86 <= frame < 106 else {"side": 3, "number": frame}
        assert (seen["left"], seen["right"]) == ({"side": 1, "number": frame}, right)


def test_a_loop_goes_round_without_a_mixed_pair(page: Page, site: tuple[str, dict[str, Any]]) -> None:
    open_pair(page, site)
    page.evaluate("harness.current.setLoop({first: 60, end: 72})")
    frames = assert_sightings_are_right(play(page, 60, 1, 1500), least=10)
    assert set(frames) <= set(range(60, 72))
    assert any(later < earlier for earlier, later in pairwise(frames))


def test_playing_stops_at_the_last_frame(page: Page, site: tuple[str, dict[str, Any]]) -> None:
    open_pair(page, site)
    played = play(page, FRAMES - 12, 1, 1500)
    assert assert_sightings_are_right(played, least=4)[-1] == FRAMES - 1
    assert played["paused"]["frame"] == FRAMES - 1


def test_compatible_engine_shows_the_asked_frame_when_paused(page: Page, site: tuple[str, dict[str, Any]]) -> None:
    check_seeks(page, site, "compatible", 30)


@pytest.mark.parametrize("engine", ["exact", "compatible"])
def test_a_frame_without_picture_is_black_and_said(page: Page, site: tuple[str, dict[str, Any]], engine: str) -> None:
    open_pair(page, site, engine=engine, right="partial")
    before, inside, after = seek_all(page, [85, 90, 106])
    assert [side["picture"] for side in inside["sides"]] == ["proxy", "missing"]
    assert [side["isRestored"] for side in inside["sides"]] == [True, False]
    assert (inside["left"], inside["right"]) == ({"side": 1, "number": 90}, None)
    assert before["right"] == {"side": 3, "number": 85}
    assert after["right"] == {"side": 3, "number": 106}
    seek_all(page, [90])
    assert pixels(page)[:, 322:].max() == 0


def test_single_sides_and_the_flip(page: Page, site: tuple[str, dict[str, Any]]) -> None:
    open_pair(page, site)
    seek_all(page, [40])
    page.evaluate("harness.current.setMode({kind: 'single', side: 1})")
    assert halves(page) == {"left": {"side": 2, "number": 40}, "right": {"side": 2, "number": 40}}
    page.evaluate("harness.current.flip()")
    assert halves(page) == {"left": {"side": 1, "number": 40}, "right": {"side": 1, "number": 40}}


def test_a_still_replaces_the_proxy_until_the_frame_changes(page: Page, site: tuple[str, dict[str, Any]]) -> None:
    open_pair(page, site)
    seek_all(page, [50])
    page.evaluate("harness.still(0, 50, 'rgb(200, 40, 10)', 640, 360)")
    page.wait_for_function("harness.state.sides[0].picture === 'still'")
    assert pixels(page)[200, 100].tolist() == [200, 40, 10]
    [found] = seek_all(page, [51])
    assert found["sides"][0]["picture"] == "proxy"
    assert_pairs_are_right([found])


@pytest.mark.parametrize("engine", ["exact", "compatible"])
def test_probe_and_scopes_read_what_is_on_the_canvas(page: Page, site: tuple[str, dict[str, Any]], engine: str) -> None:
    open_pair(page, site, engine=engine)
    seek_all(page, [50])
    page.evaluate("harness.current.setMode({kind: 'single', side: 1})")
    probed = page.evaluate("harness.current.probe({x: 300.5 / 640, y: 200.5 / 360})")
    assert [(side["x"], side["y"]) for side in probed] == [(150, 100), (300, 200)]
    assert np.abs(pixels(page)[200, 300] - np.array(probed[1]["codes"])).max() <= 2
    for side, samples in enumerate([320 * 180, 640 * 360]):
        counts = page.evaluate("side => harness.current.readScope(side, 'histogram').then(c => [...c.luma])", side)
        assert sum(counts) == samples


@pytest.mark.parametrize("engine", ["exact", "compatible"])
def test_a_larger_view_gets_a_larger_rung_of_the_same_frame(
    page: Page, site: tuple[str, dict[str, Any]], engine: str
) -> None:
    page.evaluate("([sides, engine]) => harness.open(sides, engine, 320, 180)", [[site[1]["ladder"]], engine])
    seek_all(page, [7])
    assert page.evaluate("harness.state.sides[0].rung") == "180p"
    small = halves(page)
    page.evaluate("harness.current.resize(640, 360); harness.drawn()")
    assert page.evaluate("harness.state.sides[0].rung") == "360p"
    assert halves(page) == small == {"left": {"side": 3, "number": 7}, "right": {"side": 3, "number": 7}}


def test_a_lost_graphics_context_comes_back_with_the_same_frame(page: Page, site: tuple[str, dict[str, Any]]) -> None:
    open_pair(page, site)
    seek_all(page, [60])
    page.evaluate("harness.loseContext()")
    assert halves(page) == {"left": {"side": 1, "number": 60}, "right": {"side": 2, "number": 60}}


def test_a_file_that_cannot_be_had_is_an_error_not_another_frame(page: Page, site: tuple[str, dict[str, Any]]) -> None:
    broken = {**site[1]["restored"], "segments": [dict(segment) for segment in site[1]["restored"]["segments"]]}
    [file] = broken["segments"][0]["files"]
    broken["segments"][0]["files"] = [{**file, "digest": "0" * 64, "url": "/media/none.mp4"}]
    page.evaluate("([sides]) => harness.open(sides, 'exact', 640, 360)", [[site[1]["source"], broken]])
    [lost, good] = seek_all(page, [5, 90])
    assert (lost["status"], good["status"]) == ("failed", "ready")
    assert page.evaluate("harness.current.seek(5); harness.until(state => state.error).then(s => s.error.code)") == (
        "media_refused"
    )
    assert_pairs_are_right([good])


def decoded_planes(folder: Path, manifest: dict[str, Any], frame: int) -> list[NDArray[np.float64]]:
    """The 8-bit planes that every H.264 decoder gets for this frame."""
    segment = next(s for s in manifest["segments"] if s["first"] <= frame < s["first"] + s["count"])
    with av.open(str(folder / f"{segment['files'][0]['digest']}.mp4")) as container:
        for rank, picture in enumerate(container.decode(video=0)):
            if rank == frame - segment["first"] + segment["skip"]:
                return [
                    np.frombuffer(memoryview(plane), np.uint8)
                    .reshape(-1, plane.line_size)[:, : plane.width]
                    .astype(np.float64)
                    for plane in picture.planes
                ]
    message = f"no frame {frame}"
    raise AssertionError(message)


def sampled(plane: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bilinear samples at continuous positions (sample centres at .5), edges repeated."""
    height, width = plane.shape
    left, top = np.floor(x - 0.5), np.floor(y - 0.5)
    across, down = x - 0.5 - left, y - 0.5 - top
    columns = [np.clip(left + step, 0, width - 1).astype(int) for step in (0, 1)]
    rows = [np.clip(top + step, 0, height - 1).astype(int) for step in (0, 1)]
    upper, lower = (plane[row, columns[0]] * (1 - across) + plane[row, columns[1]] * across for row in rows)
    result: NDArray[np.float64] = upper * (1 - down) + lower * down
    return result


def reference(planes: list[NDArray[np.float64]], box: dict[str, int], *, is_nearest: bool) -> NDArray[np.float64]:
    """What the shader must show of one side: BT.709 limited range, left-sited chroma, 0..255."""
    height, width = planes[0].shape
    rows, columns = np.mgrid[0 : CANVAS[1], 0 : CANVAS[0]]
    x, y = (columns + 0.5 - box["x"]) / box["width"] * width, (rows + 0.5 - box["y"]) / box["height"] * height
    if is_nearest:
        x, y = np.floor(x) + 0.5, np.floor(y) + 0.5
    luma = (sampled(planes[0], x, y) - 16) / 219
    blue, red = ((sampled(plane, x / 2 + 0.25, y / 2) - 128) / 224 for plane in planes[1:])
    rgb = np.stack([luma + 1.5748 * red, luma - 0.1873243 * blue - 0.4681243 * red, luma + 1.8556 * blue], axis=2)
    return np.clip(rgb, 0, 1) * 255


@pytest.mark.parametrize("zoom", ["fit", "1", "4"])
@pytest.mark.parametrize("mode", ["wipe", "a", "b"])
def test_shader_equals_the_reference(page: Page, site: tuple[str, dict[str, Any]], zoom: str, mode: str) -> None:
    open_pair(page, site)
    seek_all(page, [33])
    page.evaluate("harness.current.setMode({kind: 'wipe', position: 0.3, angle: 0})")
    if mode != "wipe":
        page.evaluate("side => harness.current.setMode({kind: 'single', side})", "ab".index(mode))
    if zoom != "fit":
        page.evaluate(f"harness.current.zoomTo({zoom}, {{x: 300, y: 130}})")
    box = page.evaluate("harness.current.pictureBox()")
    left, right = (
        reference(decoded_planes(site[1]["media"], site[1][side], 33), box, is_nearest=zoom != "fit")
        for side in ("source", "restored")
    )
    expected = {"a": left, "b": right, "wipe": np.where(np.arange(CANVAS[0])[None, :, None] + 0.5 < 192, left, right)}
    assert np.abs(pixels(page) - expected[mode]).max() <= 2
