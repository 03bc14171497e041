"""One picture of a medium."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint16]


@dataclass(frozen=True)
class Frame:
    """A decoded picture.

    ``pixels``: height x width x 3, RGB codes of ``bit_depth`` bits, full range. ``digest``: SHA-256 (hex) of the
    decoded native samples and their format, before any conversion: equal on every machine. ``infrared``: height x
    width, codes of ``bit_depth`` bits, 0 opaque, None where the medium has no infrared plane; the digest covers it.
    """

    index: int
    pixels: Pixels
    bit_depth: int
    digest: str
    infrared: NDArray[np.uint16] | None = None
