"""How far the scene moved sideways between two pictures, as a whole and beside a line."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

UNKNOWN = float("nan")

_WINDOW = 0.2
"""Motion is measured in windows this part of the width wide."""
_WINDOWS = 5
_ALIKE = 0.5
"""Two windows show the same scene where their correlation at the best shift reaches this."""
_ROWS = 16


def coarse(grey: Floats) -> Floats:
    """Return bands x width as at most 16 bands of slopes, which is what `sideways` compares."""
    rows = min(_ROWS, grey.shape[0])
    merged = grey.reshape(rows, -1, grey.shape[1]).mean(axis=1)
    return np.asarray(cv2.Sobel(merged, cv2.CV_32F, 1, 0, ksize=3), dtype=np.float32)


def sideways(before: Floats, after: Floats, columns: Sequence[float]) -> list[float]:
    """Return how far (pixels, to the right) the scene around each column moved; NaN where that cannot be told.

    The shift at which the slopes of both pictures correlate best, summed over all bands, to a part of a pixel.
    """
    size = 1 << max(5, round(np.log2(_WINDOW * before.shape[1])))
    return [_shift(before, after, round(column) - size // 2, size) for column in columns]


def as_a_whole(before: Floats, after: Floats) -> tuple[float, float]:
    """Return the sideways motion of most of the picture (median of windows over the width) and its error, or NaN."""
    width = before.shape[1]
    moved = np.array(sideways(before, after, [width * (n + 0.5) / _WINDOWS for n in range(_WINDOWS)]))
    known = moved[~np.isnan(moved)]
    if len(known) < 2:
        return UNKNOWN, UNKNOWN
    middle = float(np.median(known))
    return middle, 1.4826 * float(np.median(np.abs(known - middle))) / len(known) ** 0.5


def _shift(before: Floats, after: Floats, left: int, size: int) -> float:
    left = min(max(0, left), max(0, before.shape[1] - size))
    taper = np.hanning(min(size, before.shape[1])).astype(np.float32)
    here, there = (picture[:, left : left + size] * taper for picture in (before, after))
    energy = float(np.sqrt((here**2).sum() * (there**2).sum()))
    if energy < 1e-6 * here.size:
        return UNKNOWN
    spectra = np.fft.rfft(here, 2 * size, axis=1), np.fft.rfft(there, 2 * size, axis=1)
    likeness = np.fft.irfft((np.conj(spectra[0]) * spectra[1]).sum(axis=0), 2 * size) / energy
    near = np.concatenate([likeness[-size // 2 :], likeness[: size // 2 + 1]])
    best = int(near.argmax())
    if near[best] < _ALIKE or best in (0, len(near) - 1):
        return UNKNOWN
    low, high = near[best - 1], near[best + 1]
    return float(best - size // 2 + 0.5 * (low - high) / min(low + high - 2 * near[best], -1e-9))
