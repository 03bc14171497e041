import numpy as np
import pytest

from restoration.color.coding import Array, codes_from_density, scene_log_from_linear
from restoration.color.print_curve import density_from_display, display_from_density
from restoration.color.viewing import UnknownViewingTransform, ViewingTransform, viewing_transform
from restoration.stages.contract import ScanCoding

CINEON = ScanCoding("printing_density")
RAMP = np.repeat(np.linspace(0, 1, 1024, dtype=np.float32)[None, :, None], 3, axis=2)


def row(*codes: float) -> Array:
    return np.array([[[code] * 3 for code in codes]], np.float32)


def test_display_codes_are_seen_as_they_are() -> None:
    transform = viewing_transform(ScanCoding())
    assert (transform.id, transform.version) == ("display", 1)
    assert transform.display(RAMP) is RAMP


def test_a_cineon_scan_gets_black_grey_and_white_of_a_print() -> None:
    seen = viewing_transform(CINEON).display(row(0, 95 / 1023, 445 / 1023, 685 / 1023, 1))[0, :, 1]
    assert seen[[0, 4]].tolist() == [0, 1]
    assert seen[1] < 0.07
    assert seen[2] == pytest.approx(0.18 ** (1 / 2.4), abs=0.01)
    assert 0.82 < seen[3] < 0.9


@pytest.mark.parametrize("coding", ["printing_density", "scene_log"])
@pytest.mark.parametrize("is_negative", [False, True])
def test_log_ramps_stay_smooth_and_grey(coding: str, is_negative: bool) -> None:
    scan = ScanCoding(coding, is_negative)  # type: ignore[arg-type]
    seen = viewing_transform(scan).display(RAMP)[0]
    steps = np.diff(seen[:, 1]) * (-1 if is_negative else 1)
    assert steps.min() >= -1e-6
    assert steps.max() < 8 / 1023
    assert np.abs(seen - seen[:, 1:2]).max() < 1e-4


def test_an_orange_negative_becomes_a_grey_positive() -> None:
    scan = ScanCoding("display", is_negative=True)
    mask = (0.2, 0.6, 0.85)
    density = np.array(mask, np.float32) + np.array([[[0.19], [0.89], [1.37]]], np.float32)
    seen = viewing_transform(scan, mask).display(codes_from_density(density, scan))[0]
    assert np.abs(seen - seen[:, 1:2]).max() < 2e-3
    assert seen[:, 1] == pytest.approx([0.058, 0.498, 0.858], abs=5e-3)


def test_scene_log_is_seen_through_aces() -> None:
    light = np.array([[[0.18] * 3, [1.0, 0.1, 0.1], [100.0] * 3]], np.float32)
    seen = viewing_transform(ScanCoding("scene_log")).display(scene_log_from_linear(light))[0]
    assert seen[0] == pytest.approx([0.1 ** (1 / 2.4)] * 3, abs=2e-3)
    assert seen[1, 0] > 2 * seen[1, 1]
    assert seen[2] == pytest.approx([1] * 3, abs=2e-3)


def test_a_transform_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownViewingTransform, match="no viewing transform print of version 7"):
        ViewingTransform("print", 7)


def test_the_print_curve_goes_both_ways() -> None:
    density = np.linspace(0, 2.048, 4096)
    assert np.abs(density_from_display(display_from_density(density)) - density).max() < 1e-9
    assert display_from_density(np.array([-1.0, 3.0])).tolist() == [0.0, 1.0]
