"""Every mode and adjustment of the viewer, pixel by pixel against the reference, in a real browser.

The stated bound is two 8-bit codes; where a difference is shown with a gain, two codes before the gain.
"""

import base64
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from tests.e2e import shader_reference as reference
from tests.e2e.engine_page import build_engine_pages, opened
from tests.e2e.shader_reference import NEUTRAL, Real, Side
from tests.e2e.viewer_clip import served

pytestmark = pytest.mark.e2e

CANVAS = (202, 151)
BOUND = 2
FIT = {"zoom": "fit", "centre": {"x": 0.5, "y": 0.5}}
VIEWS = {
    "fit": (FIT, True),
    "quarter": ({"zoom": 0.25, "centre": {"x": 0.4, "y": 0.6}}, False),
    "half_smooth": ({"zoom": 0.55, "centre": {"x": 0.5, "y": 0.5}}, True),
    "one": ({"zoom": 1, "centre": {"x": 0.5, "y": 0.5}}, False),
    "four_nearest": ({"zoom": 4, "centre": {"x": 0.3, "y": 0.7}}, False),
    "four_smooth": ({"zoom": 4, "centre": {"x": 0.3, "y": 0.7}}, True),
}


def textured(seed: int, width: int, height: int) -> Real:
    """A picture with slow colours, edges, grain and all levels, 0..1."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / height
    slow = np.stack([np.sin(x * (5 + seed)), np.cos(y * 7 + seed), np.sin((x + y) * 4)], axis=-1) * 0.35 + 0.5
    edges = 0.25 * np.sign(np.sin(x * 23) * np.sin(y * 19))[..., None]
    picture: Real = np.clip(slow + edges + chance.normal(0, 0.04, (height, width, 1)), 0, 1)
    return picture


def planar(seed: int, width: int, height: int) -> Side:
    rgb = textured(seed, width, height)
    luma = reference.luma_of(rgb)
    cb, cr = (rgb[..., 2] - luma) / 1.8556, (rgb[..., 0] - luma) / 1.5748
    quarter = [plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)) for plane in (cb, cr)]
    codes = [luma * 219 + 16, *(plane * 224 + 128 for plane in quarter)]
    return Side(tuple(np.round(plane).astype(np.uint8) for plane in codes))


def image(seed: int, width: int, height: int) -> Side:
    return Side((np.round(textured(seed, width, height) * 255).astype(np.uint8),))


SIDES = {
    "planar": [planar(1, 96, 64), planar(2, 192, 128)],
    "mixed": [image(3, 192, 128), planar(2, 192, 128)],
    "missing": [planar(1, 192, 128), Side()],
    "four": [planar(1, 192, 128), planar(2, 96, 64), image(3, 192, 128), Side()],
}


def given(side: Side) -> dict[str, Any]:
    """The side as the harness page takes it."""
    width, height = side.size
    data = b"".join(plane.tobytes() for plane in side.planes)
    if side.kind == "image":
        alpha = np.full((height, width, 1), 255, np.uint8)
        data = np.concatenate([side.planes[0], alpha], axis=2).tobytes()
    return {"kind": side.kind, "width": width, "height": height, "data": base64.b64encode(data).decode()}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("shaders")
    build_engine_pages(folder / "page")
    with served(folder) as address, opened(f"{address}/page/render-harness.html") as page:
        page.wait_for_function("window.shaders !== undefined")
        yield page


def draw(
    page: Page,
    sides: list[Side],
    mode: dict[str, Any],
    view: str = "one",
    canvas: tuple[int, int] = CANVAS,
    **changes: dict[str, Any],
) -> tuple[NDArray[np.uint8], list[dict[str, Any]], list[dict[str, Any]]]:
    """The pixels, the panes and the adjustments by side; ``first`` and ``second`` change the adjustment of a side."""
    adjustments = [NEUTRAL | changes.get(name, {}) for name in ("first", "second")]
    page.evaluate("args => shaders.open(...args)", [*canvas, [given(side) for side in sides]])
    shot_view, is_smooth = VIEWS[view]
    shot = {"mode": mode, "pair": [0, 1], "view": shot_view, "adjustments": adjustments, "isSmooth": is_smooth}
    drawn = page.evaluate("shot => shaders.draw(shot)", shot)
    pixels = np.frombuffer(base64.b64decode(drawn["pixels"]), np.uint8).reshape(canvas[1], canvas[0], 4)
    return pixels[..., :3], drawn["panes"], adjustments + [NEUTRAL] * 2


def expected_sides(
    sides: list[Side], panes: list[dict[str, Any]], adjustments: list[dict[str, Any]], view: str
) -> Real:
    """The pair over the whole canvas, each where its pane puts it."""
    boxes = [panes[0]["box"], panes[-1]["box"]]
    return np.stack(
        [
            reference.shown(side, box, CANVAS, adjustment, is_smooth=VIEWS[view][1])
            for side, box, adjustment in zip(sides[:2], boxes, adjustments[:2], strict=True)
        ]
    )


def assert_shows(pixels: NDArray[np.uint8], expected: Real, *, bound: float = BOUND, sure: Any = True) -> None:
    """Every pixel that the reference is sure of is within the bound."""
    worst = np.where(np.broadcast_to(sure, pixels.shape[:2])[..., None], np.abs(pixels - expected), 0).max()
    assert worst <= bound


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", ["planar", "mixed", "missing"])
@pytest.mark.parametrize("side", [0, 1])
def test_one_side_alone(page: Page, kind: str, view: str, side: int) -> None:
    sides = SIDES[kind]
    pixels, [pane], _ = draw(page, sides, {"kind": "single", "side": side}, view)
    assert_shows(pixels, reference.shown(sides[side], pane["box"], CANVAS, NEUTRAL, is_smooth=VIEWS[view][1]))


@pytest.mark.parametrize("view", ["fit", "quarter", "four_nearest"])
@pytest.mark.parametrize(("position", "angle"), [(0.3, 0), (0.62, 90), (0.5, 30), (0.41, 137), (0.2, 270)])
def test_wipe_shows_each_pixel_of_one_side_only(page: Page, view: str, position: float, angle: float) -> None:
    pixels, panes, adjustments = draw(
        page, SIDES["planar"], {"kind": "wipe", "position": position, "angle": angle}, view
    )
    first, second = expected_sides(SIDES["planar"], panes, adjustments, view)
    normal = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    corners = [normal[0] * x + normal[1] * y for x in (0, CANVAS[0]) for y in (0, CANVAS[1])]
    edge = min(corners) + position * (max(corners) - min(corners))
    x, y = reference.places(CANVAS)
    distance = normal[0] * x + normal[1] * y - edge
    assert_shows(pixels, np.where((distance < 0)[..., None], first, second), sure=np.abs(distance) > 1e-3)


@pytest.mark.parametrize(("position", "columns"), [(0, 0), (100.5 / 202, 100), (100.51 / 202, 101), (1, 202)])
def test_the_edge_of_a_wipe_is_honest_to_the_pixel(page: Page, position: float, columns: int) -> None:
    white = Side((np.full((128, 192, 3), 255, np.uint8),))
    black = Side((np.zeros((128, 192, 3), np.uint8),))
    mode = {"kind": "wipe", "position": position, "angle": 0}
    pixels, _, _ = draw(page, [white, black], mode, "four_nearest")
    assert (pixels[:, :columns] == 255).all()
    assert (pixels[:, columns:] == 0).all()


@pytest.mark.parametrize("view", ["fit", "one", "quarter"])
@pytest.mark.parametrize("kind", ["side_by_side", "stacked", "quad"])
def test_panes_show_the_same_film_beside_each_other(page: Page, view: str, kind: str) -> None:
    sides = SIDES["four"]
    pixels, panes, adjustments = draw(page, sides, {"kind": kind}, view, second={"exposure": 1.0})
    expected = np.full((CANVAS[1], CANVAS[0], 3), reference.SURROUND)
    for pane in panes:
        left, top, width, height = (pane["area"][name] for name in ("x", "y", "width", "height"))
        side = pane["side"]
        whole = reference.shown(sides[side], pane["box"], CANVAS, adjustments[side], is_smooth=VIEWS[view][1])
        expected[top : top + height, left : left + width] = whole[top : top + height, left : left + width]
    assert [pane["side"] for pane in panes] == ([0, 1, 2, 3] if kind == "quad" else [0, 1])
    assert_shows(pixels, expected)


@pytest.mark.parametrize("view", ["fit", "one", "quarter"])
@pytest.mark.parametrize("factor", [1, 3.5])
def test_loupe_shows_the_second_side_in_a_circle(page: Page, view: str, factor: float) -> None:
    mode = {"kind": "loupe", "at": {"x": 0.55, "y": 0.4}, "radius": 40, "factor": factor}
    pixels, panes, adjustments = draw(page, SIDES["mixed"], mode, view)
    first, second = expected_sides(SIDES["mixed"], panes, adjustments, view)
    box = panes[0]["box"]
    x, y = reference.places(CANVAS)
    away = np.hypot(x - box["x"] - 0.55 * box["width"], y - box["y"] - 0.4 * box["height"])
    assert_shows(pixels, np.where((away < 40)[..., None], second, first), sure=np.abs(away - 40) > 1e-3)


@pytest.mark.parametrize("view", VIEWS)
def test_blend(page: Page, view: str) -> None:
    pixels, panes, adjustments = draw(page, SIDES["planar"], {"kind": "blend", "share": 0.3}, view)
    first, second = expected_sides(SIDES["planar"], panes, adjustments, view)
    assert_shows(pixels, 0.7 * first + 0.3 * second)


@pytest.mark.parametrize("view", ["fit", "one", "four_nearest"])
def test_checkerboard(page: Page, view: str) -> None:
    pixels, panes, adjustments = draw(page, SIDES["mixed"], {"kind": "checkerboard", "cells": 6}, view)
    first, second = expected_sides(SIDES["mixed"], panes, adjustments, view)
    box = panes[0]["box"]
    x, y = (
        (place - box[corner]) * 6 / box["height"] for place, corner in zip(reference.places(CANVAS), "xy", strict=True)
    )
    is_first = (np.floor(x) + np.floor(y)) % 2 == 0
    sure = (np.abs(x - np.round(x)) > 1e-4) & (np.abs(y - np.round(y)) > 1e-4)
    assert_shows(pixels, np.where(is_first[..., None], first, second), sure=sure)


@pytest.mark.parametrize("view", ["fit", "one", "four_nearest", "quarter"])
@pytest.mark.parametrize("kind", ["planar", "mixed", "missing"])
@pytest.mark.parametrize(("measure", "gain"), [("signed", 1), ("signed", 4), ("absolute", 1), ("absolute", 8)])
def test_difference(page: Page, view: str, kind: str, measure: str, gain: float) -> None:
    mode = {"kind": "difference", "measure": measure, "gain": gain}
    pixels, panes, adjustments = draw(page, SIDES[kind], mode, view, first={"exposure": 0.5, "falseColor": True})
    adjustments[0] = adjustments[0] | {"falseColor": False}
    first, second = expected_sides(SIDES[kind], panes, adjustments, view)
    signed = np.clip(127.5 + gain * (second - first) / 2, 0, 255)
    difference = signed if measure == "signed" else np.clip(gain * np.abs(second - first), 0, 255)
    inside = reference.covered(panes[0]["box"], CANVAS)[..., None]
    assert_shows(pixels, np.where(inside, difference, reference.SURROUND), bound=BOUND * gain)


@pytest.mark.parametrize("view", ["fit", "one", "four_nearest"])
@pytest.mark.parametrize("kind", ["planar", "mixed"])
@pytest.mark.parametrize("gain", [1, 6])
def test_grain_aware_difference(page: Page, view: str, kind: str, gain: float) -> None:
    first, second = SIDES[kind]
    mode = {"kind": "difference", "measure": "grain", "gain": gain}
    pixels, panes, _ = draw(page, [first, second], mode, view, second={"exposure": 1.0})
    box = panes[0]["box"]
    expected = np.repeat(reference.over_grain(first, second, box, CANVAS, gain)[..., None], 3, axis=2)
    inside = reference.covered(box, CANVAS)[..., None]
    assert_shows(pixels, np.where(inside, expected, reference.SURROUND), bound=BOUND * gain)


def grainy(seed: int, sigma: float, softness: float) -> Real:
    """Grain of this strength in codes; the softer, the larger its clumps."""
    white = np.random.default_rng(seed).normal(0, 1, (512, 768))
    grain = cv2.GaussianBlur(white, (0, 0), softness) if softness > 0 else white
    result: Real = grain / grain.std() * sigma
    return result


@pytest.mark.parametrize("softness", [0.0, 0.7, 1.5])
def test_grain_stays_black_and_what_lies_under_it_shows(page: Page, softness: float) -> None:
    """Both sides have grain of their own, fine or coarse. A stain no deeper than the grain is on the second only."""
    first, second = 120 + grainy(1, 8, softness), 120 + grainy(2, 4, softness)
    stain = np.hypot(*(np.mgrid[0:512, 0:768] - np.array([250, 400])[:, None, None])) < 45
    second[stain] += 14 if softness < 1 else 40
    grey = np.full((256, 384), 128, np.uint8)
    sides = [Side((np.round(luma).astype(np.uint8), grey, grey)) for luma in (first, second)]
    seen = {}
    for measure in ("grain", "absolute"):
        mode = {"kind": "difference", "measure": measure, "gain": 4}
        pixels, [pane], _ = draw(page, sides, mode, canvas=(768, 512))
        assert pane["box"] == {"x": 0, "y": 0, "width": 768, "height": 512}
        seen[measure] = pixels[..., 0]
    edge = cv2.dilate(stain.astype(np.uint8), np.ones((17, 17))) > 0
    assert (seen["grain"][~edge] > 0).mean() < 0.005
    assert (seen["grain"][stain] > 0).mean() > 0.6
    assert (seen["absolute"][~edge] > 16).mean() > 0.5


@pytest.mark.parametrize(
    "change",
    [
        {"exposure": 1.5},
        {"exposure": -3.0},
        {"gamma": 2.2},
        {"gamma": 0.5},
        {"saturation": 0.0},
        {"saturation": 1.8},
        {"channel": "red"},
        {"channel": "green"},
        {"channel": "blue"},
        {"channel": "luma"},
        {"exposure": 0.7, "gamma": 1.3, "saturation": 0.6, "channel": "blue"},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["planar", "mixed"])
def test_adjustments_change_their_side_only(page: Page, kind: str, change: dict[str, Any]) -> None:
    mode = {"kind": "wipe", "position": 0.5, "angle": 0}
    pixels, panes, adjustments = draw(page, SIDES[kind], mode, first=change)
    first, second = expected_sides(SIDES[kind], panes, adjustments, "one")
    is_first = np.arange(CANVAS[0])[None, :, None] < 101
    # Two codes before a curve that lifts the shadows are more after it.
    assert_shows(pixels, np.where(is_first, first, second), bound=3 if change.get("gamma", 1) > 1 else BOUND)


@pytest.mark.parametrize("side", [0, 1])
def test_false_color(page: Page, side: int) -> None:
    sides = SIDES["mixed"]
    mode = {"kind": "single", "side": side}
    pixels, [pane], adjustments = draw(page, sides, mode, first={"falseColor": True}, second={"falseColor": True})
    plain = reference.shown(sides[side], pane["box"], CANVAS, NEUTRAL, is_smooth=False)
    level = reference.luma_of(plain / 255)
    sure = np.all([np.abs(level - below) > 0.008 for below, _ in reference.FALSE_COLORS], axis=0)
    assert sure.mean() > 0.5
    assert_shows(
        pixels, reference.shown(sides[side], pane["box"], CANVAS, adjustments[side], is_smooth=False), sure=sure
    )


@pytest.mark.parametrize("kind", ["planar", "mixed"])
def test_probe_tells_the_codes_that_are_shown(page: Page, kind: str) -> None:
    pixels, [pane], _ = draw(page, SIDES[kind], {"kind": "single", "side": 0})
    box = pane["box"]
    for x, y in [(101, 75), (60, 20), (140, 130), (101, 30)]:
        film = [(x + 0.5 - box["x"]) / box["width"], (y + 0.5 - box["y"]) / box["height"]]
        codes = page.evaluate("args => shaders.codes(0, ...args)", film)
        assert np.abs(np.array(codes) - pixels[y, x]).max() <= 1


@pytest.mark.parametrize("side", [0, 1])
def test_scopes_count_every_sample_once(page: Page, side: int) -> None:
    sides = SIDES["mixed"]
    page.evaluate("args => shaders.open(...args)", [*CANVAS, [given(side) for side in sides]])
    counts = {
        kind: page.evaluate("args => shaders.scope(...args)", [side, kind])
        for kind in ("waveform", "parade", "vectorscope", "histogram")
    }
    width, height = sides[side].size
    assert sum(counts["waveform"]["luma"]) == width * height
    assert [sum(counts["parade"][name]) for name in ("red", "green", "blue")] == [width * height] * 3
    chroma_samples = width * height // 4 if side == 1 else width * height
    assert sum(counts["vectorscope"]["chroma"]) == chroma_samples
    if side == 0:
        red = np.bincount(sides[0].planes[0][..., 0].ravel(), minlength=256)
        assert counts["histogram"]["red"] == red.tolist()
    else:
        levels = np.round(np.clip((sides[1].planes[0].astype(float) - 16) / 219, 0, 1) * 255).astype(int)
        assert counts["histogram"]["luma"] == np.bincount(levels.ravel(), minlength=256).tolist()
        pairs = sides[1].planes[2].astype(int) * 256 + sides[1].planes[1]
        assert counts["vectorscope"]["chroma"] == np.bincount(pairs.ravel(), minlength=65536).tolist()
