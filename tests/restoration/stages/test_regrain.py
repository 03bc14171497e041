from dataclasses import replace

import cv2
import numpy as np
import pytest

from restoration.grain import grain_of
from restoration.stages.contract import StageWindow
from restoration.stages.regrain.apply import apply
from restoration.stages.regrain.noise import grain_filter
from restoration.stages.regrain.spec import REACH, SPEC, SQUARE, RegrainParameters
from tests.restoration.stages.scene import Picture, grain_rows, texture, window

SIGMA = 0.02


def seen(frame: Picture, first: int = 0, seed: int = 0) -> StageWindow:
    parameters = RegrainParameters(strength=1000, seed=seed)
    return window([frame], 0, parameters, analyses=grain_rows(1, SIGMA, first), first=first)


def grain_on(frame: Picture, seed: int = 0) -> Picture:
    return np.asarray(apply(seen(frame, seed=seed)).pixels - frame)


def soft(seed: int = 1) -> Picture:
    return np.clip(texture(256, 320, seed), 0.15, 0.85)


def correlation(grain: Picture, down: int, across: int) -> float:
    height, width = grain.shape[:2]
    near, far = grain[: height - down, : width - across], grain[down:, across:]
    return float((near * far).mean() / grain.var())


def test_is_as_strong_as_the_model_says_and_keeps_the_mean() -> None:
    grain = grain_on(soft())
    assert grain.std() == pytest.approx(SIGMA, rel=0.02)
    assert abs(grain.mean()) < 0.0003


def test_has_the_correlation_of_pixels_and_channels() -> None:
    grain = grain_on(soft())
    assert correlation(grain, 0, 1) == pytest.approx(0.4, abs=0.03)
    assert correlation(grain, 1, 1) == pytest.approx(0.16, abs=0.03)
    assert correlation(grain, 0, 3) == pytest.approx(0, abs=0.03)
    assert np.corrcoef(grain.reshape(-1, 3).T)[np.triu_indices(3, 1)] == pytest.approx(0.8, abs=0.02)


def test_is_larger_on_an_enlarged_picture() -> None:
    frame = soft()
    placed = replace(seen(frame), placements={0: np.array([[2, 0, 0.5], [0, 2, 0.5]])})
    grain = apply(placed).pixels - frame
    assert grain.std() == pytest.approx(SIGMA, rel=0.03)
    assert correlation(grain, 0, 2) == pytest.approx(0.4, abs=0.05)


def test_no_two_pictures_share_grain() -> None:
    one, other = grain_on(soft(1)), grain_on(soft(1) + np.float32(1e-4))
    assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.01


def test_another_seed_is_other_grain() -> None:
    one, other = grain_on(soft()), grain_on(soft(), seed=1)
    assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.01


def test_the_same_picture_gets_the_same_grain_anywhere_in_the_film() -> None:
    np.testing.assert_array_equal(apply(seen(soft())).pixels, apply(seen(soft(), first=500)).pixels)


def test_blanking_gets_no_grain() -> None:
    frame = np.full((3 * SQUARE, SQUARE, 3), 0.5, np.float32)
    frame[2 * SQUARE :] = texture(SQUARE, SQUARE)
    assert not grain_on(frame)[: 2 * SQUARE - REACH].any()


def test_a_change_reaches_no_further_than_declared() -> None:
    frame = soft()
    other = frame.copy()
    other[200, 310] = 0.5
    change = np.abs(apply(seen(frame)).pixels - apply(seen(other)).pixels).max(axis=2) > 0
    rows, columns = np.nonzero(change)
    assert np.abs(rows - 200).max() <= SPEC.spatial_reach
    assert np.abs(columns - 310).max() <= SPEC.spatial_reach
    assert change.mean() < 0.5


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0, 4.0])
def test_the_filter_keeps_variance_and_fits_the_reach(scale: float) -> None:
    model = grain_of(grain_rows(1), 0)
    assert model is not None
    kernel = grain_filter(model, scale)
    assert (kernel**2).sum() == pytest.approx(1)
    assert kernel.shape[0] // 2 <= REACH


def test_grain_follows_the_levels_of_the_picture() -> None:
    frame = np.full((128, 256, 3), 0.25, np.float32)
    frame[:, 128:] = 0.75
    frame += cv2.resize(texture(8, 16), (256, 128)) * np.float32(0.01)
    rows = grain_rows(1, SIGMA)
    sigma = rows["grain"].arrays["sigma"]
    sigma[..., 8:] *= 3
    grain = apply(replace(seen(frame), analyses=rows)).pixels - frame
    assert grain[:, 140:].std() == pytest.approx(3 * grain[:, :116].std(), rel=0.05)


def test_without_measured_grain_the_very_picture_comes_back() -> None:
    frame = soft()
    assert apply(window([frame], 0, RegrainParameters(strength=1000))).pixels is frame
