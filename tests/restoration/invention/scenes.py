"""A scene finer than the film can hold, the film of it under a moving camera, and tiers that enlarge it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.enlargement.lanczos import enlarged
from restoration.invention import Generated
from restoration.timebase import FrameRange

Picture = NDArray[np.float32]

SCALE = 2
HEIGHT, WIDTH = 72, 96
"""Of the source."""
COUNT, MIDDLE = 5, 2
SPEED = 1
"""Pixels of the large picture a frame, half a pixel of the source: each frame samples the scene anew."""


def scene(seed: int = 1) -> Picture:
    """Soft ground with fine detail on it, wide enough for the camera's way, at the large raster."""
    noise = np.random.default_rng(seed).standard_normal((HEIGHT * SCALE, WIDTH * SCALE + SPEED * COUNT, 1))
    coarse, fine = (cv2.GaussianBlur(noise.astype(np.float32), (0, 0), sigma) for sigma in (6, 0.9))
    grey = 0.5 + 0.1 * coarse / coarse.std() + 0.05 * fine / fine.std()
    return np.repeat(grey[..., None], 3, axis=2).clip(0, 1).astype(np.float32)


def truths(speed: int = SPEED) -> list[Picture]:
    """What the camera sees, at the large raster."""
    wide = scene()
    return [np.ascontiguousarray(wide[:, speed * n : speed * n + WIDTH * SCALE]) for n in range(COUNT)]


def film(pictures: list[Picture]) -> dict[int, Picture]:
    """What the film holds of it: means over its pixels."""
    return {n: scanned(one) for n, one in enumerate(pictures)}


def scanned(picture: Picture) -> Picture:
    size = (picture.shape[1] // SCALE, picture.shape[0] // SCALE)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def faithful(source: Picture) -> Picture:
    return enlarged(source, SCALE, 1.0)


def drawn_noise(like: Picture, strength: float, seed: int = 5) -> Picture:
    """Grey noise that means over the source's pixels hardly show."""
    noise = np.random.default_rng(seed).normal(0, strength, like.shape[:2]).astype(np.float32)
    return np.repeat((noise - cv2.GaussianBlur(noise, (0, 0), 2.0))[..., None], 3, axis=2)


def given(
    generated: Picture,
    frames: dict[int, Picture],
    shot: FrameRange = FrameRange(0, COUNT),  # noqa: B008
) -> Generated:
    """The middle picture of a film as a tier generated it."""
    return Generated(generated, faithful(frames[MIDDLE]), frames, MIDDLE, shot)
