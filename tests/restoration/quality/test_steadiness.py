"""Figures over time."""

import numpy as np
import pytest

from restoration.damage.gate import shifted
from restoration.quality import Path, flicker, motions, path_against, warp_error
from tests.restoration.stages.scene import panning, texture

SCENE = texture(120, 160)


def test_flicker_in_opposite_halves_is_seen_in_blocks_only() -> None:
    frames = []
    for number in range(8):
        frame = np.full((40, 60, 3), 0.5, np.float32)
        sign = (-1) ** number
        frame[:, :30] += 0.02 * sign
        frame[:, 30:] -= 0.02 * sign
        frames.append(frame)
    assert flicker(frames) == pytest.approx(0, abs=1e-4)
    assert flicker(frames, blocks=2) == pytest.approx(100 * np.log(0.52 / 0.48), rel=0.01)


def test_a_known_path_is_measured() -> None:
    known = [(0.0, 0.0), (1.25, -0.4), (-2.6, 3.3), (0.5, 0.5)]
    path = path_against([shifted(SCENE, *place) for place in known], [SCENE] * 4)
    np.testing.assert_allclose(path.places, known, atol=0.02)


def test_weave_is_what_no_straight_line_explains() -> None:
    steady = Path(np.array([(2.0 + 0.5 * n, -1.0) for n in range(12)]))
    assert steady.residual == pytest.approx(0, abs=1e-9)
    assert steady.drift == pytest.approx((0.5, 0.0))
    weaving = Path(np.array([(0.3 * (-1) ** n, 0.0) for n in range(12)]))
    assert weaving.residual == pytest.approx(0.3 / 2**0.5, rel=0.03)


def test_few_frames_have_no_path() -> None:
    assert Path(np.zeros((1, 2))).drift == (0.0, 0.0)
    assert Path(np.zeros((2, 2))).residual == 0.0


def test_a_pan_has_hardly_any_error_along_its_motion() -> None:
    frames = panning(4, 120, 160, speed=3)
    moved = motions(frames)
    assert all(one.holds.mean() > 0.85 for one in moved)
    assert np.median(moved[1].flow[..., 0]) == pytest.approx(-3, abs=0.1)
    error = warp_error(frames, moved)
    assert error < 0.1
    noise = np.random.default_rng(1)
    noisy = [frame + noise.normal(0, 0.05, frame.shape).astype(np.float32) for frame in frames]
    # Linear interpolation of the second picture averages its noise a little.
    assert warp_error(noisy, moved) - error == pytest.approx(1000 * 2 * 0.05**2, rel=0.3)


def test_no_pair_has_no_error() -> None:
    assert warp_error([SCENE], []) == 0.0
