import math

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis import flicker
from restoration.analysis.exposure import GRID
from restoration.analysis.exposure import TONES as MEASURED_TONES
from restoration.stages.contract import AnalysisRows, Coding, ScanCoding, StageWindow
from restoration.stages.deflicker.apply import LARGEST, TONES, UNIT, WHITE, apply
from restoration.stages.deflicker.spec import DeflickerParameters
from tests.restoration.stages.scene import Picture, rows, texture, window

FRAME = texture(32, 48)
DENSITY = ScanCoding("printing_density")


def measured(gain: float = 0, *, field: float = 0, tones: float = 0, kind: str = "gain") -> dict[str, AnalysisRows]:
    """One row of the analysis; a field rises from left to right, tones from dark to bright."""
    across = np.tile(np.linspace(-field, field, GRID), (GRID, 1))
    arrays = {
        kind: np.array([gain]),
        f"{kind}_field": across[None],
        f"{kind}_tones": np.linspace(-tones, tones, len(TONES))[None, :, None].repeat(3, axis=2),
    }
    return {"flicker": AnalysisRows(0, {name: np.round(a * UNIT).astype(np.int32) for name, a in arrays.items()})}


def deflickered(analyses: dict[str, AnalysisRows], frame: Picture = FRAME, **parameters: int) -> Picture:
    return apply(window([frame], 0, DeflickerParameters(**parameters), analyses=analyses)).pixels


def test_stage_and_analysis_mean_the_same_numbers() -> None:
    assert (UNIT, TONES, LARGEST["gain"]) == (flicker.UNIT, MEASURED_TONES, flicker.CLAMP)


def test_multiplies_by_the_measured_gain() -> None:
    np.testing.assert_allclose(deflickered(measured(math.log(1.1))), np.clip(FRAME * 1.1, 0, 1), atol=1e-5)


def test_codes_that_are_densities_are_moved() -> None:
    given = StageWindow(0, {0: FRAME}, DeflickerParameters(), analyses=measured(0.03, kind="offset"), coding=DENSITY)
    np.testing.assert_allclose(apply(given).pixels, np.clip(FRAME + 0.03, 0, 1), atol=1e-5)


@pytest.mark.parametrize(("coding", "kind"), [("display", "offset"), ("scene_log", "gain")])
def test_what_is_measured_for_other_codes_is_not_used(coding: Coding, kind: str) -> None:
    given = StageWindow(
        0, {0: FRAME}, DeflickerParameters(), analyses=measured(0.03, kind=kind), coding=ScanCoding(coding)
    )
    assert apply(given).pixels is FRAME


def test_a_field_spreads_smoothly_from_edge_to_edge() -> None:
    grey = np.full((64, 96, 3), 0.5, np.float32)
    ratio = np.log(deflickered(measured(field=0.1), grey)[..., 1] / 0.5)
    np.testing.assert_allclose(ratio[:, 0], -0.1, atol=1e-4)
    np.testing.assert_allclose(ratio[:, -1], 0.1, atol=1e-4)
    np.testing.assert_allclose(np.diff(ratio, axis=1), 0.2 / 95, atol=5e-4)
    np.testing.assert_allclose(np.diff(ratio, axis=0), 0, atol=1e-6)


def test_a_field_lies_on_the_scan_and_moves_with_the_picture() -> None:
    grey = np.full((64, 96, 3), 0.5, np.float32)
    still = deflickered(measured(field=0.1), grey)
    placed = {0: np.array([[1.0, 0.0, 5.0], [0.0, 1.0, 0.0]])}
    moved = apply(
        StageWindow(0, {0: grey}, DeflickerParameters(), analyses=measured(field=0.1), placements=placed)
    ).pixels
    np.testing.assert_allclose(moved[:, 5:], still[:, :-5], atol=1e-6)


def test_tones_are_given_what_was_measured_for_them() -> None:
    codes = np.array([0.0, *TONES, 0.95], np.float32)[None, :, None].repeat(3, axis=2)
    ratio = np.log(deflickered(measured(tones=0.05), codes)[0, 1:, 0] / codes[0, 1:, 0])
    np.testing.assert_allclose(ratio, [-0.05, 0, 0.05, 0.05], atol=1e-4)


def test_blocks_and_tones_at_their_neutral_leave_the_even_gain() -> None:
    uneven = measured(0.05, field=0.04, tones=0.03)
    np.testing.assert_array_equal(deflickered(uneven, blocks=0, tones=0), deflickered(measured(0.05)))
    assert not np.array_equal(deflickered(uneven, blocks=500, tones=0), deflickered(uneven, tones=0))


def test_the_parts_together_are_held_to_the_limit() -> None:
    grey = np.full((8, 8, 3), 0.4, np.float32)
    np.testing.assert_allclose(deflickered(measured(0.13, field=0.13), grey).max(), 0.4 * 1.15, rtol=1e-5)


def test_no_gain_returns_the_very_picture() -> None:
    assert deflickered(measured()) is FRAME


def test_without_a_measurement_nothing_changes() -> None:
    assert apply(window([FRAME], 0, DeflickerParameters())).pixels is FRAME


def test_reads_the_row_of_its_own_frame() -> None:
    analyses = rows("flicker", first=100, gain=[0, 6554, 0])
    output = apply(window([FRAME, FRAME, FRAME], 1, DeflickerParameters(), analyses=analyses, first=100))
    np.testing.assert_allclose(output.pixels, np.clip(FRAME * math.exp(6554 / 65536), 0, 1), atol=1e-6)


@pytest.mark.parametrize("gain", [-0.1, 0.1])
def test_white_stays_white_and_codes_keep_their_order(gain: float) -> None:
    ramp: NDArray[np.float32] = np.linspace(0, 1, 1024, dtype=np.float32)[None, :, None].repeat(3, axis=2)
    given = deflickered(measured(gain), ramp)[0, :, 0]
    assert given[-1] == 1
    assert (np.diff(given) >= 0).all()
    below = ramp[0, :, 0] < WHITE / 1.11
    np.testing.assert_allclose(given[below], ramp[0, below, 0] * math.exp(gain), atol=1e-5)


def test_thousands_of_levels_stay_thousands() -> None:
    ramp: NDArray[np.float32] = np.linspace(0.2, 0.6, 4096, dtype=np.float32)[None, :, None].repeat(3, axis=2)
    given = deflickered(measured(0.04, field=0.02, tones=0.02), ramp)[0, :, 0]
    assert len(np.unique(given)) == 4096
