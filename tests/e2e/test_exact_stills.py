"""Exact stills in a real browser: tiles decode to the very codes that were written, and are drawn where they lie.

What is drawn is compared with the reference of the shaders: within two codes, as every other picture.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from restoration.media import Tile, convert_depth, write_tiles
from tests.e2e import shader_reference as reference
from tests.e2e.engine_page import build_engine_pages, opened
from tests.e2e.shader_reference import NEUTRAL, Real, Side
from tests.e2e.test_shaders import BOUND, CANVAS, VIEWS, given, image, planar
from tests.e2e.viewer_clip import served

pytestmark = pytest.mark.e2e

WIDTH, HEIGHT = 192, 128
SINGLE = {"kind": "single", "side": 0}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("stills")
    build_engine_pages(folder / "page")
    with served(folder) as address, opened(f"{address}/page/render-harness.html") as page:
        page.wait_for_function("window.shaders !== undefined")
        yield page


def noise(depth: int, width: int = 61, height: int = 47) -> NDArray[np.uint16]:
    return np.random.default_rng(depth).integers(0, 1 << depth, (height, width, 3)).astype(np.uint16)


def lay(page: Page, codes: NDArray[np.uint16], bits: int, tile: Tile, side: int = 0) -> None:
    """Lay a part of a picture over a side."""
    part = codes[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
    if bits > 8:
        data = np.ascontiguousarray(np.moveaxis(part[..., [1, 2, 0]], 2, 0)).astype("<u2").tobytes()
    else:
        alpha = np.full((*part.shape[:2], 1), 255, np.uint8)
        data = np.concatenate([part.astype(np.uint8), alpha], axis=2).tobytes()
    place = {"x": tile.x, "y": tile.y, "width": tile.width, "height": tile.height}
    raster = [codes.shape[1], codes.shape[0]]
    tiles = place | {"bits": bits, "raster": raster, "data": base64.b64encode(data).decode()}
    page.evaluate("args => shaders.lay(...args)", [side, tiles])


def drawn(page: Page, view: str, mode: dict[str, Any] = SINGLE) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """The canvas, and where the picture lies on it."""
    shot_view, is_smooth = VIEWS[view]
    shot = {"mode": mode, "pair": [0, 1], "view": shot_view, "adjustments": [NEUTRAL], "isSmooth": is_smooth}
    answer = page.evaluate("shot => shaders.draw(shot)", shot)
    pixels = np.frombuffer(base64.b64decode(answer["pixels"]), np.uint8).reshape(CANVAS[1], CANVAS[0], 4)
    return pixels[..., :3], answer["panes"][0]["box"]


def shown(side: Side, box: dict[str, Any], view: str) -> Real:
    return reference.shown(side, box, CANVAS, NEUTRAL, is_smooth=VIEWS[view][1])


@pytest.mark.parametrize(("depth", "bits"), [(8, 8), (10, 10), (12, 12), (16, 12), (16, 8)])
def test_the_browser_decodes_the_codes_that_were_written(page: Page, tmp_path: Path, depth: int, bits: int) -> None:
    codes = noise(depth)
    [path] = write_tiles(tmp_path, codes, depth, bits, [Tile(0, 0, 61, 47)])
    data = base64.b64encode(path.read_bytes()).decode()
    tile = page.evaluate("given => shaders.decode(...given)", [f"image/{path.suffix[1:]}", data])
    raw = base64.b64decode(tile["data"])
    assert tile["bits"] == bits
    if bits > 8:
        green, blue, red = np.frombuffer(raw, "<u2").reshape(3, 47, 61)
        seen = np.stack([red, green, blue], axis=2)
    else:
        seen = np.frombuffer(raw, np.uint8).reshape(47, 61, 4)[..., :3].astype(np.uint16)
    assert np.array_equal(seen, convert_depth(codes, depth, bits))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("bits", [8, 10, 12])
def test_a_still_is_drawn_as_the_picture_it_is(page: Page, bits: int, view: str) -> None:
    side = image(3, WIDTH, HEIGHT)
    codes = convert_depth(side.planes[0].astype(np.uint16), 8, bits)
    page.evaluate("args => shaders.open(...args)", [*CANVAS, [given(planar(1, WIDTH, HEIGHT))]])
    lay(page, codes, bits, Tile(0, 0, WIDTH, HEIGHT))
    pixels, box = drawn(page, view)
    assert np.abs(pixels - shown(side, box, view)).max() <= BOUND


@pytest.mark.parametrize("bits", [8, 10])
def test_at_one_to_one_every_pixel_is_the_stills_code(page: Page, bits: int) -> None:
    side = image(3, WIDTH, HEIGHT)
    codes = convert_depth(side.planes[0].astype(np.uint16), 8, bits)
    page.evaluate("args => shaders.open(...args)", [*CANVAS, [given(planar(1, WIDTH, HEIGHT))]])
    lay(page, codes, bits, Tile(0, 0, WIDTH, HEIGHT))
    pixels, box = drawn(page, "one")
    left, top = box["x"], box["y"]
    right, bottom = min(left + WIDTH, CANVAS[0]), min(top + HEIGHT, CANVAS[1])
    part = pixels[max(top, 0) : bottom, max(left, 0) : right]
    assert np.array_equal(part, side.planes[0][max(-top, 0) : bottom - top, max(-left, 0) : right - left])


@pytest.mark.parametrize("bits", [8, 10])
def test_beside_its_tiles_the_proxy_shows(page: Page, bits: int) -> None:
    side, proxy = image(3, WIDTH, HEIGHT), planar(1, WIDTH, HEIGHT)
    tile = Tile(64, 32, 48, 64)
    page.evaluate("args => shaders.open(...args)", [*CANVAS, [given(proxy)]])
    lay(page, convert_depth(side.planes[0].astype(np.uint16), 8, bits), bits, tile)
    pixels, box = drawn(page, "one")
    rows, columns = np.mgrid[0 : CANVAS[1], 0 : CANVAS[0]]
    x, y = columns - box["x"], rows - box["y"]
    is_inside = (x >= tile.x) & (x < tile.x + tile.width) & (y >= tile.y) & (y < tile.y + tile.height)
    expected = np.where(is_inside[..., None], shown(side, box, "one"), shown(proxy, box, "one"))
    assert is_inside.sum() == tile.width * tile.height
    assert np.abs(pixels - expected).max() <= BOUND


@pytest.mark.parametrize("view", ["fit", "one", "four_nearest"])
@pytest.mark.parametrize("bits", [8, 10])
def test_the_grain_aware_difference_is_measured_on_the_stills(page: Page, bits: int, view: str) -> None:
    """The proxies are something else, and half as fine."""
    sides = [image(3, WIDTH, HEIGHT), image(7, WIDTH, HEIGHT)]
    proxies = [planar(seed, WIDTH // 2, HEIGHT // 2) for seed in (1, 2)]
    page.evaluate("args => shaders.open(...args)", [*CANVAS, [given(proxy) for proxy in proxies]])
    for index, side in enumerate(sides):
        codes = convert_depth(side.planes[0].astype(np.uint16), 8, bits)
        lay(page, codes, bits, Tile(0, 0, WIDTH, HEIGHT), index)
    mode = {"kind": "difference", "measure": "grain", "gain": 2}
    pixels, box = drawn(page, view, mode)
    grey = reference.over_grain(sides[0], sides[1], box, CANVAS, 2)
    expected = np.where(reference.covered(box, CANVAS), grey, reference.SURROUND)
    assert np.abs(pixels - expected[..., None]).max() <= 2 * BOUND


@pytest.mark.parametrize("bits", [8, 10])
def test_probe_and_scopes_read_the_still(page: Page, bits: int) -> None:
    codes = noise(bits, WIDTH, HEIGHT)
    page.evaluate("args => shaders.open(...args)", [*CANVAS, [given(planar(1, WIDTH, HEIGHT))]])
    lay(page, codes, bits, Tile(0, 0, WIDTH, HEIGHT))
    levels = np.floor(codes * (255 / (2**bits - 1)) + 0.5).astype(int)
    for x, y in [(0, 0), (100, 37), (WIDTH - 1, HEIGHT - 1)]:
        point = [0, (x + 0.5) / WIDTH, (y + 0.5) / HEIGHT]
        assert page.evaluate("point => shaders.codes(...point)", point) == levels[y, x].tolist()
    counts = page.evaluate("shaders.scope(0, 'histogram')")
    for index, channel in enumerate(("red", "green", "blue")):
        assert counts[channel] == np.bincount(levels[..., index].ravel(), minlength=256).tolist()
