"""From decoded video planes to full-range RGB codes, in integers: the same result on every machine."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from restoration.media.frame import Pixels

# Luma weights of red and blue by ITU-T H.273 matrix number.
WEIGHTS: Final = {
    1: (0.2126, 0.0722),
    4: (0.30, 0.11),
    5: (0.299, 0.114),
    6: (0.299, 0.114),
    7: (0.212, 0.087),
    9: (0.2627, 0.0593),
}
_SHIFT: Final = 20
_Plane = NDArray[np.integer]


def rgb_from_yuv(
    planes: tuple[_Plane, _Plane, _Plane], *, depth: int, matrix: int, is_full: bool, is_left_sited: bool
) -> Pixels:
    """RGB codes of ``depth`` bits from luma and two chroma planes, chroma at full, half or quarter size.

    Chroma is interpolated linearly from its place: beside the luma sample (``is_left_sited``) or between samples.
    Values outside the legal range are clipped.
    """
    luma = planes[0].astype(np.int64)
    height, width = luma.shape
    chroma = [_upsample(plane, height, width, is_left_sited) for plane in planes[1:]]
    red_weight, blue_weight = WEIGHTS[matrix]
    green_weight = 1 - red_weight - blue_weight
    top = (1 << depth) - 1
    unit = 1 << (depth - 8)
    luma_span, chroma_span, black = (top, top, 0) if is_full else (219 * unit, 224 * unit, 16 * unit)
    gain = top / chroma_span
    base = (luma - black) * _fixed(top / luma_span) + (1 << (_SHIFT - 1))
    # Chroma arrives with three more bits from interpolation.
    blue_difference, red_difference = (plane - (128 * unit << _BITS) for plane in chroma)
    red = base + ((red_difference * _fixed(2 * (1 - red_weight) * gain)) >> _BITS)
    blue = base + ((blue_difference * _fixed(2 * (1 - blue_weight) * gain)) >> _BITS)
    from_blue = _fixed(2 * (1 - blue_weight) * blue_weight / green_weight * gain)
    from_red = _fixed(2 * (1 - red_weight) * red_weight / green_weight * gain)
    green = base - ((blue_difference * from_blue + red_difference * from_red) >> _BITS)
    pixels = np.empty((height, width, 3), np.uint16)
    for place, channel in enumerate((red, green, blue)):
        np.clip(channel >> _SHIFT, 0, top, out=channel)
        pixels[..., place] = channel
    return pixels


def rgb_from_gray(plane: _Plane, *, depth: int, is_full: bool) -> Pixels:
    """RGB codes with three equal channels from a luma plane."""
    top = (1 << depth) - 1
    codes = plane.astype(np.int64)
    if not is_full:
        unit = 1 << (depth - 8)
        codes = np.clip(((codes - 16 * unit) * top + 109 * unit) // (219 * unit), 0, top)
    return np.repeat(codes.astype(np.uint16)[..., None], 3, axis=2)


_BITS: Final = 4


def _fixed(value: float) -> int:
    return round(value * (1 << _SHIFT))


def _upsample(plane: _Plane, height: int, width: int, is_left_sited: bool) -> NDArray[np.int64]:
    wide = plane.astype(np.int64) << _BITS
    while wide.shape[1] < width:
        wide = _double_left(wide, width) if is_left_sited else _double_between(wide, width)
    while wide.shape[0] < height:
        wide = _double_between(wide.T, height).T
    return wide


def _double_left(samples: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    doubled = np.repeat(samples, 2, axis=1)
    doubled[:, 1:-1:2] = (samples[:, :-1] + samples[:, 1:]) >> 1
    return doubled[:, :length]


def _double_between(samples: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    doubled = np.repeat(samples, 2, axis=1)
    doubled[:, 2::2] = (3 * samples[:, 1:] + samples[:, :-1]) >> 2
    doubled[:, 1:-1:2] = (3 * samples[:, :-1] + samples[:, 1:]) >> 2
    return doubled[:, :length]
