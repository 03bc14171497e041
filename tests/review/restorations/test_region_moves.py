"""Regions between scan and picture: exact, inside the frame, and back where they were."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.recipe.scope import REGION_UNITS, Region
from review.restorations.region_moves import UNMOVED, Raster, RegionMove, to_picture

ONE = 65536
SCAN = Raster(640, 480)

rasters = st.builds(Raster, st.integers(16, 8192), st.integers(16, 8192))
shifts = st.integers(-40 * 256, 40 * 256)
scales = st.sampled_from([1, 2, 3, 4])
regions = st.builds(
    lambda x, y, w, h: Region(x=x, y=y, width=min(w, REGION_UNITS - x), height=min(h, REGION_UNITS - y)),
    st.integers(0, REGION_UNITS - 1),
    st.integers(0, REGION_UNITS - 1),
    st.integers(1, REGION_UNITS),
    st.integers(1, REGION_UNITS),
)


def stabilised(dx: int, dy: int, times: int = 1, scan: Raster = SCAN) -> RegionMove:
    """Return the move to a picture shifted by 1/256 pixels, then enlarged."""
    centre = (times - 1) * ONE // 2
    placement = [times * ONE, 0, times * dx * 256 + centre, 0, times * ONE, times * dy * 256 + centre]
    return to_picture(placement, scan=scan, picture=Raster(scan.width * times, scan.height * times))


def edges(region: Region) -> tuple[int, int, int, int]:
    return region.x, region.y, region.x + region.width, region.y + region.height


def test_a_region_moves_with_the_picture() -> None:
    region = Region(x=16384, y=16384, width=8192, height=8192)
    moved = stabilised(10 * 256, -6 * 256).of(region)
    # 10 of 640 pixels are 1024 units across, 6 of 480 are 819.2 down.
    assert moved == Region(x=17408, y=15565, width=8192, height=8192)


@given(regions, scales)
def test_enlarging_alone_moves_no_region(region: Region, times: int) -> None:
    assert stabilised(0, 0, times).of(region) == region
    assert stabilised(0, 0, times) == UNMOVED


@given(regions, shifts, shifts, scales, rasters)
def test_there_and_back_is_one_unit_at_most(region: Region, dx: int, dy: int, times: int, scan: Raster) -> None:
    move = stabilised(dx, dy, times, scan)
    there = move.of(region)
    if there is None:
        return
    back = move.inverse().of(there)
    assert back is not None
    for was, now, on_picture in zip(edges(region), edges(back), edges(there), strict=True):
        was_cut = on_picture in {0, REGION_UNITS}
        assert was_cut or abs(was - now) <= 1


@given(regions, shifts, shifts, scales)
def test_going_to_and_fro_again_changes_nothing_more(region: Region, dx: int, dy: int, times: int) -> None:
    move = stabilised(dx, dy, times)
    there = move.of(region)
    if there is None or 0 in edges(there) or REGION_UNITS in edges(there):
        return
    back = move.inverse().of(there)
    assert back is not None
    assert move.of(back) == there


@given(st.integers(-3 * ONE, 3 * ONE), st.integers(-3 * ONE, 3 * ONE), st.integers(1, ONE), rasters, rasters)
def test_the_inverse_undoes_the_move_exactly(b: int, d: int, scale: int, scan: Raster, picture: Raster) -> None:
    if scale * scale == b * d:
        return
    move = to_picture([scale, b, 12345, d, scale, -678], scan=scan, picture=picture)
    u, v = Fraction(1000), Fraction(60000)
    x, y = move.a * u + move.b * v + move.c, move.d * u + move.e * v + move.f
    back = move.inverse()
    assert (back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f) == (u, v)


@pytest.mark.parametrize(
    ("dx", "expected"),
    [
        (319 * 256, Region(x=65434, y=0, width=102, height=65536)),
        (320 * 256, None),
        (-640 * 256, None),
        (-639 * 256, Region(x=0, y=0, width=102, height=65536)),
    ],
)
def test_a_region_is_cut_at_the_frame_and_gone_outside(dx: int, expected: Region | None) -> None:
    right_half = Region(x=32768, y=0, width=32768, height=65536)
    assert stabilised(dx, 0).of(right_half) == expected


def test_a_sliver_inside_is_at_least_one_unit() -> None:
    assert to_picture([ONE, 0, 0, 0, ONE, 0], scan=Raster(10, 10), picture=Raster(10**6, 10)).of(
        Region(x=5, y=0, width=1, height=65536)
    ) == Region(x=0, y=0, width=1, height=65536)


def test_a_turned_region_is_the_rectangle_around_it() -> None:
    # A quarter turn about the middle of a square frame: (x, y) goes to (9 - y, x).
    quarter = to_picture([0, -ONE, 9 * ONE, ONE, 0, 0], scan=Raster(10, 10), picture=Raster(10, 10))
    top_left = Region(x=0, y=0, width=16384, height=8192)
    assert quarter.of(top_left) == Region(x=65536 - 8192, y=0, width=8192, height=16384)
