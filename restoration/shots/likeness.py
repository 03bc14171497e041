"""How unlike two pictures are, whatever their exposure and a little movement."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH: Final = 64
HEIGHT: Final = 48
_BLOCK: Final = 8
_REACH: Final = 4
_BINS: Final = 24
# Standard deviation (8-bit codes) of a blank picture: its grain is not amplified into content.
_BLANK: Final = 6.0
# Where a block's mean difference saturates, in standard deviations of the picture.
_FULL: Final = 1.0

Luma = NDArray[np.uint8]
Normal = NDArray[np.float32]


def small_luma(pixels: NDArray[np.uint16], bit_depth: int) -> Luma:
    """The 48 x 64 luma (8 bits, BT.709 weights) of a picture of RGB codes: what shots are found on."""
    small = cv2.resize(pixels, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    luma = small @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    return np.rint(luma * (255 / ((1 << bit_depth) - 1))).astype(np.uint8)


def shrunk(luma: Luma) -> Luma:
    """A luma picture of any size at 48 x 64."""
    return luma if luma.shape == (HEIGHT, WIDTH) else _resized(luma)


def _resized(luma: Luma) -> Luma:
    return np.asarray(cv2.resize(luma, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def normalised(small: Luma) -> Normal:
    """A 48 x 64 picture with its own brightness and contrast taken out: flicker and fades hardly change it."""
    soft = cv2.GaussianBlur(small.astype(np.float32), (3, 3), 0)
    return ((soft - soft.mean()) / max(float(soft.std()), _BLANK)).astype(np.float32)


def unlikeness(one: Normal, other: Normal) -> float:
    """0 for the same picture to 1 for nothing in common; a change of scene is mostly above 0.4, movement below 0.3.

    Block by block, the best match within four pixels of 64: movement finds its match, a new scene does not; weighed
    5 to 2 with the distance of the two histograms, which movement leaves alone.
    """
    return (5 * _blocks(one, other) + 2 * _histograms(one, other)) / 7


def _blocks(one: Normal, other: Normal) -> float:
    padded = cv2.copyMakeBorder(other, _REACH, _REACH, _REACH, _REACH, cv2.BORDER_REPLICATE)
    best = np.full((HEIGHT // _BLOCK, WIDTH // _BLOCK), np.inf, np.float32)
    for down in range(0, 2 * _REACH + 1, 2):
        for right in range(0, 2 * _REACH + 1, 2):
            moved = padded[down : down + HEIGHT, right : right + WIDTH]
            difference = cv2.absdiff(one, moved)
            means = cv2.resize(difference, best.shape[::-1], interpolation=cv2.INTER_AREA)
            np.minimum(best, means, out=best)
    return float(np.minimum(best / _FULL, 1.0).mean())


def _histograms(one: Normal, other: Normal) -> float:
    """Half the absolute difference of the soft histograms: 0 equal, 1 disjoint."""
    edges = np.linspace(-3, 3, _BINS + 1)
    counts = [np.histogram(np.clip(picture, -2.99, 2.99), edges)[0] for picture in (one, other)]
    soft = [np.convolve(count, (0.25, 0.5, 0.25), mode="same") / (WIDTH * HEIGHT) for count in counts]
    return float(np.abs(soft[0] - soft[1]).sum() / 2)
