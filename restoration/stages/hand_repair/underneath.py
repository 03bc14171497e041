"""What a patch lies on, as a digest that tells whether the picture under it changed since it was painted."""

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray


def digest_underneath(pixels: NDArray[np.float32], mask: NDArray[np.bool_], bit_depth: int) -> str:
    """Return the SHA-256 (hex) of the codes of ``bit_depth`` bits under ``mask``.

    ``pixels``: float32 H x W x 3, 0..1. Codes and not floats: what rounds to the picture that was exported is it.
    """
    white = np.float32((1 << bit_depth) - 1)
    codes = np.rint(np.clip(pixels[mask], 0, 1) * white).astype("<u2")
    return sha256(codes.tobytes()).hexdigest()
