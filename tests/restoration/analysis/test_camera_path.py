import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from restoration.analysis.camera_path import camera_path
from restoration.analysis.camera_runs import runs

Floats = NDArray[np.float64]

COUNT = 72
NOWHERE = np.zeros(COUNT, bool)
STANDING = np.zeros(COUNT)
PAN: Floats = np.clip(3.0 * (np.arange(COUNT) - 24), 0, 72)


def weave(spread: float, seed: int = 1, memory: float = 0.5) -> Floats:
    """A first-order autoregression."""
    random = np.random.default_rng(seed)
    values = [random.normal(0, spread)]
    for _ in range(COUNT - 1):
        values.append(memory * values[-1] + random.normal(0, spread * (1 - memory**2) ** 0.5))
    return np.array(values)


def rms(values: Floats) -> float:
    return float(np.sqrt(np.mean((values - values.mean()) ** 2)))


@pytest.mark.parametrize("seed", range(4))
def test_the_frames_where_a_pan_starts_and_stops_are_found(seed: int) -> None:
    found = runs(PAN + weave(0.5, seed), NOWHERE)
    assert found.knots == pytest.approx((24, 48), abs=1)
    np.testing.assert_array_equal(np.diff(found.path)[[0, 20, 50, -1]], 0)
    np.testing.assert_allclose(np.diff(found.path)[30:42], 3, atol=0.03)


def test_a_slow_steady_pan_has_no_knots_and_keeps_its_speed() -> None:
    slow = 0.02 * np.arange(COUNT, dtype=np.float64)
    found = runs(slow, NOWHERE)
    assert found.knots == ()
    np.testing.assert_allclose(found.path, slow, atol=1e-9)


def test_frames_left_out_have_no_say() -> None:
    path, left_out = PAN + weave(0.3), NOWHERE.copy()
    left_out[[10, 30, 31]] = True
    thrown = path.copy()
    thrown[left_out] += 40
    np.testing.assert_allclose(runs(thrown, left_out).path, runs(path, left_out).path, atol=1e-9)


@pytest.mark.parametrize("camera", [STANDING, PAN, 0.4 * np.arange(COUNT)])
def test_a_mounted_camera_is_read_without_its_weave(camera: Floats) -> None:
    read = camera_path(camera + weave(0.8, seed=2), NOWHERE, turning=0.0)
    assert rms(read.path - camera) < 0.1
    assert read.weave == pytest.approx(0.8, abs=0.25)
    assert read.evidence > 10
    assert not read.jumps.any()


def test_a_camera_in_a_hand_keeps_slow_moves_that_a_mounted_one_would_not_make() -> None:
    sway: Floats = np.asarray(0.8 * np.sin(np.arange(COUNT) / 6), np.float64)
    measured = sway + weave(0.5, seed=3)
    held, mounted = (rms(camera_path(measured, NOWHERE, turning).path - sway) for turning in (0.3, 0.0))
    assert held < 0.4 < mounted


def test_a_clean_pan_is_its_own_camera_path() -> None:
    read = camera_path(PAN, NOWHERE, turning=0.0)
    np.testing.assert_allclose(read.path, PAN, atol=0.03)
    assert read.evidence < 1


def test_a_jump_beside_a_cut_is_told_from_a_camera_that_sets_off() -> None:
    path = STANDING + 0.02 * np.random.default_rng(1).standard_normal(COUNT)
    path[0] += 6
    read = camera_path(path, NOWHERE, turning=0.0)
    assert list(np.flatnonzero(read.jumps)) == [0]
    assert abs(read.path[0]) < 0.1


@settings(max_examples=12)
@given(st.floats(-50, 50), st.floats(-3, 3))
def test_a_camera_that_goes_on_faster_gets_the_same_correction(place: float, speed: float) -> None:
    """What is added to the camera comes back with it: weave is told by how the path bends alone."""
    path = weave(0.6, seed=4)[:40]
    added = place + speed * np.arange(40)
    plain, moved = (camera_path(one, NOWHERE[:40], 0.0).path for one in (path, path + added))
    np.testing.assert_allclose(moved - added, plain, atol=2e-2)


def test_few_frames_stay_where_they_are() -> None:
    path = np.array([0.0, 1.0, -1.0, 0.5])
    np.testing.assert_array_equal(camera_path(path, np.zeros(4, bool), 0.0).path, path)
