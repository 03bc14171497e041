from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.stages.contract import StageOutput
from restoration.stages.prepare.apply import OPAQUE, apply, clear_level
from restoration.stages.prepare.spec import PrepareParameters
from tests.restoration.stages.scene import Picture, texture, window

HEIGHT, WIDTH = 160, 224
FRAME = texture(HEIGHT, WIDTH)
CLEAR = 0.9 - 0.12 * (1 - FRAME[..., 0])
"""An infrared plane that sees a little of the picture's cyan dye."""


def dirty(*specks: tuple[int, int, int, float]) -> NDArray[np.float32]:
    """The clear plane with round specks: x, y, radius, part of the light that passes."""
    plane = CLEAR.copy()
    for x, y, radius, passes in specks:
        covered = cv2.circle(np.zeros_like(plane), (x, y), radius, 1.0, -1)
        plane *= 1 - (1 - np.float32(passes)) * covered
    return np.asarray(plane, dtype=np.float32)


def mapped(infrared: NDArray[np.float32] | None, frame: Picture = FRAME, **parameters: int) -> StageOutput:
    given = window([frame], 0, PrepareParameters.model_validate({"strength": 1000, **parameters}))
    return apply(replace(given, infrared=infrared))


def marked(infrared: NDArray[np.float32], **parameters: int) -> NDArray[np.bool_]:
    output = mapped(infrared, FRAME, **parameters)
    assert output.mask is not None
    return output.mask


def test_a_scan_without_infrared_has_no_map() -> None:
    output = mapped(None)
    assert output.pixels is FRAME
    assert output.mask is None


def test_the_picture_passes_as_it_is() -> None:
    assert mapped(dirty((50, 60, 4, 0.1))).pixels is FRAME


def test_a_clean_film_has_an_empty_map() -> None:
    assert not marked(CLEAR).any()


def test_dirt_is_marked_where_it_lies_and_nowhere_else() -> None:
    mask = marked(dirty((50, 60, 4, 0.1), (180, 30, 9, 0.5), (3, 150, 3, 0.3)), grow=0)
    covered = np.zeros((HEIGHT, WIDTH), np.uint8)
    for x, y, radius in ((50, 60, 4), (180, 30, 9), (3, 150, 3)):
        cv2.circle(covered, (x, y), radius, 1, -1)
    np.testing.assert_array_equal(mask, covered > 0)


def test_a_soft_edge_belongs_to_its_speck_and_a_faint_one_does_not_count() -> None:
    mask = marked(dirty((60, 60, 8, 0.9), (60, 60, 4, 0.5), (150, 60, 8, 0.9)), grow=0)
    assert mask[60, 53]
    assert not mask[:, 120:].any()


def test_grow_adds_that_many_pixels() -> None:
    plane = dirty((100, 80, 0, 0.2), (101, 80, 0, 0.2), (102, 80, 0, 0.2))
    rows, columns = np.nonzero(marked(plane, grow=3))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (77, 83, 97, 105)


@pytest.mark.parametrize(("threshold", "is_found"), [(400, True), (700, False)])
def test_threshold_is_a_part_of_the_clear_level(threshold: int, is_found: bool) -> None:
    assert marked(dirty((100, 80, 5, 0.5)), threshold=threshold).any() == is_found


@pytest.mark.parametrize(("min_area", "is_found"), [(5, True), (6, False)])
def test_places_smaller_than_the_least_area_do_not_count(min_area: int, is_found: bool) -> None:
    assert marked(dirty((100, 80, 1, 0.3)), min_area=min_area).any() == is_found


def test_a_plane_that_shows_the_picture_maps_nothing_and_says_so() -> None:
    silver = np.ascontiguousarray((FRAME[..., 1] > 0.5).astype(np.float32))
    output = mapped(silver)
    assert output.mask is not None
    assert not output.mask.any()
    assert output.flags == (OPAQUE,)


def test_the_clear_level_passes_under_dirt_and_follows_the_picture() -> None:
    np.testing.assert_allclose(clear_level(dirty((100, 80, 20, 0.1))), clear_level(CLEAR), atol=0.03)
    assert np.abs(clear_level(CLEAR) - CLEAR).max() < 0.09


@pytest.mark.parametrize(("height", "width"), [(1, 1), (17, 5), (16, 64)])
def test_any_size_is_mapped(height: int, width: int) -> None:
    output = mapped(np.full((height, width), 0.8, np.float32), texture(height, width))
    assert output.mask is not None
    assert output.mask.shape == (height, width)
