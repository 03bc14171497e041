from pathlib import Path

import cv2
import numpy as np
import pytest

from restoration.media import Tile, convert_depth, write_thumbnail_sheet, write_tiles
from restoration.media.errors import NoFrames
from tests.restoration.media.clips import noise, pictures

WHOLE = Tile(0, 0, 61, 47)


@pytest.mark.parametrize(("depth", "bits"), [(8, 8), (10, 8), (12, 8), (16, 8), (10, 10), (12, 12), (16, 12)])
def test_a_tile_is_exact_after_rounding_to_its_bits(tmp_path: Path, depth: int, bits: int) -> None:
    pixels = noise(1, width=61, height=47, depth=depth)[0]
    [path] = write_tiles(tmp_path, pixels, depth, bits, [WHOLE])
    shown = np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))[..., ::-1]
    assert np.array_equal(shown, convert_depth(pixels, depth, bits))
    kind = b"WEBPVP8L" if bits == 8 else b"ftypavif"
    assert kind in path.read_bytes()[:16]


def test_tiles_of_ten_bits_keep_every_code(tmp_path: Path) -> None:
    ramp = np.arange(1024, dtype=np.uint16).reshape(16, 64, 1).repeat(3, axis=2)
    [path] = write_tiles(tmp_path, ramp, 10, 10, [Tile(0, 0, 64, 16)])
    assert np.unique(np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))).size == 1024


def test_tiles_are_the_parts_that_were_asked_for(tmp_path: Path) -> None:
    pixels = noise(1, width=61, height=47, depth=10)[0]
    tiles = [Tile(0, 0, 32, 32), Tile(32, 0, 29, 32), Tile(32, 32, 29, 15), Tile(60, 46, 1, 1)]
    paths = write_tiles(tmp_path, pixels, 10, 10, tiles)
    for tile, path in zip(tiles, paths, strict=True):
        shown = np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))[..., ::-1]
        part = pixels[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
        assert np.array_equal(shown, part)


def test_a_tile_has_no_other_bits(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not 9"):
        write_tiles(tmp_path, np.zeros((2, 2, 3), np.uint16), 10, 9, [Tile(0, 0, 2, 2)])


def test_a_sheet_has_its_tiles_in_reading_order(tmp_path: Path) -> None:
    flat = [np.full((90, 160, 3), 20 * n, np.uint16) for n in range(7)]
    sheet = write_thumbnail_sheet(tmp_path / "t.webp", flat, bit_depth=8, columns=3, tile_height=18)
    shown = np.asarray(cv2.imread(str(sheet.path)))
    assert (sheet.count, sheet.columns, sheet.tile_width, sheet.tile_height) == (7, 3, 32, 18)
    assert shown.shape == (54, 96, 3)
    middles = [int(shown[n // 3 * 18 + 9, n % 3 * 32 + 16, 0]) for n in range(7)]
    assert np.abs(np.array(middles) - 20 * np.arange(7)).max() <= 3


def test_a_sheet_needs_pictures(tmp_path: Path) -> None:
    with pytest.raises(NoFrames):
        write_thumbnail_sheet(tmp_path / "t.webp", [], bit_depth=8)
    assert write_thumbnail_sheet(tmp_path / "t.webp", pictures(1), bit_depth=8).count == 1
