"""Boxes that a person would draw around damage."""

import numpy as np

from benchmarks.restoration.measuring import make_case
from benchmarks.restoration.notes import boxes, notes_on
from benchmarks.restoration.tasks import STAINS
from restoration.engine.geometry import region_mask


def test_a_box_covers_its_place_and_little_more() -> None:
    places = np.zeros((90, 160), bool)
    places[20:40, 50:90] = True
    places[70, 10] = True
    (region,) = boxes(places)
    covered = region_mask(region, scan=(90, 160), raster=(90, 160), placement=np.eye(3))
    expected = np.zeros_like(places)
    expected[17:43, 47:93] = True
    assert np.array_equal(covered, expected)


def test_every_stain_that_somebody_would_see_is_told() -> None:
    damaged = make_case(STAINS, "drawn", 6).damaged
    notes = notes_on(damaged, {"stain": "stain"})
    assert {note.frames.first for note in notes} == {n for n, masks in enumerate(damaged.masks) if masks.stain.any()}
    assert not notes_on(damaged, {"tear": "tear"})
