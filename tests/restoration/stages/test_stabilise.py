from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.quality import psnr
from restoration.stages.contract import AnalysisRows, ScanCoding, StageOutput
from restoration.stages.stabilise.apply import apply
from restoration.stages.stabilise.border import Neighbour, bare, filled
from restoration.stages.stabilise.spec import BORDER_BLACK, BORDER_FILL, BORDER_REPEAT, FILL_REACH, StabiliseParameters
from restoration.stages.stabilise.translate import Block, Shift, translated
from tests.restoration.stages.scene import Picture, panning, rows, texture, window

FRAME = texture(64, 96)


def stabilised(correction: list[int], **parameters: int) -> StageOutput:
    analyses = rows("weave", correction=[correction])
    return apply(window([FRAME], 0, StabiliseParameters(**parameters), analyses=analyses))


def test_moves_the_picture_by_the_correction() -> None:
    output = stabilised([512, -256])
    np.testing.assert_array_equal(output.pixels[:-1, 2:], FRAME[1:, :-2])


def test_the_recorded_transform_says_where_a_pixel_went() -> None:
    output = stabilised([300, -64])
    np.testing.assert_array_equal(output.transform, [[1, 0, 300 / 256], [0, 1, -64 / 256]])


def test_border_pixels_are_repeated_by_choice() -> None:
    output = stabilised([768, 0], border=BORDER_REPEAT)
    np.testing.assert_array_equal(output.pixels[:, 0], FRAME[:, 0])
    np.testing.assert_array_equal(output.pixels[:, 2], FRAME[:, 0])


def test_no_correction_returns_the_very_picture() -> None:
    assert stabilised([0, 0]).pixels is FRAME


def test_without_a_measurement_nothing_moves() -> None:
    output = apply(window([FRAME], 0, StabiliseParameters()))
    assert output.pixels is FRAME
    np.testing.assert_array_equal(output.transform, [[1, 0, 0], [0, 1, 0]])


def test_strength_takes_a_part_and_mirrors_alike() -> None:
    transform = stabilised([333, -333], strength=500).transform
    assert transform is not None
    assert transform[0, 2] == -transform[1, 2] == 167 / 256


def test_strength_0_is_the_identity() -> None:
    assert stabilised([333, -333], strength=0).pixels is FRAME


def test_no_axis_moves_further_than_max_shift() -> None:
    transform = stabilised([1000, -20], max_shift=256).transform
    assert transform is not None
    assert (transform[0, 2], transform[1, 2]) == (1.0, -20 / 256)


@pytest.mark.parametrize("shift", [Shift(100, -30), Shift(-128, 128), Shift(700, 5)])
def test_there_and_back_is_the_same_picture(shift: Shift) -> None:
    there_and_back = translated(translated(FRAME, shift), shift.inverse)
    assert psnr(there_and_back[8:-8, 8:-8], FRAME[8:-8, 8:-8]) > 45
    np.testing.assert_array_equal(
        np.vstack([shift.matrix(), [0, 0, 1]]) @ np.vstack([shift.inverse.matrix(), [0, 0, 1]]), np.eye(3)
    )


def test_a_part_of_a_pixel_is_placed_exactly() -> None:
    """A smooth blob's centre of mass moves by the shift, to a fiftieth of a pixel."""
    blob = np.zeros((64, 64, 3), np.float32)
    blob[32, 32] = 1
    blob = np.asarray(cv2.GaussianBlur(blob, (0, 0), 3) + 0.25, np.float32)
    moved = translated(blob, Shift(77, -201))[..., 0].astype(np.float64) - 0.25
    y, x = np.mgrid[:64, :64]
    centre = ((moved * x).sum() / moved.sum(), (moved * y).sum() / moved.sum())
    assert centre == pytest.approx((32 + 77 / 256, 32 - 201 / 256), abs=0.02)


def test_pixels_stay_between_black_and_white() -> None:
    edges = np.tile((np.arange(64) % 16 < 8).astype(np.float32)[None, :, None], (32, 1, 3))
    moved = translated(edges, Shift(100, 0))
    assert (moved.min(), moved.max()) == (0, 1)


def pan_that_slipped() -> tuple[list[Picture], dict[str, AnalysisRows]]:
    """A pan of three pixels a frame whose middle picture slipped five pixels to the left and three up."""
    frames = panning(3, 64, 96, speed=3)
    slipped = np.pad(frames[1][3:, 5:], ((0, 3), (0, 5), (0, 0)), mode="constant")
    analyses = rows(
        "weave",
        correction=[[0, 0], [5 * 256, 3 * 256], [0, 0]],
        place=[[0, 0], [-8 * 256, -3 * 256], [-6 * 256, 0]],
        known=[1, 1, 1],
    )
    return [frames[0], slipped, frames[2]], analyses


def at_border(border: int) -> Picture:
    frames, analyses = pan_that_slipped()
    return apply(window(frames, 1, StabiliseParameters(border=border), radius=1, analyses=analyses)).pixels


def test_a_border_is_filled_with_what_the_neighbours_show_there() -> None:
    expected = panning(3, 64, 96, speed=3)[1]
    np.testing.assert_array_equal(at_border(BORDER_FILL)[:, 3:], expected[:, 3:])


def test_what_no_neighbour_is_sure_to_show_is_repeated() -> None:
    frames, analyses = pan_that_slipped()
    analyses["weave"].arrays["known"][:] = (0, 1, 0)
    found = apply(window(frames, 1, StabiliseParameters(), radius=1, analyses=analyses)).pixels
    np.testing.assert_array_equal(found, at_border(BORDER_REPEAT))


def test_a_neighbour_that_lies_too_far_fills_nothing() -> None:
    frames, analyses = pan_that_slipped()
    analyses["weave"].arrays["place"][[0, 2]] += 256 * (FILL_REACH + 10)
    found = apply(window(frames, 1, StabiliseParameters(), radius=1, analyses=analyses)).pixels
    np.testing.assert_array_equal(found, at_border(BORDER_REPEAT))


def test_the_border_choice_changes_only_the_border() -> None:
    repeated = at_border(BORDER_REPEAT)
    for border in (BORDER_FILL, BORDER_BLACK):
        np.testing.assert_array_equal(at_border(border)[3:, 5:], repeated[3:, 5:])


def test_a_border_can_be_black_as_the_scene_is_seen() -> None:
    black = at_border(BORDER_BLACK)
    assert not black[:3].any()
    assert not black[:, :5].any()
    frames, analyses = pan_that_slipped()
    positive = window(frames, 1, StabiliseParameters(border=BORDER_BLACK), radius=1, analyses=analyses)
    negative = replace(positive, coding=ScanCoding(is_negative=True))
    assert (apply(negative).pixels[:, :5] == 1).all()


def test_a_move_of_less_than_half_a_pixel_bares_nothing() -> None:
    assert list(bare((64, 96), Shift(128, -128))) == []


def test_a_picture_without_bare_strips_is_not_copied() -> None:
    assert filled(FRAME, Shift(128, -128), [Neighbour(FRAME, Shift(0, 0))]) is FRAME


@pytest.mark.parametrize("shift", [Shift(-5000, 300), Shift(20000, -20000), Shift(256, 77), Shift(0, -15 * 256)])
def test_outside_the_picture_its_border_is_repeated_however_far_it_moves(shift: Shift) -> None:
    wide = np.pad(FRAME, ((90, 90), (90, 90), (0, 0)), mode="edge")
    np.testing.assert_allclose(translated(FRAME, shift), translated(wide, shift)[90:-90, 90:-90], atol=1e-6)


@given(st.integers(-3000, 3000), st.integers(-3000, 3000))
def test_bare_blocks_are_the_pixels_that_come_from_outside(dx: int, dy: int) -> None:
    height, width = 7, 9
    covered = np.zeros((height, width), int)
    for block in bare((height, width), Shift(dx, dy)):
        covered[block.area] += 1
    y, x = np.mgrid[:height, :width]
    source_x, source_y = x - dx / 256, y - dy / 256
    outside = (source_x < -0.5) | (source_x > width - 0.5) | (source_y < -0.5) | (source_y > height - 0.5)
    np.testing.assert_array_equal(covered, outside)


@given(st.integers(-600, 600), st.integers(-600, 600), st.integers(0, 60), st.integers(0, 90))
def test_a_block_has_the_pixels_of_the_whole_moved_picture(dx: int, dy: int, top: int, left: int) -> None:
    block = Block(top, top + 4, left, left + 6)
    whole = translated(FRAME, Shift(dx, dy))
    np.testing.assert_allclose(translated(FRAME, Shift(dx, dy), block), whole[block.area], atol=1e-6)


def test_records_that_lie_apart_are_brought_together_in_the_same_move() -> None:
    shift, apart = Shift(300, -64), Shift(77, -40)
    frame = FRAME.copy()
    frame[..., 0] = translated(FRAME[..., :1], apart)[..., 0]
    analyses = rows("weave", correction=[[300, -64]]) | rows("channels", red=[[77, -40]], blue=[[0, 0]])
    output = apply(window([frame], 0, StabiliseParameters(channels=1000), analyses=analyses))
    expected = translated(FRAME, shift)
    np.testing.assert_array_equal(output.pixels[..., 1:], expected[..., 1:])
    assert psnr(output.pixels[10:-10, 10:-10, :1], expected[10:-10, 10:-10, :1]) > 45
    np.testing.assert_array_equal(output.transform, shift.matrix())


def test_without_strength_the_records_stay_apart_too() -> None:
    analyses = rows("weave", correction=[[0, 0]]) | rows("channels", red=[[77, -40]], blue=[[0, 0]])
    assert apply(window([FRAME], 0, StabiliseParameters(strength=0, channels=1000), analyses=analyses)).pixels is FRAME
