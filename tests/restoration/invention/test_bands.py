"""Wavelet bands."""

import numpy as np
import pytest

from restoration.invention.bands import detail, details, energy

PICTURE = np.random.default_rng(3).random((40, 56)).astype(np.float32)


def test_the_finest_band_of_a_point_is_the_filter_itself() -> None:
    point = np.zeros((21, 21), np.float32)
    point[10, 10] = 1
    [finest] = details(point, 1)
    assert finest[10, 10] == pytest.approx(1 - (6 / 16) ** 2)
    assert finest[10, 11] == pytest.approx(-(6 / 16) * (4 / 16))
    assert finest[10, 13] == 0


def test_bands_add_up_to_their_detail() -> None:
    np.testing.assert_allclose(sum(details(PICTURE, 3)), detail(PICTURE, 3), atol=1e-6)


def test_an_even_picture_has_no_detail() -> None:
    assert np.abs(detail(np.full((30, 30), 0.7, np.float32), 3)).max() < 1e-6


def test_energy_of_one_strength_is_its_square() -> None:
    np.testing.assert_allclose(energy(np.full((20, 20), -0.3, np.float32), 2.0), 0.09, rtol=1e-5)
