import math

import numpy as np

from restoration.stages.deflicker.apply import apply
from restoration.stages.deflicker.spec import DeflickerParameters
from tests.restoration.stages.scene import Picture, rows, texture, window

FRAME = texture(32, 48)


def deflickered(gain: int, frame: Picture = FRAME) -> Picture:
    return apply(window([frame], 0, DeflickerParameters(), analyses=rows("flicker", gain=[gain]))).pixels


def test_multiplies_by_the_measured_gain() -> None:
    gain = round(math.log(1.1) * 65536)
    np.testing.assert_allclose(deflickered(gain), np.clip(FRAME * 1.1, 0, 1), atol=1e-5)


def test_no_gain_returns_the_very_picture() -> None:
    assert deflickered(0) is FRAME


def test_without_a_measurement_nothing_changes() -> None:
    assert apply(window([FRAME], 0, DeflickerParameters())).pixels is FRAME


def test_reads_the_row_of_its_own_frame() -> None:
    analyses = rows("flicker", first=100, gain=[0, 6554, 0])
    output = apply(window([FRAME, FRAME, FRAME], 1, DeflickerParameters(), analyses=analyses, first=100))
    np.testing.assert_allclose(output.pixels, np.clip(FRAME * math.exp(6554 / 65536), 0, 1), atol=1e-6)


def test_white_stays_white() -> None:
    assert deflickered(9000, np.ones_like(FRAME)).max() == 1
