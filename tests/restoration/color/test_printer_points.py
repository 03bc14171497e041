import numpy as np
import pytest

from restoration.color.coding import Array
from restoration.color.printer_points import PrinterPoints, printer_transforms
from restoration.color.processor import Processor
from restoration.color.viewing import viewing_transform
from restoration.stages.contract import Coding, ScanCoding

CODINGS: tuple[Coding, ...] = ("display", "printing_density", "scene_log")

RAMP = np.repeat(np.linspace(0.2, 0.8, 64, dtype=np.float32)[None, :, None], 3, axis=2)
SCANS = [ScanCoding(name, is_negative) for name in CODINGS for is_negative in (False, True)]


def printed(pixels: Array, points: PrinterPoints, coding: ScanCoding) -> Array:
    return Processor(printer_transforms(points, coding)).apply(pixels)


def test_a_point_is_twelve_and_a_half_cineon_codes() -> None:
    darker = printed(RAMP, PrinterPoints(density=1), ScanCoding("printing_density"))
    assert darker - RAMP == pytest.approx(np.full(RAMP.shape, -0.025 / 2.048), abs=1e-7)


def test_twelve_points_are_a_stop_of_scene_light() -> None:
    changed = printed(RAMP, PrinterPoints(red=12), ScanCoding("scene_log")) - RAMP
    stop = np.log2(10**0.3) / 17.52 / ((np.log2(65504) + 9.72) / 17.52)
    assert changed[..., 0] == pytest.approx(np.full((1, 64), stop), abs=1e-6)
    assert np.abs(changed[..., 1:]).max() == 0


def test_display_codes_are_printed_like_the_log_they_came_from() -> None:
    log, points = ScanCoding("printing_density"), PrinterPoints(density=2, red=3, green=-1, blue=0.5)
    seen = viewing_transform(log).display
    assert printed(seen(RAMP), points, ScanCoding()) == pytest.approx(seen(printed(RAMP, points, log)), abs=2e-5)


@pytest.mark.parametrize("coding", SCANS, ids=str)
@pytest.mark.parametrize("lamp", ["density", "red", "green", "blue"])
def test_points_mean_the_same_on_every_scan_as_it_is_seen(coding: ScanCoding, lamp: str) -> None:
    see = viewing_transform(coding).display if coding.coding != "display" or coding.is_negative else lambda codes: codes
    base = np.full((1, 1, 3), 0.68 if coding.coding == "scene_log" and coding.is_negative else 0.4, np.float32)
    if coding.coding == "display" and coding.is_negative:
        base = np.array([[[0.45, 0.3, 0.24]]], np.float32)
    change = (see(printed(base, PrinterPoints(**{lamp: 2.0}), coding)) - see(base))[0, 0]
    if lamp == "density":
        assert (change < -0.01).all()
    else:
        channel = ("red", "green", "blue").index(lamp)
        assert change[channel] > 0.01
        assert np.argmax(change) == channel


def test_points_there_and_back_keep_the_codes() -> None:
    there = printed(RAMP, PrinterPoints(density=3, blue=2), ScanCoding())
    assert printed(there, PrinterPoints(density=-3, blue=-2), ScanCoding()) == pytest.approx(RAMP, abs=2e-5)
