import numpy as np
import pytest

from restoration.media.yuv import WEIGHTS, rgb_from_gray, rgb_from_yuv


@pytest.mark.parametrize("depth", [8, 10, 12, 16])
@pytest.mark.parametrize("matrix", sorted(WEIGHTS))
@pytest.mark.parametrize("is_full", [False, True], ids=["limited", "full"])
def test_every_matrix_and_depth_is_within_one_code_of_the_standard(depth: int, matrix: int, is_full: bool) -> None:
    top, unit = (1 << depth) - 1, 1 << (depth - 8)
    rng = np.random.default_rng(depth)
    planes = [rng.integers(0, top + 1, (32, 48)).astype(np.uint16) for _ in range(3)]
    luma, blue, red = (plane.astype(np.float64) for plane in planes)
    luma = luma / top if is_full else (luma - 16 * unit) / (219 * unit)
    blue, red = ((plane - 128 * unit) / (top if is_full else 224 * unit) for plane in (blue, red))
    red_weight, blue_weight = WEIGHTS[matrix]
    r, b = luma + 2 * (1 - red_weight) * red, luma + 2 * (1 - blue_weight) * blue
    g = (luma - red_weight * r - blue_weight * b) / (1 - red_weight - blue_weight)
    expected = np.rint(np.clip(np.stack([r, g, b], axis=2), 0, 1) * top)
    found = rgb_from_yuv(
        (planes[0], planes[1], planes[2]), depth=depth, matrix=matrix, is_full=is_full, is_left_sited=True
    )
    assert np.abs(found.astype(np.float64) - expected).max() <= 1


@pytest.mark.parametrize(("code", "expected"), [(16, 0), (235, 255), (0, 0), (255, 255), (126, 128)])
def test_gray_of_limited_range(code: int, expected: int) -> None:
    pixels = rgb_from_gray(np.full((2, 2), code, np.uint8), depth=8, is_full=False)
    assert pixels.shape == (2, 2, 3)
    assert set(pixels.ravel().tolist()) == {expected}


def test_gray_of_full_range_is_copied() -> None:
    assert rgb_from_gray(np.array([[0, 1023]], np.uint16), depth=10, is_full=True)[0, :, 1].tolist() == [0, 1023]


@pytest.mark.parametrize(("is_left_sited", "expected"), [(True, [0, 50, 100, 100]), (False, [0, 25, 75, 100])])
def test_chroma_is_interpolated_from_its_place(is_left_sited: bool, expected: list[int]) -> None:
    """With full-range luma of 128, blue is 128 plus 1.8556 times the chroma's distance from 128."""
    luma = np.full((2, 4), 100, np.uint8)
    blue, red = np.array([[128, 178]], np.uint8), np.full((1, 2), 128, np.uint8)
    pixels = rgb_from_yuv((luma, blue, red), depth=8, matrix=1, is_full=True, is_left_sited=is_left_sited)
    shares = (pixels[0, :, 2].astype(float) - 100) / (1.8556 * 50) * 100
    assert np.allclose(shares, expected, atol=1)


def test_odd_sizes() -> None:
    luma, chroma = np.full((5, 7), 128, np.uint8), np.full((3, 4), 128, np.uint8)
    pixels = rgb_from_yuv((luma, chroma, chroma), depth=8, matrix=6, is_full=True, is_left_sited=True)
    assert pixels.shape == (5, 7, 3)
    assert set(pixels.ravel().tolist()) == {128}
