"""What tells dirt from what looks like it, measured on the pieces themselves."""

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.stages.contract import StageOutput
from restoration.stages.dust.apply import apply
from restoration.stages.dust.behind import places
from restoration.stages.dust.spec import SPEC, DustParameters
from tests.restoration.stages.scene import Picture, panning, window

SCENE = [frame * np.float32(0.5) for frame in panning(7, height=180, width=320, speed=2, seed=4)]


def with_light(cover: NDArray[np.float32], colour: tuple[float, float, float] = (1, 1, 1)) -> StageOutput:
    """Clean the middle picture with ``colour`` laid over it as far as `cover` (HxW, 0..1) covers it."""
    frames: list[Picture] = list(SCENE)
    there = cover[..., None]
    frames[3] = np.asarray(frames[3] * (1 - there) + there * np.array(colour, np.float32), np.float32)
    return apply(window(frames, 3, DustParameters(), radius=SPEC.temporal_radius))


def spot() -> NDArray[np.float32]:
    """Return a white disc that lies between the pixels, as a steadied picture shows one."""
    drawn = np.zeros(SCENE[0].shape[:2], np.uint8)
    cv2.circle(drawn, (150, 90), 3, 255, -1, cv2.LINE_AA)
    half = np.array([[1, 0, 0.5], [0, 1, 0.5]], np.float32)
    return np.asarray(cv2.warpAffine(drawn / np.float32(255), half, drawn.shape[::-1]), np.float32)


def taken(output: StageOutput, where: NDArray[np.bool_]) -> float:
    assert output.mask is not None
    return float(output.mask[where].mean())


def test_a_white_spot_is_dirt_and_one_that_glows_is_a_highlight() -> None:
    sharp = spot()
    glowing = np.maximum(sharp, cv2.GaussianBlur(sharp, (0, 0), 2.5)).astype(np.float32)
    assert taken(with_light(sharp), sharp > 0.5) > 0.9
    assert taken(with_light(glowing), sharp > 0.5) == 0


def test_what_lies_between_two_specks_belongs_to_the_nearer_one() -> None:
    labels = np.zeros((40, 60), np.int32)
    labels[18:22, 20:24], labels[18:22, 30:34] = 1, 2
    cover = cv2.dilate((labels > 0).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    at = places(labels, cover, 3, [], 1)
    speck = np.zeros(labels.shape, np.int32)
    speck[at.rows, at.columns] = at.speck
    assert (speck[20, 14:27] == 1).all()
    assert (speck[20, 27:40] == 2).all()


def test_a_coloured_stain_on_one_picture_is_taken_and_one_that_stays_is_not() -> None:
    cover = np.zeros(SCENE[0].shape[:2], np.float32)
    cv2.circle(cover, (150, 90), 10, 0.5, -1, cv2.LINE_AA)
    tinted = (0.85, 0.75, 0.2)
    assert taken(with_light(cover, tinted), cover > 0.4) > 0.8
    layer = cover[..., None]
    kept = [np.asarray(frame * (1 - layer) + layer * np.array(tinted, np.float32), np.float32) for frame in SCENE]
    output = apply(window(kept, 3, DustParameters(), radius=SPEC.temporal_radius))
    assert taken(output, cover > 0.4) == 0
