import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis import analyze
from restoration.analysis.text import MOST
from tests.restoration.analysis.lettered import caption, lettered
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture, panning, texture

COUNT, SHOWN = 28, range(6, 22)
HEIGHT, WIDTH = 360, 640
PAN = panning(COUNT, HEIGHT, WIDTH, speed=2)
LETTERS = caption(HEIGHT, WIDTH)


def boxes(frames: list[Picture], *cuts: int) -> NDArray[np.int32]:
    ends = [*cuts, len(frames)]
    shots = [ShotOf(first, end - first) for first, end in zip([0, *cuts], ends, strict=True)]
    with np.load(io.BytesIO(analyze(HeldReader(frames), shots, ("text",))["text"].content)) as archive:
        found: NDArray[np.int32] = archive["boxes"]
        np.testing.assert_array_equal(archive["present"], found[:, 0, 0] >= 0)
    assert found.shape == (len(frames), MOST, 4)
    return found


def covered(found: NDArray[np.int32]) -> NDArray[np.bool_]:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    for left, top, right, bottom in found[found[:, 0] >= 0]:
        mask[top:bottom, left:right] = True
    return mask


@pytest.mark.parametrize("own_weave", [0.0, 0.3])
def test_a_caption_over_a_moving_picture_is_found_on_the_frames_that_show_it(own_weave: float) -> None:
    random = np.random.default_rng(5)
    frames = [
        lettered(frame, LETTERS, *random.normal(0, own_weave, 2)) if n in SHOWN else frame
        for n, frame in enumerate(PAN)
    ]
    found = boxes(frames)
    np.testing.assert_array_equal(np.flatnonzero(found[:, 0, 0] >= 0), list(SHOWN))
    for frame in SHOWN:
        mask = covered(found[frame])
        assert (mask & (LETTERS > 0.5)).sum() > 0.97 * (LETTERS > 0.5).sum()
        assert mask.mean() < 0.09


def test_letters_that_move_with_the_picture_are_no_caption() -> None:
    wide = texture(HEIGHT, WIDTH + 2 * COUNT)
    sign = np.pad(LETTERS, ((0, 0), (COUNT, COUNT)))
    signed = lettered(wide, sign)
    frames = [np.ascontiguousarray(signed[:, 2 * n : 2 * n + WIDTH]) for n in range(COUNT)]
    assert (boxes(frames) == -1).all()


def test_a_texture_has_no_letters() -> None:
    assert (boxes([texture(HEIGHT, WIDTH)] * 12) == -1).all()


def test_lines_of_a_title_card_are_found_anywhere() -> None:
    dark = np.full((HEIGHT, WIDTH, 3), 0.06, np.float32)
    grain = np.random.default_rng(1).normal(0, 0.01, (12, HEIGHT, WIDTH, 1)).astype(np.float32)
    card = lettered(dark, np.maximum(caption(HEIGHT, WIDTH, line=0.3), caption(HEIGHT, WIDTH, line=0.6)))
    found = boxes([np.clip(card + noise, 0, 1) for noise in grain])
    assert (found[:, :, 0] >= 0).all()


def test_letters_across_a_cut_are_found_in_each_shot_by_itself() -> None:
    frames = [lettered(frame, LETTERS) for frame in PAN]
    joined, alone = boxes(frames, 12), boxes(frames[:12])
    np.testing.assert_array_equal(joined[:12], alone)
    assert (joined[:, 0, 0] >= 0).all()


def test_boxes_are_in_the_pixels_of_the_scan() -> None:
    frames = [lettered(frame, LETTERS) for frame in PAN[:12]]
    large = [np.asarray(cv2.resize(frame, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)) for frame in frames]
    small, big = boxes(frames)[5, 0], boxes(large)[5, 0]
    assert np.abs(big - 3 * small).max() <= 18
