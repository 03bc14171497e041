"""Sample codes at different bit depths, exact in both directions.

A code at depth ``d`` stands for ``code / (2**d - 1)``: full range, 0 black, all ones white.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

MASTER_DEPTHS: Final = (10, 12, 16)


def white(depth: int) -> int:
    """The code of full white at a depth."""
    return (1 << depth) - 1


def convert_depth(codes: NDArray[np.uint16], source: int, target: int) -> NDArray[np.uint16]:
    """The same picture at another depth, rounded to the nearest code.

    Going up and back down returns the first codes exactly, for every pair of depths from 1 to 16.
    """
    if source == target:
        return codes
    scaled = codes.astype(np.uint32) * np.uint32(white(target)) + np.uint32(white(source) // 2)
    return (scaled // np.uint32(white(source))).astype(np.uint16)


def master_depth(source_depth: int) -> int:
    """The depth of masters made from a source: the next of 10, 12 and 16 bits that holds it."""
    return next(depth for depth in MASTER_DEPTHS if depth >= source_depth)


def to_master_codes(codes: NDArray[np.uint16], source_depth: int) -> NDArray[np.uint16]:
    """Source codes at the depth of their masters."""
    return convert_depth(codes, source_depth, master_depth(source_depth))


def from_master_codes(codes: NDArray[np.uint16], source_depth: int) -> NDArray[np.uint16]:
    """Master codes back at the source's depth: the inverse of ``to_master_codes``."""
    return convert_depth(codes, master_depth(source_depth), source_depth)
