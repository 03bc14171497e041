import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.grain import LEVELS, GrainModel, grain_of
from restoration.grain.model import LAG, correlations, no_grain
from restoration.stages.contract import AnalysisRows
from tests.restoration.stages.scene import grain_rows


def test_rows_bring_the_model_back() -> None:
    sigma = np.linspace(0.001, 0.05, 3 * LEVELS).reshape(3, LEVELS)
    channels = np.array([[1, 0.5, 0.25], [0.5, 1, -0.125], [0.25, -0.125, 1]])
    spatial = np.outer([1, 0.5, 0.25, 0], [1, 0.75, 0.5, 0.25])
    rows = {name: row[None] for name, row in GrainModel(sigma, channels, spatial).rows().items()}
    model = grain_of({"grain": AnalysisRows(7, rows)}, 7)
    assert model is not None
    np.testing.assert_allclose(model.sigma, sigma, atol=1e-6)
    np.testing.assert_array_equal(model.channels, channels)
    np.testing.assert_array_equal(model.spatial, spatial)


def test_no_analysis_and_no_grain_are_no_model() -> None:
    nothing = {name: row[None] for name, row in no_grain().rows().items()}
    assert grain_of({}, 0) is None
    assert grain_of({"grain": AnalysisRows(0, nothing)}, 0) is None


def test_strength_is_read_between_levels() -> None:
    sigma = np.tile(np.arange(LEVELS) / 100, (3, 1))
    model = GrainModel(sigma, np.eye(3), no_grain().spatial)
    codes = np.array([0.0, 0.5 / LEVELS, 2 / LEVELS, 1.0])
    grey = np.repeat(codes[None, :, None], 3, axis=2)
    np.testing.assert_allclose(model.sigma_of(grey)[0, :, 1], [0, 0, 0.015, 0.15], atol=1e-6)


def test_correlations_are_the_same_on_all_sides() -> None:
    table = correlations(np.arange((LAG + 1) ** 2, dtype=np.float64).reshape(LAG + 1, LAG + 1))
    np.testing.assert_array_equal(table, table[::-1])
    np.testing.assert_array_equal(table, table[:, ::-1])
    assert table[LAG, LAG] == 0
    assert table[LAG + 2, LAG + 1] == 2 * (LAG + 1) + 1


@given(st.floats(0.35, 2.0))
def test_size_is_the_blur_that_makes_such_grain(size: float) -> None:
    lags = np.arange(LAG + 1)
    near = np.exp(-(lags**2) / (4 * size**2))
    model = GrainModel(np.ones((3, LEVELS)), np.eye(3), np.outer(near, near))
    assert abs(model.size - size) < 0.01


def test_white_noise_has_no_size() -> None:
    assert no_grain().size == 0


def test_a_shot_shares_one_model() -> None:
    rows = grain_rows(4, first=10)
    first, last = grain_of(rows, 10), grain_of(rows, 13)
    assert first is not None
    assert last is not None
    np.testing.assert_array_equal(first.sigma, last.sigma)
