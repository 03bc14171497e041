"""RGB codes as luma and chroma of limited range (ITU-R BT.601, BT.709, BT.2020 by the matrix asked for)."""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from restoration.delivery.dither import quantised, seed_of, triangular_noise
from restoration.media.depth import white
from restoration.media.frame import Pixels
from restoration.media.yuv import WEIGHTS

Sampling = Literal["444", "422", "420"]
DEPTH: Final = 10
_UNIT: Final = 1 << (DEPTH - 8)
_BLACK, _WHITE = 16 * _UNIT, 235 * _UNIT
_NEUTRAL, _LEAST, _MOST = 128 * _UNIT, 16 * _UNIT, 240 * _UNIT


def limited_planes(pixels: Pixels, bit_depth: int, matrix: int, sampling: Sampling) -> list[Pixels]:
    """Return 10-bit luma and chroma planes: luma 64..940, chroma 64..960.

    Chroma lies beside the left luma sample (weights 1 2 1) and, with 420, between two rows. Codes of more than 10 bits
    are dithered where no code fits exactly.
    """
    red, blue = WEIGHTS[matrix]
    rgb = pixels.astype(np.float32) * np.float32(1 / white(bit_depth))
    luma = rgb @ np.array([red, 1 - red - blue, blue], np.float32)
    planes = [luma * np.float32(_WHITE - _BLACK) + np.float32(_BLACK)]
    for channel, weight in ((2, blue), (0, red)):
        difference = (rgb[..., channel] - luma) * np.float32((_MOST - _LEAST) / 2 / (1 - weight))
        planes.append(_sampled(difference, sampling) + np.float32(_NEUTRAL))
    seed = seed_of(pixels) if bit_depth > DEPTH else None
    tops = (_WHITE, _MOST, _MOST)
    return [
        quantised(plane, _BLACK, top, None if seed is None else triangular_noise(plane.shape, seed, number))
        for number, (plane, top) in enumerate(zip(planes, tops, strict=True))
    ]


def _sampled(difference: NDArray[np.float32], sampling: Sampling) -> NDArray[np.float32]:
    if sampling == "444":
        return difference
    if sampling == "420":
        difference = (difference[0::2] + difference[1::2]) * np.float32(0.5)
    columns = (difference.shape[1] + 1) // 2
    left = np.concatenate([difference[:, :1], difference[:, 1::2]], axis=1)[:, :columns]
    right = np.concatenate([difference[:, 1::2], difference[:, -1:]], axis=1)[:, :columns]
    return (left + 2 * difference[:, 0::2] + right) * np.float32(0.25)
