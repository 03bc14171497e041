"""The map on real moving pictures: true detail is told from drawn detail, and better than by a difference."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from restoration.invention import Generated, InventionMap, invention_map
from restoration.media import find_medium, open_reader
from restoration.motion.flow import luma
from restoration.timebase import FrameRange, FrameRate
from tests.restoration.invention.scenes import MIDDLE, Picture, drawn_noise, faithful, scanned

DATA = Path(__file__).parents[4] / "shared" / "data" / "clean_video"
SHOT = FrameRange(0, 5)


def film(name: str, first: int) -> list[Picture]:
    """Five frames of a shared clip, 480 wide and of even height; skips the test where it is not there."""
    if not (DATA / name).exists():
        pytest.skip(f"needs ../shared/data/clean_video/{name}")
    with open_reader(find_medium(DATA / name, FrameRate(24, 1))) as reader:
        codes = [frame.pixels / ((1 << frame.bit_depth) - 1) for frame in reader.frames(FrameRange(first, first + 5))]
    return [np.asarray(cv2.resize(one, (480, 240), interpolation=cv2.INTER_AREA), np.float32) for one in codes]


def judged(generated: Picture, frames: dict[int, Picture]) -> InventionMap:
    return invention_map(Generated(generated, faithful(frames[MIDDLE]), frames, MIDDLE, SHOT))


@pytest.mark.parametrize(("name", "first"), [("bikes.mp4", 188), ("bear.mp4", 0)])
def test_neighbours_confirm_what_was_there_and_nothing_that_was_drawn(name: str, first: int) -> None:
    truth = film(name, first)
    frames = {n: scanned(one) for n, one in enumerate(truth)}
    plain = faithful(frames[MIDDLE])
    strength = float((luma(truth[MIDDLE]) - luma(plain)).std())
    true, drawn = judged(truth[MIDDLE], frames), judged(plain + drawn_noise(plain, strength), frames)
    assert true.confirmed.mean() > 3 * drawn.confirmed.mean()
    assert true.confirmed.mean() > 0.25


@pytest.mark.parametrize(("name", "first"), [("bikes.mp4", 188), ("bear.mp4", 0)])
def test_texture_drawn_into_a_right_picture_is_found_better_than_by_the_difference(name: str, first: int) -> None:
    truth = film(name, first)
    frames = {n: scanned(one) for n, one in enumerate(truth)}
    inside = np.zeros(truth[0].shape[:2], np.float32)
    cv2.circle(inside, (240, 120), 40, 1.0, -1)
    generated = truth[MIDDLE] + inside[..., None] * drawn_noise(truth[MIDDLE], 0.04)
    told = judged(generated, frames).codes
    plain = np.abs(generated - faithful(frames[MIDDLE])).mean(axis=2)
    found = [np.corrcoef(one.ravel(), inside.ravel())[0, 1] for one in (told, plain)]
    assert found[0] > found[1] + 0.05
