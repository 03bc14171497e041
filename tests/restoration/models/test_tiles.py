from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.models.tiles import Tile, tiles


@given(
    height=st.integers(1, 60), width=st.integers(1, 150), side=st.integers(12, 80), margin=st.integers(0, 20),
    multiple=st.sampled_from([1, 4]),
)  # fmt: skip
def test_tiles_keep_every_pixel_once_and_are_all_of_one_size(
    height: int, width: int, side: int, margin: int, multiple: int
) -> None:
    height, width, margin = height * multiple, width * multiple, margin * multiple
    kept = np.zeros((height, width), int)
    sizes = set()
    for tile in tiles(height, width, side=side, margin=margin, multiple=multiple):
        kept[tile.rows.kept, tile.columns.kept] += 1
        sizes.add(tuple(axis.read.stop - axis.read.start for axis in (tile.rows, tile.columns)))
        for axis, length in ((tile.rows, height), (tile.columns, width)):
            assert 0 <= axis.read.start <= max(0, axis.kept.start - margin)
            assert min(length, axis.kept.stop + margin) <= axis.read.stop <= length
            assert all(edge % multiple == 0 for edge in (axis.read.start, axis.read.stop, axis.kept.start))
            assert axis.kept.stop - axis.kept.start <= -(-side // multiple) * multiple
    assert (kept == 1).all()
    assert len(sizes) == 1


@pytest.mark.parametrize(("height", "width", "count"), [(480, 640, 1), (1080, 1920, 6), (768, 769, 2)])
def test_a_picture_is_parted_evenly(height: int, width: int, count: int) -> None:
    assert len(list(tiles(height, width, side=768, margin=64))) == count


def test_where_a_tile_lies_when_it_is_enlarged() -> None:
    picture = np.arange(40 * 60).reshape(40, 60)
    large = picture.repeat(3, axis=0).repeat(3, axis=1)

    def parts(tile: Tile) -> tuple[np.ndarray, np.ndarray]:
        read = picture[tile.rows.read, tile.columns.read].repeat(3, axis=0).repeat(3, axis=1)
        kept = read[tile.rows.kept_of_read(3), tile.columns.kept_of_read(3)]
        return kept, large[tile.rows.kept_large(3), tile.columns.kept_large(3)]

    grid = list(tiles(40, 60, side=16, margin=8))
    assert len(grid) == len(list(product(range(3), range(4))))
    for tile in grid:
        kept, there = parts(tile)
        assert np.array_equal(kept, there)
