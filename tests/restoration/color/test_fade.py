import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.color.coding import codes_from_density, density_from_codes
from restoration.color.difference import mean_difference
from restoration.color.element import Element
from restoration.color.fade import (
    BALANCE_OF_VIDEO,
    LARGEST_LOSS,
    Contrast,
    balance_offset,
    clear_end,
    fade_repair,
    left_over,
    side_absorptions,
)
from restoration.stages.contract import ScanCoding
from tests.restoration.color.faded import faded, photograph

LEFT = np.array([0.55, 1.0, 0.7])


def grey_contrast(left: np.ndarray, element: Element) -> Contrast:
    dyes = side_absorptions(element)
    red, green, blue = dyes @ np.diag(left) @ np.linalg.inv(dyes) @ np.ones(3)
    return Contrast(float(np.log(red / green)), float(np.log(blue / green)), 1.0)


@pytest.mark.parametrize("element", [Element.NEGATIVE, Element.INTERMEDIATE, Element.PRINT])
def test_what_is_left_is_read_from_the_contrast_of_grey(element: Element) -> None:
    assert left_over(grey_contrast(LEFT, element), element) == pytest.approx(LEFT, abs=1e-6)


def test_little_is_believed_of_an_unknown_element() -> None:
    contrast = grey_contrast(np.array([0.7, 1.0, 0.9]), Element.UNKNOWN)
    assert left_over(contrast, Element.UNKNOWN)[0] > 0.8
    assert left_over(contrast, Element.NEGATIVE)[0] == pytest.approx(0.7)


@pytest.mark.parametrize("element", list(Element))
def test_scatter_of_the_scene_is_no_fade(element: Element) -> None:
    assert left_over(Contrast(-0.1, 0.08, 1.0), element).tolist() == [1, 1, 1]
    assert left_over(Contrast(-0.9, -0.5, 0.0), element).tolist() == [1, 1, 1]


def test_video_has_no_dyes() -> None:
    assert left_over(Contrast(-0.9, -0.5, 1.0), Element.VIDEO).tolist() == [1, 1, 1]


@given(st.tuples(*[st.floats(-5, 5)] * 2), st.sampled_from(list(Element)))
def test_no_layer_is_multiplied_without_bound(contrast: tuple[float, float], element: Element) -> None:
    left = left_over(Contrast(*contrast, 1.0), element)
    assert ((left >= 1 - LARGEST_LOSS - 1e-9) & (left <= 1)).all()


def test_the_repair_undoes_the_fade_of_a_print() -> None:
    picture = photograph()
    lost = (0.45, 0.0, 0.3)
    scan = ScanCoding()
    spoilt = faded(picture, lost)
    change = fade_repair(1 - np.array(lost), scan, Element.PRINT, np.zeros(3))
    repaired = codes_from_density(change.apply(density_from_codes(spoilt, scan)), scan)
    assert mean_difference(spoilt, picture) > 8
    assert mean_difference(repaired, picture) < 0.05


@pytest.mark.parametrize("element", [Element.NEGATIVE, Element.PRINT])
@pytest.mark.parametrize("coding", [ScanCoding(), ScanCoding("printing_density")], ids=str)
def test_clear_film_stays_and_what_has_dye_gains_dye(coding: ScanCoding, element: Element) -> None:
    clear = np.array([0.9, 1.0, 1.1])
    side = -1 if coding.coding != "display" and element is Element.PRINT else 1
    densities = (clear + side * np.array([[0.0] * 3, [0.5] * 3, [-0.2] * 3])).astype(np.float32)
    changed = fade_repair(LEFT, coding, element, clear).apply(densities)
    assert changed[0] == pytest.approx(clear, abs=1e-6)
    assert (side * (changed[1] - densities[1]) >= -1e-6).all()
    assert side * (changed[1] - densities[1])[0] > 0.2
    assert changed[2] == pytest.approx(densities[2], abs=1e-6)


def test_no_colour_is_turned_over() -> None:
    magenta = np.array([[0.1, 2.0, 0.2]], np.float32)
    change = fade_repair(np.array([0.5, 1.0, 0.3]), ScanCoding(), Element.PRINT, np.zeros(3))
    assert (change.apply(magenta) >= magenta).all()


@pytest.mark.parametrize(
    ("coding", "element", "end"),
    [
        (ScanCoding(), Element.PRINT, "high"),
        (ScanCoding("display", is_negative=True), Element.NEGATIVE, "high"),
        (ScanCoding("printing_density"), Element.NEGATIVE, "low"),
        (ScanCoding("printing_density", is_negative=True), Element.NEGATIVE, "high"),
        (ScanCoding("printing_density"), Element.PRINT, "high"),
        (ScanCoding("scene_log"), Element.UNKNOWN, "low"),
    ],
)
def test_clear_film_lies_at_one_end_of_the_codes(coding: ScanCoding, element: Element, end: str) -> None:
    assert clear_end(coding, element) == end


def test_only_a_cast_that_blacks_and_whites_share_is_taken_out() -> None:
    dark, light = np.array([2.0, 2.1, 2.2]), np.array([0.15, 0.1, 0.2])
    offset = balance_offset(dark, light, LEFT, Element.PRINT)
    assert offset == pytest.approx([0, 0.0, -0.05], abs=1e-9)


def test_a_blue_night_with_neutral_blacks_keeps_its_look() -> None:
    night = balance_offset(np.array([3.0, 3.0, 3.0]), np.array([0.9, 0.6, 0.3]), LEFT, Element.PRINT)
    assert night.tolist() == [0, 0, 0]


def test_a_cast_without_fade_is_a_look() -> None:
    dark, light = np.array([2.0, 2.1, 2.4]), np.array([0.1, 0.1, 0.5])
    assert np.abs(balance_offset(dark, light, np.ones(3), Element.PRINT)).max() == 0
    assert balance_offset(dark, light, np.ones(3), Element.VIDEO)[2] == pytest.approx(-BALANCE_OF_VIDEO)
