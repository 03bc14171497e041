from pathlib import Path

import numpy as np
import pytest

from tests.training.sample_sources import write_sources
from training.scenes import Scenes
from training.sources import SourceMissing


def test_a_scene_is_a_function_of_its_seed(tmp_path: Path) -> None:
    scenes = Scenes(48, 64, 3, write_sources(tmp_path), tmp_path)
    one, again, other = (scenes.scene(seed) for seed in (5, 5, 6))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_scenes_move_and_stay_in_range(tmp_path: Path) -> None:
    scenes = Scenes(48, 64, 3, write_sources(tmp_path), tmp_path)
    for seed in range(12):
        pictures = scenes.scene(seed)
        assert [picture.shape for picture in pictures] == [(48, 64, 3)] * 3
        assert all(picture.dtype == np.float32 and picture.min() >= 0 and picture.max() <= 1 for picture in pictures)
        assert not np.array_equal(pictures[0], pictures[2])


def test_a_scene_of_what_was_not_fetched_says_what_to_do(tmp_path: Path) -> None:
    listed = write_sources(tmp_path)
    with pytest.raises(SourceMissing, match="python -m training fetch"):
        Scenes(48, 64, 3, listed, tmp_path / "elsewhere").scene(0)
