"""Regions on pixels and back, through shifts, parts of pixels and enlargement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.engine.geometry import (
    after,
    feathered,
    grown,
    magnification,
    region_mask,
    region_of_box,
    scan_edges,
    unmoved,
)
from restoration.recipe import Region

SCAN = (36, 52)


def moved(dx: float, dy: float, times: int = 1) -> np.ndarray:
    centre = (times - 1) / 2
    placement = after(unmoved(), np.array([[1, 0, dx], [0, 1, dy]]))
    return after(placement, np.array([[times, 0, centre], [0, times, centre]]))


regions = st.builds(
    lambda x, y, w, h: Region(x=x, y=y, width=min(w, 65536 - x), height=min(h, 65536 - y)),
    st.integers(0, 65535),
    st.integers(0, 65535),
    st.integers(1, 65536),
    st.integers(1, 65536),
)


def box_of(mask: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@given(regions)
def test_on_the_scan_a_mask_is_exactly_the_touched_pixels(region: Region) -> None:
    mask = region_mask(region, scan=SCAN, raster=SCAN, placement=unmoved())
    left, top, right, bottom = scan_edges(region, SCAN)
    expected = np.zeros(SCAN, bool)
    expected[int(top) : int(bottom), int(left) : int(right)] = True
    assert np.array_equal(mask, expected)
    assert mask.any()


@given(regions, st.integers(-20, 20), st.integers(-20, 20))
def test_whole_pixel_moves_move_the_mask(region: Region, dx: int, dy: int) -> None:
    still = region_mask(region, scan=SCAN, raster=SCAN, placement=unmoved())
    there = region_mask(region, scan=SCAN, raster=SCAN, placement=moved(dx, dy))
    expected = np.zeros(SCAN, bool)
    rows, columns = np.nonzero(still)
    keep = (rows + dy >= 0) & (rows + dy < SCAN[0]) & (columns + dx >= 0) & (columns + dx < SCAN[1])
    expected[rows[keep] + dy, columns[keep] + dx] = True
    assert np.array_equal(there, expected)


@given(regions, st.integers(-2560, 2560), st.integers(-2560, 2560), st.sampled_from([1, 2, 3]))
def test_there_and_back_holds_the_region(region: Region, dx: int, dy: int, times: int) -> None:
    placement = moved(dx / 256, dy / 256, times)
    raster = (SCAN[0] * times, SCAN[1] * times)
    mask = region_mask(region, scan=SCAN, raster=raster, placement=placement)
    if not mask.any():
        return
    back = region_of_box(box_of(mask), scan=SCAN, placement=placement)
    assert back is not None
    again = region_mask(back, scan=SCAN, raster=raster, placement=placement)
    assert np.all(again | ~mask)
    tighter = grown(mask, 2 * times)
    assert np.all(tighter | ~again)


@given(regions)
def test_on_the_scan_there_and_back_is_exact(region: Region) -> None:
    mask = region_mask(region, scan=SCAN, raster=SCAN, placement=unmoved())
    back = region_of_box(box_of(mask), scan=SCAN, placement=unmoved())
    assert back is not None
    assert np.array_equal(region_mask(back, scan=SCAN, raster=SCAN, placement=unmoved()), mask)


def test_enlarging_enlarges_the_mask_exactly() -> None:
    region = Region(x=65536 // 4, y=0, width=65536 // 2, height=32768)
    still = region_mask(region, scan=(8, 8), raster=(8, 8), placement=unmoved())
    larger = region_mask(region, scan=(8, 8), raster=(24, 24), placement=moved(0, 0, 3))
    assert np.array_equal(larger, np.kron(still, np.ones((3, 3), bool)))


def test_a_part_of_a_pixel_touches_one_pixel_more() -> None:
    region = Region(x=16384, y=16384, width=16384, height=16384)
    mask = region_mask(region, scan=(8, 8), raster=(8, 8), placement=moved(0.5, 0))
    assert box_of(mask) == (2, 2, 5, 4)


def test_no_region_is_the_whole_frame() -> None:
    assert region_mask(None, scan=SCAN, raster=(3, 4), placement=unmoved()).all()


def test_a_box_beside_the_scan_shows_nothing_of_it() -> None:
    assert region_of_box((0, 0, 4, 4), scan=SCAN, placement=moved(10, 0)) is None


@pytest.mark.parametrize(("pixels", "side"), [(0, 1), (1, 3), (4, 9), (500, 21)])
def test_growing_reaches_that_many_pixels(pixels: int, side: int) -> None:
    mask = np.zeros((21, 21), bool)
    mask[10, 10] = True
    assert grown(mask, pixels).sum() == side * side


def test_a_feather_falls_from_one_inside_to_nothing_outside() -> None:
    mask = np.zeros((9, 9), bool)
    mask[:, :3] = True
    weights = feathered(mask, 3)[4]
    np.testing.assert_allclose(weights, [1, 1, 1, 0.75, 0.5, 0.25, 0, 0, 0], atol=1e-6)
    assert np.array_equal(feathered(mask, 0), mask.astype(np.float32))


def test_the_largest_side_of_a_scan_pixel() -> None:
    assert magnification(moved(3.5, -2, 4)) == 4
