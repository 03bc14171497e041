"""What a picture looks like, and repairs counted as places."""

import cv2
import numpy as np
import pytest

from restoration.quality import altered, places, ssim, texture_kept, texture_ratio
from tests.restoration.stages.scene import texture

SCENE = texture(96, 128)


def test_ssim_of_equal_pictures_is_one() -> None:
    assert ssim(SCENE, SCENE.copy()) == pytest.approx(1.0, abs=1e-6)


def test_ssim_of_flat_pictures_is_the_formula() -> None:
    one, other = np.full((32, 32, 3), 0.4, np.float32), np.full((32, 32, 3), 0.6, np.float32)
    c1 = 0.01**2
    expected = (2 * 0.4 * 0.6 + c1) / (0.4**2 + 0.6**2 + c1)
    assert ssim(one, other) == pytest.approx(expected, abs=1e-5)


def test_ssim_looks_only_where_asked() -> None:
    other = SCENE.copy()
    other[:20, :20] = 0.5
    where = np.zeros(SCENE.shape[:2], bool)
    where[60:] = True
    assert ssim(SCENE, other) < 0.99
    assert ssim(SCENE, other, where) == pytest.approx(1.0, abs=1e-6)
    assert ssim(SCENE, other, np.zeros_like(where)) == 1.0


def test_noise_has_texture_that_the_reference_has_not() -> None:
    random = np.random.default_rng(3)
    noisy = SCENE + random.normal(0, 0.02, SCENE.shape).astype(np.float32)
    soft = cv2.GaussianBlur(SCENE, (0, 0), 2)
    assert texture_ratio(SCENE, SCENE) == texture_kept(SCENE, SCENE) == 1.0
    assert texture_ratio(noisy, SCENE) > 1.3
    assert texture_kept(noisy, SCENE) == pytest.approx(1.0, abs=0.03)
    assert texture_ratio(soft, SCENE) < texture_kept(soft, SCENE) < 0.4


def test_a_reference_without_detail_loses_none() -> None:
    flat = np.full((16, 16, 3), 0.5, np.float32)
    assert texture_ratio(flat, flat) == texture_kept(flat, flat) == 1.0


def test_places_are_counted_by_size_and_by_what_was_called_for() -> None:
    after = SCENE.copy()
    after[10:12, 10:12] += 0.1
    after[40:50, 40:50] += 0.1
    after[80, 100] += 0.1
    after[60:70, 5:9] += 0.01
    changed = altered(SCENE, after)
    assert places(changed) == 2
    assert places(changed, smallest=1) == 3
    wanted = np.zeros_like(changed)
    wanted[49, 49] = True
    assert places(changed, wanted=wanted) == 1
    assert places(np.zeros_like(changed), wanted=wanted) == 0
