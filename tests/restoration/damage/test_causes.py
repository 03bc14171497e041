"""Clean clips of what is taken for damage."""

import numpy as np
import pytest

from restoration.damage import AS_MADE, CAUSES, as_made_clip, cause_clip
from tests.restoration.stages.scene import panning

BACKGROUND = panning(12, height=90, width=160)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_is_drawn_and_the_rest_is_left(cause: str) -> None:
    clip = cause_clip(cause, BACKGROUND, seed=3)
    assert len(clip) == len(BACKGROUND)
    assert any(frame.drawn.any() for frame in clip)
    for frame, background in zip(clip, BACKGROUND, strict=True):
        assert frame.pixels.dtype == np.float32
        assert frame.pixels.min() >= 0
        assert frame.pixels.max() <= 1
        changed = np.abs(frame.pixels - background).max(axis=2) > 0.03
        assert not (changed & ~frame.drawn).any()


@pytest.mark.parametrize("cause", CAUSES)
def test_a_seed_repeats_a_cause(cause: str) -> None:
    one, other = (cause_clip(cause, BACKGROUND, seed=3) for _ in range(2))
    np.testing.assert_array_equal(np.stack([a.pixels for a in one]), np.stack([b.pixels for b in other]))


def test_an_unknown_cause_is_refused() -> None:
    with pytest.raises(KeyError):
        cause_clip("snow", BACKGROUND, seed=3)


def _numbers(kind: str) -> list[int]:
    clean = [np.full((2, 2, 3), number / 100, np.float32) for number in range(12)]
    return [round(float(frame[0, 0, 0]) * 100) for frame in as_made_clip(kind, clean)]


def test_as_made_clips_repeat_and_leave_out_what_they_say() -> None:
    assert _numbers("step_printed") == [0, 1, 2, 3, 3, 3, 3, 3, 8, 9, 10, 11]
    assert _numbers("frozen") == [0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6]
    assert _numbers("undercranked") == [0, 3, 6, 9]
    assert _numbers("flashing") == [0, 1, 2, 3, 4, 8, 6, 11, 8, 9, 10, 11]
    assert AS_MADE == ("step_printed", "frozen", "flashing", "undercranked")
