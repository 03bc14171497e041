from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.delivery.dither import reduce_depth, triangular_noise
from restoration.delivery.ycbcr import limited_planes
from restoration.media import convert_depth

DEPTHS = (8, 10, 12, 16)


@pytest.mark.parametrize(("few", "many"), [(few, many) for few in DEPTHS for many in DEPTHS if few <= many])
def test_codes_that_were_only_lifted_come_back_exactly(few: int, many: int) -> None:
    codes = np.arange(1 << few, dtype=np.uint16)[: (1 << few) // 3 * 3].reshape(-1, 1, 3)
    lifted = convert_depth(codes, few, many)
    assert np.array_equal(reduce_depth(lifted, many, few), codes)
    assert np.array_equal(reduce_depth(codes, few, many), lifted)


def test_the_mean_of_a_dithered_field_is_the_code_that_was_asked_for() -> None:
    """Between two codes, where rounding would be up to half a code off, the mean of a field is right to 1/100."""
    for code in (1000, 1010, 1016, 1030, 1050, 40000, 65000):
        field = np.full((300, 300, 3), code, np.uint16)
        mean = reduce_depth(field, 16, 10).mean()
        assert abs(mean - code * 1023 / 65535) < 0.01


def test_a_16_bit_ramp_has_no_steps_left() -> None:
    """Over columns 8 times finer than a 10-bit code, the mean of each still follows the ramp."""
    ramp = np.linspace(30000, 32000, 256).astype(np.uint16)
    field = np.broadcast_to(ramp[None, :, None], (2000, 256, 3))
    columns = reduce_depth(field, 16, 10).mean(axis=(0, 2))
    assert np.abs(columns - ramp * (1023 / 65535)).max() < 0.05
    rounded = convert_depth(field, 16, 10).mean(axis=(0, 2))
    assert np.abs(rounded - ramp * (1023 / 65535)).max() > 0.45


def test_equal_pictures_are_dithered_equally_and_others_are_not() -> None:
    one = np.full((20, 20, 3), 1000, np.uint16)
    other = one.copy()
    other[0, 0, 0] = 2000
    assert np.array_equal(reduce_depth(one, 16, 10), reduce_depth(one.copy(), 16, 10))
    assert (reduce_depth(one, 16, 10)[1:] != reduce_depth(other, 16, 10)[1:]).any()


def test_the_noise_is_the_same_on_every_machine() -> None:
    noise = triangular_noise((4, 4), seed=12345)
    assert (np.round(noise[0] * 65536).astype(int)).tolist() == [-11680, -19180, -24683, 31814]
    large = triangular_noise((400, 400), seed=1)
    assert np.abs(large).max() < 1
    assert abs(float(large.mean())) < 0.01
    assert abs(float(large.var()) - 1 / 6) < 0.005


@settings(max_examples=25)
@given(st.integers(0, 65535), st.sampled_from([1, 6, 9]), st.sampled_from(["444", "422", "420"]))
def test_gray_has_neutral_chroma_and_legal_luma(code: int, matrix: int, sampling: str) -> None:
    field = np.full((16, 16, 3), code, np.uint16)
    luma, blue, red = limited_planes(field, 16, matrix, sampling)  # type: ignore[arg-type]
    assert abs(float(luma.mean()) - (64 + code / 65535 * 876)) < 0.25
    assert {*blue.ravel().tolist(), *red.ravel().tolist()} == {512}
    assert luma.min() >= 64
    assert luma.max() <= 940


@pytest.mark.parametrize("sampling", ["444", "422", "420"])
def test_planes_have_their_sampling_and_odd_sides_lose_nothing(sampling: str) -> None:
    field = np.full((6, 7, 3), 512, np.uint16) if sampling != "420" else np.full((6, 8, 3), 512, np.uint16)
    shapes = [plane.shape for plane in limited_planes(field, 10, 1, sampling)]  # type: ignore[arg-type]
    assert shapes[1:] == {"444": [(6, 7)] * 2, "422": [(6, 4)] * 2, "420": [(3, 4)] * 2}[sampling]


def test_ten_bit_gray_is_rounded_and_never_dithered() -> None:
    ramp = np.repeat(np.arange(1024, dtype=np.uint16)[None, :, None], 3, 2)
    luma = limited_planes(ramp, 10, 1, "444")[0][0].tolist()
    assert luma == [round(64 + code * 876 / 1023) for code in range(1024)]
    assert all(after - before in {0, 1} for before, after in pairwise(luma))
