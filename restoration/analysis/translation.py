"""How far one picture lies from another, to about a hundredth of a pixel, whatever turns or grows meanwhile.

Phase correlation on tiles (Kuglin and Hines 1975) finds each tile's shift to about half a pixel; the slope of the
phase, fitted by weighted least squares over all tiles together (Stone et al. 2001), gives the rest. All tiles follow
one motion: a shift, a turn and a growth; tiles that stray from it count less and less (Cauchy weights). Only phases
are looked at: exposure may change from picture to picture.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.analysis.luma import Array

Spectra = npt.NDArray[np.complex64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_COLUMNS = 5
_SIDES = (128, 64, 32)
_COARSE = 13
"""Structure larger than this (pixels) is taken away first: it changes with exposure, and no window moves along."""
_SMOOTH = 0.1
"""Standard deviation (cycles a pixel) of the weight on frequencies in the search: its peaks become Gaussian."""
_AGREES = 0.6
"""Tiles whose own shift is within this many pixels of the motion show the whole picture's movement."""
_ALIKE, _FADED = 0.3, 0.05
"""Tiles show something else where their phases agree less than this (0..1), or one has so much less detail."""
_LEAST_ERROR = 0.05
"""No tile counts as surer than this many pixels, however sharp."""
_WINDOWED = 2.25
"""A window ties neighbouring frequencies together: so many of them count as one."""
_NO_DETAIL = 1e-9
_BLANK = 0.4
"""Flatness (median over mean) of the spectrum of a tile that shows grain alone."""
_STRAYS = (8.0, 4.0, 2.0, 1.0, 0.5, 0.2, 0.2)
"""Pixels from the motion at which a tile counts half, from the first search to the last refinement."""
_ROUNDS = 2
_STIFF = 1e-3
_LETTERS = 0.01
"""Tiles with more letters than this share of their area are left out."""


@dataclass(frozen=True)
class Step:
    """Picture b lies (dx, dy) pixels to the right of and below picture a, at the middle; `share` of the tiles agree.

    ``turn``, ``growth``: pixels by which a point half the picture's width to the right of the middle moves further
    down, and further to the right. ``error``: standard deviation of the shift, in pixels, as far as the tiles tell.
    """

    dx: float
    dy: float
    share: float
    turn: float = 0.0
    growth: float = 0.0
    error: float = 0.0

    def after(self, other: "Step") -> "Step":
        """Return this step following another, both of them small; share and error are this one's."""
        added = (self.turn + other.turn, self.growth + other.growth)
        return Step(self.dx + other.dx, self.dy + other.dy, self.share, *added, self.error)


@dataclass(frozen=True)
class TileSpectra:
    """The lower half of the frequencies of a picture's windowed tiles, kept so that each is transformed once.

    ``centres``: each tile's (x, y) from the middle of the picture, in half widths. ``free``: free of letters.
    """

    spectra: Spectra
    side: int
    centres: Floats
    free: Bools


def tile_spectra(luma: Array, letters: Bools | None = None) -> TileSpectra:
    """Transform tiles that cover a luma picture; `letters` marks what does not belong to it.

    On a title card the letters are the picture: where all tiles with any detail hold letters, they are used.
    """
    height, width = luma.shape
    side = next((side for side in _SIDES if side <= min(height, width)), 16)
    padding = ((0, max(0, side - height)), (0, max(0, side - width)))
    luma = np.pad(luma - cv2.blur(luma, (_COARSE, _COARSE)), padding)
    rows = max(2, -(-luma.shape[0] // side))
    corners = [
        (top, left)
        for top in np.linspace(0, luma.shape[0] - side, rows).round().astype(int)
        for left in np.linspace(0, luma.shape[1] - side, _COLUMNS).round().astype(int)
    ]
    tiles = np.stack([luma[top : top + side, left : left + side] for top, left in corners])
    hann = np.hanning(side + 2)[1:-1].astype(np.float32)
    whole = np.fft.rfft2(tiles * hann[:, None] * hann[None, :])
    low = np.concatenate([whole[:, : side // 4], whole[:, -side // 4 :]], axis=1)[:, :, : side // 4 + 1]
    centres = np.array([(left + (side - width) / 2, top + (side - height) / 2) for top, left in corners]) / (width / 2)
    free = np.ones(len(tiles), bool)
    if letters is not None:
        letters = np.pad(letters, padding)
        free = np.array([letters[t : t + side, f : f + side].mean() < _LETTERS for t, f in corners])
        detail = tiles.std(axis=(1, 2))
        if not (detail[free] > 0.1 * detail.max()).any():
            free[:] = True
    return TileSpectra(np.ascontiguousarray(low, np.complex64), side, centres, free)


def step_between(a: TileSpectra, b: TileSpectra, near: Step | None = None) -> Step:
    """Measure how far picture b lies from picture a, up to a quarter of a tile.

    `near`: the step to about a pixel, where it is known; without it, it is searched for.
    """
    used = a.free & b.free
    if not used.any():
        used[:] = True
    cross = (b.spectra * np.conj(a.spectra))[used]
    power = np.abs(cross)
    energy = power.sum(axis=(1, 2)).astype(np.float64)
    if not energy.max() > _NO_DETAIL:
        return Step(0.0, 0.0, 0.0, error=_AGREES)
    floor = np.median(power.reshape(len(power), -1), axis=1)[:, None, None]
    clear = power * (power / (power + floor + np.float32(1e-12)))
    own_energy = [(np.abs(one.spectra[used]) ** 2).sum(axis=(1, 2)) for one in (a, b)]
    lasts = np.minimum(*own_energy) > _FADED * np.maximum(*own_energy)
    weight: Floats = np.sqrt(np.minimum(energy, 2 * np.median(energy) + 1e-3 * energy.max()))
    flatness = floor[:, 0, 0] * power[0].size / (energy + 1e-12)
    weight *= np.clip((_BLANK - flatness) / (0.5 * _BLANK), 0.02, 1)
    weight /= weight.sum()
    moves = _moves(a.centres[used])
    if near is None:
        shifts, height = _searched(cross, power, a.side)
        motion = _fitted(shifts, np.eye(2) * (weight * height)[:, None, None], moves, _STRAYS)
    else:
        motion = np.array([near.dx, near.dy, near.turn, near.growth])
    agrees, stray, counted = np.zeros(len(moves), bool), np.zeros(len(moves)), weight
    for _ in range(_ROUNDS):
        at = moves @ motion
        tiles = _refined(cross, clear, at, a.side)
        counted = weight / (tiles.variance + _LEAST_ERROR**2)
        motion = _fitted(at + tiles.own, counted[:, None, None] * tiles.matrix, moves, _STRAYS[-3:], motion)
        stray = np.hypot(*(at + tiles.own - moves @ motion).T)
        agrees = (stray < _AGREES) & (tiles.alike > _ALIKE) & lasts
    dx, dy, turn, growth = (float(value) for value in motion)
    return Step(dx, dy, float(weight[agrees].sum()), turn, growth, _error(counted * agrees, stray, tiles.variance))


def _error(counted: Floats, stray: Floats, variance: Floats) -> float:
    """Return the standard deviation of the tiles' mean: by how they differ, or by their own phases if that is more."""
    total = counted.sum()
    if not total > 0:
        return _AGREES
    return float(np.sqrt((counted**2 * np.maximum(stray**2, variance)).sum()) / total)


@dataclass(frozen=True)
class _Tiles:
    """By tile: how far its shift lies from where it was looked for (x, y), how sure that is (2 x 2), and the likeness.

    ``alike``: 1 where all phases agree once the tiles are laid over each other, about 0 where they show different
    things. ``variance``: of the shift, square pixels, as the spread of the phases tells.
    """

    own: Floats
    matrix: Floats
    alike: Floats
    variance: Floats


def _moves(centres: Floats) -> Floats:
    """Return what each tile's shift takes from a motion (dx, dy, turn, growth): tiles x 2 x 4."""
    x, y = centres.T
    one, none = np.ones_like(x), np.zeros_like(x)
    return np.stack([np.stack([one, none, -y, x], axis=1), np.stack([none, one, x, y], axis=1)], axis=1)


def _fitted(
    shifts: Floats, sure: Floats, moves: Floats, strays: tuple[float, ...], start: Floats | None = None
) -> Floats:
    """Return the motion that the tiles' shifts follow, each as sure as its matrix says (tiles x 2 x 2)."""
    if start is None:
        start = np.array([np.median(shifts[:, 0]), np.median(shifts[:, 1]), 0.0, 0.0])
    motion = start
    stiff = _STIFF * np.diag([0.0, 0.0, 1.0, 1.0]) * np.trace(sure, axis1=1, axis2=2).sum()
    for stray in strays:
        apart = np.hypot(*(shifts - moves @ motion).T)
        trusted = sure / (1 + (apart / stray) ** 2)[:, None, None]
        normal = np.einsum("tik,tij,tjl->kl", moves, trusted, moves) + stiff + 1e-9 * np.eye(4)
        motion = np.linalg.solve(normal, np.einsum("tik,tij,tj->k", moves, trusted, shifts))
    return motion


def _frequencies(side: int) -> tuple[Floats, Floats]:
    """Return the vertical (column) and horizontal (row) frequencies that are kept, in cycles a pixel."""
    vertical = np.fft.fftfreq(side)
    kept: Floats = np.concatenate([vertical[: side // 4], vertical[-side // 4 :]])
    horizontal: Floats = np.arange(side // 4 + 1, dtype=np.float64) / side
    return kept[:, None], horizontal[None, :]


def _searched(cross: Spectra, power: npt.NDArray[np.float32], side: int) -> tuple[Floats, Floats]:
    """Return each tile's shift (tiles x 2) by the highest point of its correlation surface, and how high it is."""
    vertical, horizontal = _frequencies(side)
    smooth = np.exp(-(vertical**2 + horizontal**2) / (2 * _SMOOTH**2)).astype(np.float32)
    floor = 1e-3 * power.max(axis=(1, 2), keepdims=True) + np.float32(1e-12)
    half = side // 2
    surface = np.fft.irfft2(cross / (power + floor) * smooth, s=(half, half))
    flat = surface.reshape(len(surface), -1)
    best = flat.argmax(axis=1)
    rows, columns = np.divmod(best, half)
    tile = np.arange(len(surface))
    middle: Floats = np.maximum(flat[tile, best], 1e-12).astype(np.float64)

    def between(before: Floats, after: Floats) -> Floats:
        low, top, high = (np.log(np.maximum(v, 1e-6 * middle)) for v in (before, middle, after))
        return np.clip(0.5 * (low - high) / np.minimum(low - 2 * top + high, -1e-9), -0.5, 0.5)

    dy = between(surface[tile, rows - 1, columns], surface[tile, (rows + 1) % half, columns])
    dx = between(surface[tile, rows, columns - 1], surface[tile, rows, (columns + 1) % half])
    dy, dx = (2 * ((at + half // 2) % half - half // 2 + part) for at, part in ((rows, dy), (columns, dx)))
    shifts: Floats = np.stack([dx, dy], axis=1)
    return shifts, middle / middle.max()


def _refined(cross: Spectra, clear: npt.NDArray[np.float32], at: Floats, side: int) -> _Tiles:
    """Fit the slope of each tile's phases about the shift `at`; `clear`: how far frequencies stand out of the grain."""
    vertical, horizontal = _frequencies(side)
    down = np.exp(2j * np.pi * vertical[None] * at[:, 1, None, None]).astype(np.complex64)
    across = np.exp(2j * np.pi * horizontal[None] * at[:, 0, None, None]).astype(np.complex64)
    phase = np.angle(cross * down * across).reshape(len(clear), -1)
    weights = clear.reshape(len(clear), -1)
    scale = weights.sum(axis=1).astype(np.float64) + 1e-12
    x, y = (2 * np.pi * part.astype(np.float32).ravel() for part in np.broadcast_arrays(horizontal, vertical))
    products = np.stack([x * x, x * y, y * y]).T
    matrix = (weights @ products)[:, [[0, 1], [1, 2]]] / scale[:, None, None] + 1e-6 * np.eye(2)
    right = -(phase * weights) @ np.stack([x, y]).T / scale[:, None]
    own = np.linalg.solve(matrix, right[..., None])[..., 0]
    alike = (np.cos(phase) * weights).sum(axis=1) / scale
    spread = -2 * np.log(np.clip(alike, 0.02, 1))
    summed = (weights * weights) @ products[:, [0, 2]] / scale[:, None] ** 2
    sharp = np.stack([matrix[:, 0, 0], matrix[:, 1, 1]], axis=1)
    variance = _WINDOWED * spread * (summed / sharp**2).max(axis=1)
    return _Tiles(np.clip(own, -3, 3), matrix, alike, variance)
