"""The dust stage on real pictures: what its README promises, with some room."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from restoration.damage import DamageParameters, damage_clip
from restoration.media import find_medium, open_reader
from restoration.quality import changed_share, repair_figures
from restoration.stages.contract import StageOutput
from restoration.stages.dust.apply import apply
from restoration.stages.dust.spec import DustParameters
from restoration.timebase import FrameRange, FrameRate
from tests.restoration.stages.scene import Picture, window

DATA = Path(__file__).parents[4] / "shared" / "data"


def film(path: str, first: int, end: int, width: int | None = None) -> list[Picture]:
    """Frames of a shared film as float pictures; skips the test where the data are not there."""
    if not (DATA / path).exists():
        pytest.skip(f"needs ../shared/data/{path}")
    pictures = []
    with open_reader(find_medium(DATA / path, FrameRate(24, 1))) as reader:
        for frame in reader.frames(FrameRange(first, end)):
            picture = (frame.pixels / ((1 << frame.bit_depth) - 1)).astype(np.float32)
            if width is not None:
                size = (width, round(picture.shape[0] * width / picture.shape[1] / 2) * 2)
                picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
            pictures.append(picture)
    return pictures


def cleaned(frames: list[Picture], index: int) -> StageOutput:
    return apply(window(frames, index, DustParameters(), radius=2))


@pytest.mark.parametrize(
    ("path", "first", "width", "recall"),
    [("clean_video/bigbuckbunny.mp4", 30, 640, 0.88), ("clean_video/bikes.mp4", 150, None, 0.8)],
)
def test_finds_most_dirt_and_little_else(path: str, first: int, width: int | None, recall: float) -> None:
    clip = damage_clip(film(path, first, first + 9, width), seed=3, parameters=DamageParameters(dust_per_frame=20))
    figures = []
    for index in range(2, 7):
        output = cleaned(clip.frames, index)
        assert output.mask is not None
        figures.append(
            repair_figures(
                clip.frames[index],
                output.pixels,
                clip.undamaged[index],
                defects=clip.masks[index].dust,
                repair=output.mask,
            )
        )
    assert np.mean([one.recall for one in figures]) >= recall
    assert np.mean([one.false_share for one in figures]) <= 0.0005
    assert np.mean([one.inside_after - one.inside_before for one in figures]) >= 14
    assert min(one.outside_change for one in figures) >= 45


@pytest.mark.parametrize("path", ["clean_video/bigbuckbunny.mp4", "clean_video/bear.mp4"])
def test_clean_film_stays_nearly_untouched(path: str) -> None:
    frames = film(path, 30, 37, 640)
    changed = [changed_share(frames[index], cleaned(frames, index).pixels) for index in range(2, 5)]
    assert np.mean(changed) <= 0.0005


def test_an_old_film_is_repaired_in_few_places() -> None:
    frames = film("old_film/a_trip_down_market_street_before_the_fire", 3, 10)
    changed = [changed_share(frames[index], cleaned(frames, index).pixels) for index in range(2, 5)]
    assert all(0.0005 < share < 0.03 for share in changed)
