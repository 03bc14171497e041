"""From decoded video planes to full-range RGB codes, in integers: the same result on every machine."""

from dataclasses import dataclass
from typing import Any, Final

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


@dataclass(frozen=True)
class _Arithmetic:
    """Integers wide enough for a depth: ``shift`` bits of fraction, ``guard`` more bits for interpolated chroma."""

    kind: type[np.signedinteger]
    shift: int
    guard: int

    def fixed(self, value: float) -> int:
        return round(value * (1 << self.shift))


# 32 bits hold every sum up to 10-bit video, in half the time.
_FAST: Final = _Arithmetic(np.int32, 16, 3)
_EXACT: Final = _Arithmetic(np.int64, 20, 4)
_Plane = NDArray[np.integer]


def rgb_from_yuv(
    planes: tuple[_Plane, _Plane, _Plane], *, depth: int, matrix: int, is_full: bool, is_left_sited: bool
) -> Pixels:
    """RGB codes of ``depth`` bits from luma and two chroma planes, chroma at full, half or quarter size.

    Chroma is interpolated linearly from its place: beside the luma sample (``is_left_sited``) or between samples.
    Values outside the legal range are clipped.
    """
    exact = _EXACT if depth > 10 else _FAST
    luma = planes[0].astype(exact.kind)
    height, width = luma.shape
    chroma = [_upsample(plane, height, width, is_left_sited, exact) for plane in planes[1:]]
    red_weight, blue_weight = WEIGHTS[matrix]
    green_weight = 1 - red_weight - blue_weight
    top = (1 << depth) - 1
    unit = 1 << (depth - 8)
    luma_span, chroma_span, black = (top, top, 0) if is_full else (219 * unit, 224 * unit, 16 * unit)
    gain = top / chroma_span
    base = (luma - black) * exact.fixed(top / luma_span) + (1 << (exact.shift - 1))
    blue, red = (plane - (128 * unit << exact.guard) for plane in chroma)
    from_blue = exact.fixed(2 * (1 - blue_weight) * blue_weight / green_weight * gain)
    from_red = exact.fixed(2 * (1 - red_weight) * red_weight / green_weight * gain)
    pixels = np.empty((height, width, 3), np.uint16)
    for place, channel in enumerate(
        (
            base + ((red * exact.fixed(2 * (1 - red_weight) * gain)) >> exact.guard),
            base - ((blue * from_blue + red * from_red) >> exact.guard),
            base + ((blue * exact.fixed(2 * (1 - blue_weight) * gain)) >> exact.guard),
        )
    ):
        pixels[..., place] = np.clip(channel >> exact.shift, 0, top)
    return pixels


def rgb_from_gray(plane: _Plane, *, depth: int, is_full: bool) -> Pixels:
    """RGB codes with three equal channels from a luma plane."""
    top = (1 << depth) - 1
    codes = plane.astype(np.int64)
    if not is_full:
        unit = 1 << (depth - 8)
        codes = np.clip(((codes - 16 * unit) * top + 109 * unit) // (219 * unit), 0, top)
    return np.repeat(codes.astype(np.uint16)[..., None], 3, axis=2)


def _upsample(plane: _Plane, height: int, width: int, is_left_sited: bool, exact: "_Arithmetic") -> NDArray[Any]:
    wide = plane.astype(exact.kind) << exact.guard
    while wide.shape[1] < width:
        wide = _double_left(wide, width) if is_left_sited else _double_between(wide, width)
    while wide.shape[0] < height:
        wide = _double_between(wide.T, height).T
    return wide


def _double_left(samples: NDArray[Any], length: int) -> NDArray[Any]:
    doubled = np.repeat(samples, 2, axis=1)
    doubled[:, 1:-1:2] = (samples[:, :-1] + samples[:, 1:]) >> 1
    return doubled[:, :length]


def _double_between(samples: NDArray[Any], length: int) -> NDArray[Any]:
    doubled = np.repeat(samples, 2, axis=1)
    doubled[:, 2::2] = (3 * samples[:, 1:] + samples[:, :-1]) >> 2
    doubled[:, 1:-1:2] = (3 * samples[:, :-1] + samples[:, 1:]) >> 2
    return doubled[:, :length]
