"""A small film whose frames carry their number, made so that its first version has segments of every kind."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.media import write_master
from restoration.timebase import FrameRate
from tests.barcode import Marking, paint

WIDTH, HEIGHT = 256, 144
FRAMES = 110
# One frame past each border of the 48-frame grid: frames 48 and 96 are segments of one frame.
CUTS = (49, 97)
SEGMENTS = [(0, 47), (48, 48), (49, 95), (96, 96), (97, 109)]
WHITE = 1023
# Specks that the dust stage repairs, one in each half of the wipe (x, y, size), on every fifth frame.
SPECKS = ((60, 100, 4), (180, 100, 4))
# Too large to be dust by the recipe of these tests: it takes a note to have it repaired.
BLOTCH_FRAME, BLOTCH = 70, (200, 70, 8)
LARGEST_SPECK = 40


def has_specks(number: int) -> bool:
    """Whether this frame of the scan carries the specks."""
    return number % 5 == 2


@cache
def _texture(shot: int) -> NDArray[np.float32]:
    random = np.random.default_rng(shot)
    layers = [
        cv2.resize(
            random.uniform(0, 1, (HEIGHT // grain, WIDTH // grain, 3)).astype(np.float32),
            (WIDTH, HEIGHT),
            interpolation=cv2.INTER_CUBIC,
        )
        * weight
        for grain, weight in ((36, 0.5), (12, 0.3), (4, 0.2))
    ]
    total = np.sum(layers, axis=0)
    darkest, brightest = total.min(), total.max()
    texture: NDArray[np.float32] = (total - darkest) / (brightest - darkest) * 850 + 10
    return texture


def numbered_picture(number: int) -> NDArray[np.uint16]:
    """A 10-bit picture: the shot's own texture, the frame's number, and its dirt."""
    shot = sum(number >= cut for cut in CUTS)
    picture = _texture(shot).astype(np.uint16)
    paint(picture, Marking(number=number, side=1), white=WHITE)
    dirt = [*(SPECKS if has_specks(number) else ()), *([BLOTCH] if number == BLOTCH_FRAME else [])]
    for left, top, size in dirt:
        picture[top : top + size, left : left + size] = WHITE
    return picture


# The reference begins with a leader and lacks a stretch of the film, and runs at 25.
LEADER = 8
LOST = range(60, 70)


def write_numbered_reference(path: Path) -> None:
    """Write another copy of the film, smaller and darker: its frames carry the numbers of the film's own."""
    shown = [number for number in range(FRAMES) if number not in LOST]
    leader = [np.full((HEIGHT // 4 * 3, WIDTH // 4 * 3, 3), 64, np.uint16)] * LEADER
    path.parent.mkdir(parents=True, exist_ok=True)
    write_master(path, [*leader, *map(_reference_picture, shown)], rate=FrameRate(25, 1), bit_depth=10)


def _reference_picture(number: int) -> NDArray[np.uint16]:
    shot = sum(number >= cut for cut in CUTS)
    texture = cv2.resize(_texture(shot), (WIDTH // 4 * 3, HEIGHT // 4 * 3), interpolation=cv2.INTER_AREA)
    picture = (texture * 0.8 + 40).astype(np.uint16)
    paint(picture, Marking(number=number, side=2), white=WHITE)
    return picture


def write_numbered_film(path: Path) -> None:
    """Write the film: 110 frames, 24 a second, lossless."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_master(path, map(numbered_picture, range(FRAMES)), rate=FrameRate(24, 1), bit_depth=10)
