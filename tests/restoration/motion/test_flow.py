import numpy as np
import pytest

from restoration.motion.flow import luma, neighbours, read_at, repeats
from tests.restoration.stages.scene import panning


@pytest.mark.parametrize("reduction", [1, 2, 3])
@pytest.mark.parametrize("quick", [(), (1,)])
def test_finds_a_pan(reduction: int, quick: tuple[int, ...]) -> None:
    frames = panning(3, height=120, width=200, speed=4)
    (after,) = neighbours({0: frames[1], 1: frames[2]}, reduction, quick)
    inner = after.flow[20:-20, 20:-20]
    assert np.abs(np.median(inner, axis=(0, 1)) - (-4, 0)).max() < 0.3
    error = np.abs(after.seen_as_luma() - luma(frames[1]))[20:-20, 20:-20]
    assert float(np.median(error)) < 0.01


def test_neighbours_come_nearest_first() -> None:
    frames = panning(5, height=64, width=96)
    found = neighbours({offset: frames[2 + offset] for offset in (-2, -1, 0, 1, 2)})
    assert [one.offset for one in found] == [-1, 1, -2, 2]


def test_reads_scattered_pixels_along_motion() -> None:
    picture = panning(1, height=40, width=60)[0]
    rows, columns = np.array([5, 20, 39]), np.array([7, 30, 59])
    still = read_at(picture, rows, columns, np.zeros((3, 2), np.float32))
    moved = read_at(picture, rows, columns, np.array([[2, 1], [-3, 0], [0, 0]], np.float32))
    np.testing.assert_allclose(still, picture[rows, columns], atol=1e-6)
    np.testing.assert_allclose(moved, picture[rows + np.array([1, 0, 0]), columns + np.array([2, -3, 0])], atol=1e-6)
    assert read_at(picture, rows[:0], columns[:0], np.zeros((0, 2), np.float32)).shape == (0, 3)


def test_a_repeat_differs_nowhere_visibly() -> None:
    frames = panning(2, height=64, width=96, speed=4)
    noisy = frames[0] + np.float32(0.01) * np.random.default_rng(1).standard_normal(frames[0].shape).astype(np.float32)
    lumas = {offset: luma(frame) for offset, frame in {0: frames[0], 1: noisy, 2: frames[1]}.items()}
    assert repeats(lumas) == [1]
