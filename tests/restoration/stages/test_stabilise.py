import cv2
import numpy as np
import pytest

from restoration.quality import psnr
from restoration.stages.contract import StageOutput
from restoration.stages.stabilise.apply import apply
from restoration.stages.stabilise.spec import StabiliseParameters
from restoration.stages.stabilise.translate import Shift, translated
from tests.restoration.stages.scene import rows, texture, window

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


def test_border_pixels_are_repeated() -> None:
    output = stabilised([768, 0])
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
