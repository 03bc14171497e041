"""Fewer codes without steps: triangular dither, the same for the same picture on every machine.

Source: S. P. Lipshitz, R. A. Wannamaker, J. Vanderkooy, "Quantization and Dither: A Theoretical Survey", J. Audio Eng.
Soc. 40 (1992): noise of triangular density, two steps wide, leaves an error whose mean and variance do not depend on
the signal.
"""

import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from restoration.media.depth import convert_depth, white
from restoration.media.frame import Pixels

_HALF_WORD: Final = 1 << 16
# What float arithmetic may add to a code that is whole.
_EXACT: Final = 2e-3


def seed_of(pixels: Pixels) -> int:
    """Return the seed of a picture's dither, made from its codes: equal pictures are dithered equally."""
    return zlib.crc32(np.ascontiguousarray(pixels).data)


def triangular_noise(shape: tuple[int, ...], seed: int, stream: int = 0) -> NDArray[np.float32]:
    """Return noise of triangular density between -1 and 1. ``stream`` tells the planes of one picture apart."""
    count = int(np.prod(shape))
    raw = np.random.Philox(key=(stream << 32) | seed).random_raw((2 * count + 3) // 4)
    halves = raw.view(np.uint16)[: 2 * count].reshape(2, *shape).astype(np.int32)
    noise: NDArray[np.float32] = (halves[0] - halves[1]).astype(np.float32) / np.float32(_HALF_WORD)
    return noise


def reduce_depth(codes: Pixels, source: int, target: int) -> Pixels:
    """Return a picture of ``source`` bits with ``target`` bits: dithered, or exactly as ``convert_depth`` going up.

    A code that is exactly one of the fewer codes stays that one: what was only lifted to more bits comes back as it
    was.
    """
    if target >= source:
        return convert_depth(codes, source, target)
    nearest = convert_depth(codes, source, target)
    is_exact = convert_depth(nearest, target, source) == codes
    wanted = codes.astype(np.float32) * np.float32(white(target) / white(source))
    wanted += triangular_noise(codes.shape, seed_of(codes))
    dithered = np.clip(np.rint(wanted), 0, white(target)).astype(np.uint16)
    return np.where(is_exact, nearest, dithered)


def quantised(wanted: NDArray[np.float32], low: int, high: int, noise: NDArray[Any] | None) -> Pixels:
    """Return whole codes from ``low`` to ``high``: the nearest, or dithered by ``noise`` where none fits exactly."""
    nearest = np.rint(wanted)
    if noise is not None:
        nearest = np.where(np.abs(wanted - nearest) < _EXACT, nearest, np.rint(wanted + noise))
    return np.clip(nearest, low, high).astype(np.uint16)
