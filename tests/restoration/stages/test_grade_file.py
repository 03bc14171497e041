"""A grade that leaves as a file and is read again does to codes what the color stage does."""

from pathlib import Path

import numpy as np
import pytest

from restoration.color.cdl import Cdl, write_cdl
from restoration.color.coding import Array
from restoration.color.cube import Cube, Table, write_cube
from restoration.color.look import read_look
from restoration.recipe.grade import CDL_FORMATS, GRADE_FORMATS, GradeFormat, GradeParts, grade_parts
from restoration.stages.color.apply import apply
from restoration.stages.color.grade_file import Grade, GradeEmpty, GradeNotCdl, write_grade
from restoration.stages.color.spec import ColorParameters
from restoration.stages.contract import DISPLAY, ScanCoding, StageWindow

LOG = ScanCoding("printing_density", is_negative=True)
SCENE = ScanCoding("scene_log")
POINTS = {"density": -3000, "red": 1500, "blue": -2000}
CDL = {"slope_red": 11000, "offset_green": -200, "power_blue": 9000, "saturation": 8500}
ON = {"strength": 1000, "look": 1000}


def _codes() -> Array:
    return np.random.default_rng(7).random((40, 50, 3), dtype=np.float32)


def graded(codes: Array, coding: ScanCoding, values: dict[str, int], look_file: bytes | None = None) -> Array:
    """What the stage makes of codes at full strength."""
    parameters = ColorParameters(**{**values, "strength": 1000})
    window = StageWindow(0, {0: codes}, parameters, {}, shot=(0, 1), coding=coding, look=look_file)
    return np.asarray(apply(window).pixels)


def _look_file() -> bytes:
    """A look that turns the channels."""
    axis = np.linspace(0, 1, 9, dtype=np.float32)
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    return write_cube(Cube(None, Table(0.8 * points + 0.2 * np.roll(points, 1, axis=-1))))


@pytest.mark.parametrize("coding", [DISPLAY, LOG, SCENE])
@pytest.mark.parametrize("parameters", [POINTS, CDL, POINTS | CDL])
def test_clf_is_the_grade_itself(coding: ScanCoding, parameters: dict[str, int]) -> None:
    codes = _codes()
    made = read_look(write_grade(Grade(ON | parameters, coding), "clf")).apply(codes)
    assert made == pytest.approx(graded(codes, coding, parameters), abs=2e-5)


@pytest.mark.parametrize("coding", [DISPLAY, LOG])
def test_a_cube_is_the_grade_to_a_lattice(coding: ScanCoding) -> None:
    codes = _codes()
    made = read_look(write_grade(Grade(ON | POINTS | CDL, coding), "cube")).apply(codes)
    difference: Array = np.abs(np.subtract(made, graded(codes, coding, POINTS | CDL)))
    assert np.percentile(difference, 99) < 2 / 1023
    assert difference.max() < 8 / 1023


@pytest.mark.parametrize("format_", sorted(CDL_FORMATS))
@pytest.mark.parametrize("coding", [LOG, SCENE])
def test_points_of_log_codes_are_in_the_cdl(format_: GradeFormat, coding: ScanCoding) -> None:
    codes = _codes()
    made = read_look(write_grade(Grade(ON | POINTS | CDL, coding), format_)).apply(codes)
    assert made == pytest.approx(graded(codes, coding, POINTS | CDL), abs=2e-5)


@pytest.mark.parametrize("format_", ["clf", "cube"])
@pytest.mark.parametrize(("strength", "mix"), [(1000, 1000), (1000, 400), (600, 1000)])
def test_look_and_strength_are_in_the_file(format_: GradeFormat, strength: int, mix: int) -> None:
    codes, look = _codes(), _look_file()
    grade = Grade({**CDL, "strength": strength, "look": mix}, DISPLAY, look)
    made = read_look(write_grade(grade, format_)).apply(codes)
    full = graded(codes, DISPLAY, {**CDL, "look": mix}, look)
    expected = codes + (full - codes) * np.float32(strength / 1000)
    assert np.percentile(np.abs(made - expected), 99) < 2 / 1023


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        (Grade(ON | POINTS, DISPLAY), "printer points on display codes bend the picture"),
        (Grade(ON | CDL, LOG, _look_file()), "its look file is no CDL, or is not all of the grade"),
        (Grade({**CDL, "strength": 500}, LOG), "mixed in by less than its full strength"),
    ],
)
def test_what_no_cdl_can_hold_is_refused_in_words(grade: Grade, words: str) -> None:
    with pytest.raises(GradeNotCdl, match=words):
        write_grade(grade, "cdl")


@pytest.mark.parametrize("parameters", [{}, ON, POINTS, {**ON, "fade": 1000}])
@pytest.mark.parametrize("format_", GRADE_FORMATS)
def test_nothing_is_no_file(parameters: dict[str, int], format_: GradeFormat) -> None:
    with pytest.raises(GradeEmpty):
        write_grade(Grade(parameters, DISPLAY), format_)


def test_a_look_that_is_a_cdl_and_all_of_the_grade_leaves_as_one() -> None:
    look = write_cdl(Cdl(slope=(1.2, 1.0, 0.9)), "ccc")
    made = read_look(write_grade(Grade(ON, DISPLAY, look), "cdl")).apply(_codes())
    assert made == pytest.approx(read_look(look).apply(_codes()), abs=1e-5)
    for beside in (CDL, {"look": 500}):
        with pytest.raises(GradeNotCdl):
            write_grade(Grade(ON | beside, DISPLAY, look), "cdl")


def test_what_goes_by_the_shot_is_named() -> None:
    parameters = {**ON, **POINTS, "fade": 500, "yellow_loss": 100, "balance": 1}
    found = grade_parts(parameters, coding="printing_density", look=None)
    assert found == GradeParts(is_empty=False, measured=("fade", "losses", "balance"), beyond_cdl=())


def test_the_title_goes_along(tmp_path: Path) -> None:
    assert b'TITLE "Reel 1"' in write_grade(Grade(ON | CDL, LOG), "cube", "Reel 1")
    assert b'id="Reel 1"' in write_grade(Grade(ON | CDL, LOG), "cc", "Reel 1")
