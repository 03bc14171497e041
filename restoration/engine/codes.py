"""Between the codes of files and the numbers stages work with."""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint16]
Working = NDArray[np.float32]
_PART = 1 << 16
"""Numbers that are converted at a time, so that what is in between stays in the processor's cache."""


def to_working(codes: Codes, depth: int) -> Working:
    """Return codes of ``depth`` bits as float32, 0 black, 1 white; read-only."""
    pixels = codes.astype(np.float32)
    pixels /= np.float32((1 << depth) - 1)
    pixels.flags.writeable = False
    return pixels


def to_codes(pixels: Working, depth: int) -> Codes:
    """Return the nearest codes of ``depth`` bits.

    ``to_codes(to_working(codes, d), d)`` is ``codes`` for every depth to 16 bits, and 8-bit codes come out at 10 bits
    as ``media.to_master_codes`` gives them: what no stage touched is bit-exact.
    """
    white = np.float32((1 << depth) - 1)
    codes = np.empty(pixels.shape, np.uint16)
    given, made = pixels.reshape(-1), codes.reshape(-1)
    for first in range(0, given.size, _PART):
        scaled = given[first : first + _PART] * white
        np.rint(scaled, out=scaled)
        np.clip(scaled, 0, white, out=scaled)
        made[first : first + _PART] = scaled
    return codes
