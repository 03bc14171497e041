from pathlib import Path

import cv2
import numpy as np
import pytest

from restoration.media import convert_depth, file_digest, write_still, write_thumbnail_sheet
from restoration.media.errors import NoFrames, TooLarge
from tests.restoration.media.clips import noise, pictures


@pytest.mark.parametrize("depth", [8, 10, 12, 16])
def test_a_still_is_exact_after_rounding_to_8_bits(tmp_path: Path, depth: int) -> None:
    pixels = noise(1, width=61, height=47, depth=depth)[0]
    still = write_still(tmp_path / "s.webp", pixels, depth)
    shown = np.asarray(cv2.imread(str(still.path)))[..., ::-1]
    assert np.array_equal(shown, convert_depth(pixels, depth, 8))
    assert (still.width, still.height, still.digest) == (61, 47, file_digest(still.path))
    assert still.path.read_bytes()[12:16] == b"VP8L"


def test_a_still_wider_than_webp_allows(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="16384 x 2 pixels; at most 16383"):
        write_still(tmp_path / "s.webp", np.zeros((2, 16384, 3), np.uint16), 8)


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
