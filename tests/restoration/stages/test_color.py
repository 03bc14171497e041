import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis.fade import FadeMeasure
from restoration.analysis.luma import small_luma
from restoration.analysis.seen import Seen
from restoration.color.cdl import Cdl, write_cdl
from restoration.color.difference import mean_difference
from restoration.color.errors import LookUnreadable
from restoration.color.look import read_look
from restoration.stages.color.apply import apply
from restoration.stages.color.spec import SPEC, ColorParameters
from restoration.stages.contract import AnalysisRows, Coding, ScanCoding, StageWindow
from tests.restoration.color.faded import faded, photograph

Picture = NDArray[np.float32]
CODINGS: tuple[Coding, ...] = ("display", "printing_density", "scene_log")
SCANS = [ScanCoding(name, is_negative) for name in CODINGS for is_negative in (False, True)]
LOOK = write_cdl(Cdl(slope=(1.1, 1.0, 0.9), power=(1.2, 1.0, 1.0), saturation=0.9), "cc")
EVERYTHING: dict[str, int] = {
    "element": 3,
    "fade": 1000,
    "balance": 1000,
    "cyan_loss": 200,
    "density": -1500,
    "red": 500,
    "slope_green": 10500,
    "saturation": 9000,
    "look": 500,
}


def fade_of(picture: Picture) -> dict[str, AnalysisRows]:
    measure = FadeMeasure()
    codes = np.rint(picture * 65535).astype(np.uint16)
    measure.add(Seen(0, codes, 16, small_luma(codes, 16)))
    measure.end_shot()
    return {"fade": AnalysisRows(0, dict(np.load(io.BytesIO(measure.finish().content))))}


def window(
    picture: Picture, coding: ScanCoding | None = None, look_file: bytes | None = None, **values: int
) -> StageWindow:
    parameters = ColorParameters(strength=1000, **values)
    return StageWindow(
        0, {0: picture}, parameters, fade_of(picture), shot=(0, 1), coding=coding or ScanCoding(), look=look_file
    )


def ramp(bits: int) -> Picture:
    """A grey ramp of all codes of this many bits, 64 rows high, so that it can be measured."""
    codes = np.linspace(0, 1, 1 << bits, dtype=np.float32)
    return np.ascontiguousarray(np.broadcast_to(codes[None, :, None], (64, 1 << bits, 3)))


def test_neutral_parameters_give_the_very_input() -> None:
    neutral: dict[str, Any] = {**SPEC.parameters.neutrals(), "strength": 1000}
    given = replace(window(photograph()), parameters=ColorParameters(**neutral), look=LOOK)
    assert apply(given).pixels is given.current


def test_new_recipes_begin_with_the_stage_off_and_neutral() -> None:
    defaults = SPEC.parameters.defaults()
    assert defaults == {**SPEC.parameters.neutrals(), "look": 1000}


@pytest.mark.parametrize("coding", SCANS, ids=str)
def test_every_part_gives_finite_codes_of_the_same_shape(coding: ScanCoding) -> None:
    picture = photograph()
    picture[:8, :8], picture[8:16, :8] = 0, 1
    graded = apply(window(picture, coding, LOOK, **EVERYTHING)).pixels
    assert graded.dtype == np.float32
    assert graded.shape == picture.shape
    assert np.isfinite(graded).all()
    assert graded.min() >= 0
    assert graded.max() <= 1
    assert np.abs(graded - picture).mean() > 0.005


def test_equal_windows_give_equal_pixels() -> None:
    given = window(photograph(), None, LOOK, **EVERYTHING)
    before = given.current.copy()
    assert (apply(given).pixels == apply(given).pixels).all()
    assert (given.current == before).all()


def test_a_pixel_depends_on_itself_alone() -> None:
    given = window(photograph(), None, LOOK, **EVERYTHING)
    changed = given.current.copy()
    changed[100, 100] = (0.9, 0.1, 0.4)
    differs = (apply(given).pixels != apply(replace(given, frames={0: changed})).pixels).any(axis=-1)
    assert np.argwhere(differs).tolist() == [[100, 100]]


@pytest.mark.parametrize("coding", SCANS, ids=str)
def test_a_ten_bit_ramp_is_not_banded(coding: ScanCoding) -> None:
    values = {"density": 1000, "red": -700, "slope_blue": 9500, "power_red": 9800}
    graded = apply(window(ramp(10), coding, **values)).pixels[0]
    as_ten_bits = np.rint(graded * 1023).astype(int)
    inside = (graded[:-1] > 0.02) & (graded[1:] < 0.98)
    steps = np.diff(as_ten_bits, axis=0)
    direction = np.sign(graded[-1] - graded[0]).astype(int)
    assert ((steps * direction >= 0) & (steps * direction <= 3))[inside].all()
    assert len(np.unique(graded[:, 1])) > 700


def test_a_sixteen_bit_ramp_keeps_its_steps() -> None:
    codes = np.linspace(0.2, 0.21, 656, dtype=np.float32)
    picture = np.ascontiguousarray(np.broadcast_to(codes[None, :, None], (64, 656, 3)))
    graded = apply(window(picture, density=500, cyan_loss=100, element=3)).pixels[0, :, 1]
    assert set(np.diff(np.rint(graded * 65535))) == {0, 1}


def test_measured_fade_is_repaired() -> None:
    picture = photograph()
    spoilt = faded(picture, (0.45, 0.0, 0.3))
    repaired = apply(window(spoilt, element=3, fade=1000)).pixels
    assert mean_difference(spoilt, picture) > 8
    assert mean_difference(repaired, picture) < 2.5
    half = apply(window(spoilt, element=3, fade=500)).pixels
    assert mean_difference(repaired, picture) < mean_difference(half, picture) < mean_difference(spoilt, picture)


def test_known_loss_is_repaired_and_measured_loss_is_not_counted_twice() -> None:
    picture = photograph()
    spoilt = faded(picture, (0.45, 0.0, 0.3))
    known = apply(window(spoilt, element=3, cyan_loss=450, yellow_loss=300, base_red=1)).pixels
    both = apply(window(spoilt, element=3, cyan_loss=450, yellow_loss=300, fade=1000)).pixels
    assert mean_difference(known, picture) < 0.1
    assert mean_difference(both, picture) < 2.5


def test_stain_is_balanced_where_there_is_fade() -> None:
    picture = photograph()
    spoilt = faded(picture, (0.45, 0.0, 0.3), stain=(0.0, 0.0, 0.1))
    known = {"element": 3, "cyan_loss": 450, "yellow_loss": 300}
    without, balanced = (apply(window(spoilt, **known, balance=amount)).pixels for amount in (0, 1000))
    assert mean_difference(balanced, picture) < 0.6 * mean_difference(without, picture)


@pytest.mark.parametrize("element", [0, 1, 2, 3])
def test_an_unfaded_blue_night_stays_bit_exact(element: int) -> None:
    night = photograph() * np.array([0.35, 0.5, 0.8], np.float32)
    given = window(night, element=element, fade=1000, balance=1000)
    assert apply(given).pixels is given.current


def test_points_come_before_the_cdl_and_the_cdl_before_the_look() -> None:
    picture = photograph()
    graded = apply(window(picture, None, LOOK, density=1000, slope_red=12000, look=1000)).pixels
    printed = apply(window(picture, density=1000)).pixels
    corrected = apply(window(printed, slope_red=12000)).pixels
    assert graded == pytest.approx(read_look(LOOK).apply(corrected), abs=1e-6)


def test_a_look_is_mixed_in_by_its_amount() -> None:
    picture = photograph()
    whole, half = (apply(window(picture, None, LOOK, look=amount)).pixels for amount in (1000, 500))
    assert half == pytest.approx((picture + whole) / 2, abs=1e-6)


def test_a_broken_look_is_refused() -> None:
    with pytest.raises(LookUnreadable):
        apply(window(photograph(), None, b"LUT_3D_SIZE 2\n1 2\n"))
