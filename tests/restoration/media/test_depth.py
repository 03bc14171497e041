import numpy as np
import pytest

from restoration.media import convert_depth, from_master_codes, master_depth, to_master_codes
from restoration.media.depth import white


@pytest.mark.parametrize(("source", "master"), [(8, 10), (9, 10), (10, 10), (12, 12), (14, 16), (16, 16)])
def test_masters_are_at_least_10_bits_deep(source: int, master: int) -> None:
    assert master_depth(source) == master


@pytest.mark.parametrize("depth", [8, 10, 12, 16])
def test_every_code_comes_back_from_the_master(depth: int) -> None:
    codes = np.arange(1 << depth, dtype=np.uint16)
    assert np.array_equal(from_master_codes(to_master_codes(codes, depth), depth), codes)


@pytest.mark.parametrize("source", range(1, 17))
def test_up_and_down_again_is_exact(source: int) -> None:
    codes = np.arange(1 << source, dtype=np.uint16)
    for target in range(source, 17):
        assert np.array_equal(convert_depth(convert_depth(codes, source, target), target, source), codes)


@pytest.mark.parametrize(("source", "target"), [(8, 10), (10, 8), (8, 16), (16, 10), (12, 16)])
def test_black_and_white_stay(source: int, target: int) -> None:
    assert convert_depth(np.array([0, white(source)], np.uint16), source, target).tolist() == [0, white(target)]
