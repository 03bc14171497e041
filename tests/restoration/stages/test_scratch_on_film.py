"""The scratch stage on real pictures: what its README promises, with some room."""

import numpy as np
import pytest

from restoration.analysis import analyze
from restoration.engine.analyses import read_analysis
from restoration.quality import psnr
from restoration.stages.contract import AnalysisRows
from restoration.stages.scratch.apply import apply
from restoration.stages.scratch.spec import ScratchParameters
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture, window, with_scratch
from tests.restoration.stages.test_dust_on_film import film


def measured(frames: list[Picture]) -> dict[str, AnalysisRows]:
    found = analyze(HeldReader(frames), [ShotOf(0, len(frames))], ("scratch",))["scratch"]
    return {"scratch": read_analysis(found.content)}


@pytest.mark.parametrize(("density", "x", "gain"), [(0.5, 250.0, 8), (-0.25, 410.0, 7)])
def test_a_scratch_that_lets_the_scene_through_is_unmixed(density: float, x: float, gain: float) -> None:
    clean = film("clean_video/bear.mp4", 10, 26)
    columns = x + 0.5 * np.sin(0.7 * np.arange(len(clean)))
    frames = [with_scratch(frame, float(at), 6.0, 1.6, density) for frame, at in zip(clean, columns, strict=True)]
    analyses = measured(frames)
    for index in (4, 11):
        output = apply(window(frames, index, ScratchParameters(), radius=2, analyses=analyses))
        hurt = np.abs(frames[index] - clean[index]).max(axis=2) > 4 / 255
        assert psnr(output.pixels, clean[index], hurt) >= psnr(frames[index], clean[index], hurt) + gain
        assert output.mask is not None
        beside = ~hurt & ~np.roll(hurt, 6, axis=1) & ~np.roll(hurt, -6, axis=1)
        assert 255 * float(np.abs(output.pixels - frames[index])[beside].mean()) <= 0.05


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("clean_video/bikes.mp4", 30),
        ("clean_video/vid4_city", 10),
        ("old_film/the_great_train_robbery", 30),
        ("old_film/man_with_ladder_street", 20),
    ],
)
def test_posts_and_window_frames_are_no_scratches(path: str, count: int) -> None:
    rows = measured(film(path, 0, count))["scratch"]
    assert int(rows.arrays["confidence"].max()) < 500
