import numpy as np
from numpy.typing import NDArray

from restoration.stages.contract import StageWindow
from restoration.stages.stabilise.spec import StabiliseParameters
from restoration.stages.text_layer import text_mask
from tests.restoration.stages.scene import rows, texture

NOWHERE = [-1, -1, -1, -1]
BOX = [20, 40, 60, 50]


def seen(
    scale: int = 1, placement: NDArray[np.float64] | None = None, present: int = 1, *, measured: bool = True
) -> StageWindow:
    return StageWindow(
        index=7,
        frames={7: texture(64 * scale, 96 * scale)},
        parameters=StabiliseParameters(),
        analyses=rows("text", first=7, boxes=[[BOX, NOWHERE]], present=[present]) if measured else {},
        placements={} if placement is None else {7: placement},
    )


def expected(left: int, top: int, right: int, bottom: int, scale: int = 1) -> NDArray[np.bool_]:
    mask = np.zeros((64 * scale, 96 * scale), bool)
    mask[top:bottom, left:right] = True
    return mask


def test_without_letters_or_measurement_there_is_no_mask() -> None:
    assert text_mask(seen(present=0)) is None
    assert text_mask(seen(measured=False)) is None


def test_on_the_scan_the_mask_is_the_box() -> None:
    np.testing.assert_array_equal(text_mask(seen()), expected(*BOX))


def test_the_box_moves_with_the_picture_and_covers_every_pixel_it_touches() -> None:
    moved = np.array([[1, 0, 1.25], [0, 1, -2.0]])
    np.testing.assert_array_equal(text_mask(seen(placement=moved)), expected(21, 38, 62, 48))


def test_in_a_larger_raster_the_box_is_larger() -> None:
    doubled = np.array([[2, 0, 0.5], [0, 2, 0.5]])
    np.testing.assert_array_equal(text_mask(seen(2, doubled)), expected(40, 80, 120, 100, scale=2))


def test_a_box_that_has_left_the_picture_marks_nothing() -> None:
    gone = np.array([[1, 0, -200.0], [0, 1, 0]])
    mask = text_mask(seen(placement=gone))
    assert mask is not None
    assert not mask.any()
