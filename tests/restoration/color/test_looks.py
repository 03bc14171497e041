from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.color import cdl, cube
from restoration.color.coding import Array
from restoration.color.errors import (
    LookFormatUnknown,
    LookNotWritable,
    LookTooLarge,
    LookUnreadable,
    LookUnsafe,
)
from restoration.color.look import Look, bake, look_of_cube, read_look, write_clf

LUTS = Path(__file__).parents[4] / "shared" / "data" / "luts"
SAMPLES = sorted(LUTS.glob("*.cube"))

IDENTITY_3D = b"LUT_3D_SIZE 2\n" + b"".join(f"{r} {g} {b}\n".encode() for b in (0, 1) for g in (0, 1) for r in (0, 1))
CC = b"""<ColorCorrection id="shot12"><SOPNode><Slope>1.2 1 0.9</Slope><Offset>0 0.05 0</Offset>
<Power>1 1.1 1</Power></SOPNode><SatNode><Saturation>0.8</Saturation></SatNode></ColorCorrection>"""


def picture(seed: int = 1) -> Array:
    return np.random.default_rng(seed).random((8, 9, 3), dtype=np.float32)


def test_red_varies_fastest() -> None:
    swapped = IDENTITY_3D.replace(b"1 0 0", b"0 1 1")
    assert read_look(swapped).apply(np.array([[[1, 0, 0]]], np.float32))[0, 0].tolist() == [0, 1, 1]


def test_an_identity_lattice_changes_nothing() -> None:
    assert np.abs(read_look(IDENTITY_3D).apply(picture()) - picture()).max() < 1e-6


def test_a_lattice_is_read_tetrahedrally() -> None:
    # max(r, g, b) at the corners: a tetrahedral reading gives the very maximum, a trilinear one more than it
    values = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij"), axis=-1).max(axis=-1, keepdims=True)
    look = look_of_cube(cube.Cube(None, cube.Table(np.repeat(values, 3, axis=-1).astype(np.float32))))
    assert look.apply(picture())[..., 0] == pytest.approx(picture().max(axis=-1), abs=1e-6)


def test_a_curve_with_a_domain_holds_what_lies_beyond_it() -> None:
    text = b'TITLE "half"\nLUT_1D_SIZE 2\nDOMAIN_MIN 0.2 0.2 0.2\nDOMAIN_MAX 0.6 0.6 0.6\n0 0 0\n1 1 0.5\n'
    look = read_look(text)
    row = look.apply(np.array([[[0.1, 0.4, 0.6], [0.6, 0.9, 0.4]]], np.float32))
    assert look.title == "half"
    assert row[0] == pytest.approx(np.array([[0, 0.5, 0.5], [1, 1, 0.25]]), abs=1e-6)


def test_a_shaper_comes_before_its_lattice() -> None:
    shaper = b"LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 0.5\n" + IDENTITY_3D.replace(
        b"\n0 0 0\n", b"\n0 0 0\n1 1 1\n0 0 0\n", 1
    )
    quarter = np.full((1, 1, 3), 0.25, np.float32)
    assert read_look(shaper).apply(quarter)[0, 0] == pytest.approx([0.5] * 3, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (b"LUT_3D_SIZE 2\n0 0 0\n", 2, "8 rows of values are expected, 1 are there"),
        (IDENTITY_3D.replace(b"1 1 0", b"1 x 0"), 5, "3 finite numbers are expected here"),
        (IDENTITY_3D.replace(b"1 1 0", b"nan 1 0"), 5, "3 finite numbers are expected here"),
        (IDENTITY_3D.replace(b"1 1 0", b"1 1"), 5, "3 finite numbers are expected here"),
        (b"LUT_3D_SIZE two\n", 1, "LUT_3D_SIZE needs one whole number of at least 2"),
        (b"LUT_3D_SIZE 2\nDOMAIN_MIN 0 0\n", 2, "3 finite numbers are expected here"),
        (IDENTITY_3D + b"LUT_1D_SIZE 2\n", 10, "a keyword stands after the first value"),
        (b"LUT_3D_SIZE 2\nCOLOUR red\n", 2, "the word COLOUR is not one of the format's"),
        (IDENTITY_3D.replace(b"\n", b"\nDOMAIN_MAX 0 0 0\n", 1), 10, "the domain ends before it begins"),
    ],
)
def test_a_bad_cube_is_refused_with_its_line(text: bytes, line: int, problem: str) -> None:
    with pytest.raises(LookUnreadable) as refused:
        read_look(text, "night.cube")
    assert refused.value.values == {"file": "night.cube", "line": line, "problem": problem}


def test_a_look_that_is_too_large_is_refused() -> None:
    with pytest.raises(LookTooLarge, match="has 130 entries a side; at most 129"):
        read_look(b"LUT_3D_SIZE 130\n")
    with pytest.raises(LookTooLarge, match="bytes"):
        read_look(b"LUT_3D_SIZE 2\n" + b" " * (64 * 1024 * 1024))


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"hello", b"<html/>"])
def test_what_is_no_look_is_refused(data: bytes) -> None:
    with pytest.raises((LookFormatUnknown, LookUnreadable)):
        read_look(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: b"LUT_3D_SIZE 2\n" + text.encode()))
def test_any_bytes_are_read_or_refused_by_name(data: bytes) -> None:
    try:
        cube.read_cube(data)
    except (LookUnreadable, LookTooLarge):
        return


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><ColorCorrection>&a;</ColorCorrection>',
        b'<!doctype x SYSTEM "file:///etc/passwd"><ProcessList id="a"/>',
    ],
)
def test_declarations_in_xml_are_refused_before_it_is_parsed(data: bytes) -> None:
    with pytest.raises(LookUnsafe):
        read_look(data)


def test_xml_in_another_encoding_cannot_hide_a_declaration() -> None:
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><ColorCorrection/>'.encode("utf-16")
    with pytest.raises(LookFormatUnknown):
        read_look(hidden)


def test_a_cdl_is_slope_offset_power_then_saturation() -> None:
    changed = read_look(CC).apply(np.full((1, 1, 3), 0.5, np.float32))[0, 0]
    graded = np.clip(0.5 * np.array([1.2, 1, 0.9]) + [0, 0.05, 0], 0, 1) ** [1, 1.1, 1]
    luma = graded @ [0.2126, 0.7152, 0.0722]
    assert changed == pytest.approx(luma + 0.8 * (graded - luma), abs=1e-5)


def test_a_cdl_clips_before_the_saturation() -> None:
    transform = cdl.Cdl(slope=(3.0, 1.0, 1.0), saturation=0.5)
    changed = Look([transform.transform()]).apply(np.full((1, 1, 3), 0.5, np.float32))[0, 0]
    luma = np.array([1.0, 0.5, 0.5]) @ [0.2126, 0.7152, 0.0722]
    assert changed == pytest.approx(luma + 0.5 * (np.array([1.0, 0.5, 0.5]) - luma), abs=1e-5)


@pytest.mark.parametrize("format_", ["cdl", "cc", "ccc"])
def test_a_cdl_comes_back_as_it_was_written(format_: cdl.CdlFormat) -> None:
    values = cdl.Cdl((1.25, 1.0, 0.875), (0.0, -0.0625, 0.5), (1.0, 1.5, 0.75), 0.5, "reel3")
    assert cdl.read_cdl(cdl.write_cdl(values, format_)) == values


@pytest.mark.parametrize("bad", [b"1 1", b"1 1 nan", b"-1 1 1", b"1 1 1e9", b""])
def test_a_cdl_with_bad_numbers_is_refused(bad: bytes) -> None:
    with pytest.raises(LookUnreadable, match="Slope needs 3 number"):
        read_look(CC.replace(b"1.2 1 0.9", bad))


def test_a_list_without_a_correction_is_refused() -> None:
    with pytest.raises(LookUnreadable, match="no ColorCorrection"):
        read_look(b"<ColorDecisionList/>")


def test_a_cube_comes_back_as_it_was_written() -> None:
    values = np.random.default_rng(3).random((3, 3, 3, 3), dtype=np.float32)
    written = cube.Cube(None, cube.Table(values, (0.0, 0.0, 0.0), (1.0, 2.0, 1.0)), "blue night")
    read = cube.read_cube(cube.write_cube(written))
    assert read.lattice is not None
    assert read.title == "blue night"
    assert read.lattice.high == (1.0, 2.0, 1.0)
    assert read.lattice.values == pytest.approx(values, abs=1e-7)


def test_a_shaper_with_different_domains_is_not_written() -> None:
    table = cube.Table(np.zeros((2, 3), np.float32), high=(1.0, 2.0, 1.0))
    with pytest.raises(LookNotWritable):
        cube.write_cube(cube.Cube(table, cube.Table(np.zeros((2, 2, 2, 3), np.float32))))


def test_a_clf_comes_back_as_it_was_written() -> None:
    look = Look([*read_look(CC).transforms, *read_look(IDENTITY_3D).transforms])
    again = read_look(write_clf(look), "shot.clf")
    assert np.abs(again.apply(picture()) - look.apply(picture())).max() < 1e-5


def test_a_broken_clf_is_refused_with_its_line() -> None:
    text = write_clf(read_look(CC)).replace(b"<Slope>1.2", b"<Slope>abc")
    with pytest.raises(LookUnreadable) as refused:
        read_look(text, "shot.clf")
    assert refused.value.values["file"] == "shot.clf"
    assert int(str(refused.value.values["line"])) > 1


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_real_looks_are_read_applied_and_baked(path: Path) -> None:
    look = read_look(path.read_bytes(), path.name)
    changed = look.apply(picture())
    assert 0.005 < np.abs(changed - picture()).mean() < 0.7
    again = read_look(cube.write_cube(bake(look, 17)))
    assert np.abs(again.apply(picture()) - changed).mean() < 0.02


def test_the_real_looks_are_there() -> None:
    if not LUTS.is_dir():
        pytest.skip("the sample looks of shared/data/luts are not on this machine")
    assert len(SAMPLES) == 17
