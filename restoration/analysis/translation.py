"""How far one picture lies from another: phase correlation (Kuglin and Hines 1975) on tiles, robustly combined."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.analysis.luma import Array

Spectra = npt.NDArray[np.complexfloating]
Floats = npt.NDArray[np.float64]

_GRID = (4, 5)
_SIDES = (128, 64, 32)
_SMOOTH = 0.16
"""Standard deviation (cycles a pixel) of the weight on frequencies: grain lives above; peaks become Gaussian."""
_AGREES = 0.6
"""Tiles whose shift is within this many pixels of the median show the whole picture's movement."""


@dataclass(frozen=True)
class Step:
    """Picture b lies (dx, dy) pixels to the right of and below picture a; `share` of the tiles (0..1) agree."""

    dx: float
    dy: float
    share: float


@dataclass(frozen=True)
class TileSpectra:
    """The windowed Fourier transforms of a picture's tiles, kept so that each picture is transformed once."""

    spectra: Spectra
    side: int


def tile_spectra(luma: Array) -> TileSpectra:
    """Transform a luma picture's tiles, evenly spread over it."""
    height, width = luma.shape
    side = next((side for side in _SIDES if side <= min(height, width)), 16)
    luma = np.pad(luma, ((0, max(0, side - height)), (0, max(0, side - width))), mode="edge")
    tops = np.linspace(0, luma.shape[0] - side, _GRID[0]).round().astype(int)
    lefts = np.linspace(0, luma.shape[1] - side, _GRID[1]).round().astype(int)
    tiles = np.stack([luma[top : top + side, left : left + side] for top in tops for left in lefts])
    tiles = tiles - tiles.mean(axis=(1, 2), keepdims=True)
    hann = np.hanning(side + 2)[1:-1].astype(np.float32)
    return TileSpectra(np.fft.rfft2(tiles * hann[:, None] * hann[None, :]), side)


def step_between(a: TileSpectra, b: TileSpectra) -> Step:
    """Measure how far picture b lies from picture a. Accurate to about 0.05 pixel, up to a quarter of a tile."""
    dx, dy, height = _peaks(a, b)
    if height.sum() <= 0:
        return Step(0.0, 0.0, 0.0)
    x, y = _weighted_median(dx, height), _weighted_median(dy, height)
    agreeing = np.hypot(dx - x, dy - y) < _AGREES
    share = float(height[agreeing].sum() / height.sum())
    if agreeing.any():
        x, y = (float(np.average(values[agreeing], weights=height[agreeing])) for values in (dx, dy))
    return Step(x, y, share)


def _peaks(a: TileSpectra, b: TileSpectra) -> tuple[Floats, Floats, Floats]:
    """Return each tile's shift and the height of its correlation peak (0 for a flat tile)."""
    cross = b.spectra * np.conj(a.spectra)
    magnitude = np.abs(cross)
    floor = 1e-3 * magnitude.max() + 1e-12
    vertical, horizontal = np.fft.fftfreq(a.side)[:, None], np.fft.rfftfreq(a.side)[None, :]
    weight = np.exp(-(vertical**2 + horizontal**2) / (2 * _SMOOTH**2))
    surface = np.fft.irfft2(cross / (magnitude + floor) * weight, s=(a.side, a.side))
    flat = surface.reshape(len(surface), -1)
    at = flat.argmax(axis=1)
    rows, columns = np.divmod(at, a.side)
    tile = np.arange(len(surface))
    middle = np.maximum(flat[tile, at], 1e-12)

    def between(before: Floats, after: Floats) -> Floats:
        low, top, high = (np.log(np.maximum(v, 1e-6 * middle)) for v in (before, middle, after))
        return np.clip(0.5 * (low - high) / np.minimum(low - 2 * top + high, -1e-9), -0.5, 0.5)

    up, down = surface[tile, rows - 1, columns], surface[tile, (rows + 1) % a.side, columns]
    left, right = surface[tile, rows, columns - 1], surface[tile, rows, (columns + 1) % a.side]
    half = a.side // 2
    dy = (rows + half) % a.side - half + between(up, down)
    dx = (columns + half) % a.side - half + between(left, right)
    return dx, dy, np.where(flat.max(axis=1) > 0, middle, 0)


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    passed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(passed, passed[-1] / 2)])
