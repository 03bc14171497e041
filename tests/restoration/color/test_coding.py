import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.color import coding
from restoration.stages.contract import Coding, ScanCoding

SIXTEEN_BITS = (np.arange(65536, dtype=np.float64) / 65535).astype(np.float32)
CODINGS: tuple[Coding, ...] = ("display", "printing_density", "scene_log")
SCANS = [ScanCoding(name, is_negative) for name in CODINGS for is_negative in (False, True)]


def sixteen_bits(codes: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.rint(np.clip(codes.astype(np.float64), 0, 1) * 65535).astype(np.int64)


def test_scene_log_is_acescct_divided_by_its_value_at_the_largest_half() -> None:
    # S-2016-001: ACEScct(0.18) = 0.4135884, ACEScct(0) = 0.0729055, ACEScct(65504) = 1.467996
    codes = coding.scene_log_from_linear(np.array([0.0, 0.18, 1.0, 65504.0], np.float32))
    assert codes == pytest.approx([0.0729055 / 1.4679964, 0.4135884 / 1.4679964, 0.5547945 / 1.4679964, 1.0], abs=2e-7)


def test_scene_log_of_light_that_no_camera_sees() -> None:
    codes = coding.scene_log_from_linear(np.array([np.nan, np.inf, -np.inf, -5.0, 1e9, -0.001], np.float32))
    assert codes[:5].tolist() == [0.0, 1.0, 0.0, 0.0, 1.0]
    assert coding.linear_from_scene_log(codes[5:]) == pytest.approx([-0.001], abs=1e-7)


def test_scene_log_keeps_all_sixteen_bits() -> None:
    light = coding.linear_from_scene_log(SIXTEEN_BITS)
    assert (np.diff(light) > 0).all()
    assert (sixteen_bits(coding.scene_log_from_linear(light)) == np.arange(65536)).all()


@pytest.mark.parametrize("scan", SCANS, ids=str)
def test_density_keeps_all_sixteen_bits(scan: ScanCoding) -> None:
    density = coding.density_from_codes(SIXTEEN_BITS, scan)
    assert (sixteen_bits(coding.codes_from_density(density, scan)) == np.arange(65536)).all()


@pytest.mark.parametrize("scan", SCANS, ids=str)
def test_linear_light_keeps_the_codes(scan: ScanCoding) -> None:
    usable = SIXTEEN_BITS[2500:] if scan.coding == "display" else SIXTEEN_BITS
    light = coding.linear_from_codes(np.repeat(usable[:, None], 3, axis=1), scan)
    assert np.abs(coding.codes_from_linear(light, scan)[:, 1] - usable).max() < 1e-6


def test_a_cineon_code_is_two_thousandths_of_density() -> None:
    density = coding.density_from_codes(np.array([0.0, 512 / 1023, 1.0], np.float32), ScanCoding("printing_density"))
    assert density == pytest.approx([0.0, 1.025, 2.048], abs=2e-6)


def test_cineon_white_is_one_and_ninety_codes_are_a_stop_of_the_scene() -> None:
    codes = np.array([685, 685 - 0.6 * 1023 / 2.048 * np.log10(2)], np.float32) / 1023
    assert coding.linear_from_codes(codes, ScanCoding("printing_density")) == pytest.approx([1.0, 0.5], rel=1e-5)


def test_a_negative_turns_dark_codes_into_a_bright_scene_and_takes_its_mask_off() -> None:
    mask = (0.2, 0.6, 0.9)
    scan = ScanCoding("display", is_negative=True)
    clear_film = coding.codes_from_density(np.array(mask, np.float32), scan)
    density = coding.scene_density(np.stack([clear_film, clear_film * 0.5]), scan, mask)
    assert density[0] == pytest.approx([0, 0, 0], abs=1e-6)
    assert density[1] == pytest.approx([2.4 * np.log10(2)] * 3, abs=1e-5)


def test_display_light_is_bt_1886() -> None:
    assert coding.linear_from_codes(np.array([0.0, 0.5, 1.0], np.float32), ScanCoding()) == pytest.approx(
        [0.0, 0.5**2.4, 1.0]
    )
