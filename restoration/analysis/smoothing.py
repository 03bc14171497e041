"""The path a value would follow without jitter: robust straight lines through a finite stretch around each frame."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

RADIUS = 8
"""A smoothed value depends on this many frames to each side, and on no others."""

_KINK = 0.06
"""A line through one side only is taken where it fits this much better: starts and ends of pans and fades."""
_OWN = 0.1
_LEVEL = 40.0
_BOTH = 4
_TUKEY = 4.685


def smooth_path(path: Floats) -> Floats:
    """Return the path without jitter, one value per frame of a shot.

    At each frame a line is fitted to the frames within RADIUS (Cleveland's tricube weights, Tukey's biweight against
    outliers), and the same to the past and to the future alone. Straight moves, their starts and their ends are kept.
    """
    if len(path) < 3:
        return path.copy()
    around, offsets, inside = _stretches(path)
    centre, centre_error = _curve(around, offsets, inside, degree=1)
    bent, bent_error = _curve(around, offsets, inside, degree=2)
    has_both_sides = inside[:, RADIUS - _BOTH] & inside[:, RADIUS + _BOTH]
    centre, centre_error = np.where(has_both_sides, (bent, bent_error), (centre, centre_error))
    past, past_error = _curve(around, offsets, inside & (offsets <= 0), degree=1)
    future, future_error = _curve(around, offsets, inside & (offsets >= 0), degree=1)
    side = np.where(past_error < future_error, past, future)
    side_error = np.minimum(past_error, future_error)
    return np.where(side_error < _KINK * centre_error, side, centre)


def steady_curve(curves: Floats) -> Floats:
    """Return the curves (N x K, one per column) as they would run without what jumps within RADIUS frames.

    At each frame a line through the frames within RADIUS (tricube weights, Cleveland 1979), its slope held back by
    _LEVEL so that the ends of a shot do not follow their last frame. Linear: a sum of curves is steadied as its parts
    are, and the mean of a shot is kept but for its ends.
    """
    count = len(curves)
    offsets = np.arange(-RADIUS, RADIUS + 1)
    index = np.arange(count)[:, None] + offsets[None, :]
    inside = (index >= 0) & (index < count)
    weights = (1 - (np.abs(offsets) / (RADIUS + 1)) ** 3) ** 3 * inside
    total, first = weights.sum(axis=1), (weights * offsets).sum(axis=1)
    second = (weights * offsets**2).sum(axis=1) + _LEVEL
    at_centre = weights * (second[:, None] - first[:, None] * offsets) / (total * second - first**2)[:, None]
    steadied: Floats = np.einsum("nk,nkc->nc", at_centre, curves[np.clip(index, 0, count - 1)])
    return steadied


def explained_by(values: Floats, causes: Floats, firmness: float) -> Floats:
    """Return what of `values` (N x K) follows from `causes` (N x C) by straight proportion, within RADIUS frames.

    Ridge regression (Hoerl and Kennard 1970): causes whose mean square is far below `firmness` explain nothing.
    """
    count = len(values)
    index = np.arange(count)[:, None] + np.arange(-RADIUS, RADIUS + 1)[None, :]
    inside = (index >= 0) & (index < count)
    index = np.clip(index, 0, count - 1)
    near = causes[index] * inside[..., None]
    normal = np.einsum("nki,nkj->nij", near, causes[index])
    normal += (firmness * inside.sum(axis=1))[:, None, None] * np.eye(causes.shape[1])
    share = np.linalg.solve(normal, np.einsum("nki,nkv->niv", near, values[index]))
    return np.asarray(np.einsum("ni,niv->nv", causes, share))


def local_percentile(values: Floats, percent: float) -> Floats:
    """Return the percentile over the frames within RADIUS inside the shot."""
    around, _, inside = _stretches(values)
    return np.asarray(np.nanpercentile(np.where(inside, around, np.nan), percent, axis=1))


def local_mean(values: Floats) -> Floats:
    """Return the mean over the frames within RADIUS inside the shot."""
    around, _, inside = _stretches(values)
    return np.asarray((around * inside).sum(axis=1) / inside.sum(axis=1))


def ramp(values: Floats, low: float, high: float) -> Floats:
    """Return 0 below `low`, 1 above `high` and a straight line between; `low` may be the larger."""
    return np.clip((values - low) / (high - low), 0, 1)


def _stretches(path: Floats) -> tuple[Floats, Floats, Bools]:
    """Return each frame's surroundings (N x 2R+1), their offsets in frames, and which lie in the shot."""
    offsets = np.arange(-RADIUS, RADIUS + 1)
    index = np.arange(len(path))[:, None] + offsets[None, :]
    inside = (index >= 0) & (index < len(path))
    return path[np.clip(index, 0, len(path) - 1)], offsets[None, :].astype(np.float64), inside


def _curve(around: Floats, offsets: Floats, chosen: Bools, degree: int) -> tuple[Floats, Floats]:
    """Fit curves robustly; return their values at offset 0 and how badly they fit (infinite below 5 points).

    The frame at offset 0 counts extra: a curve through one side must also belong to the side that this frame is on.
    """
    nearness = (1 - (np.abs(offsets) / (RADIUS + 1)) ** 3) ** 3 * chosen
    powers = (offsets[0] / RADIUS)[:, None] ** np.arange(degree + 1)
    weights, error = nearness, np.zeros_like(around)
    coefficients = np.zeros((len(around), degree + 1))
    for round_number in range(6):
        coefficients = _weighted_fit(around, powers, weights)
        error = around - coefficients @ powers.T
        scale = 1.4826 * np.nanmedian(np.where(chosen, np.abs(error), np.nan), axis=1)[:, None] + 1e-9
        if round_number < 3:
            weights = nearness / np.maximum(np.abs(error), 0.1 * scale)
        else:
            weights = nearness * np.clip(1 - (error / (_TUKEY * scale)) ** 2, 0, None) ** 2
    typical = np.nanpercentile(np.where(chosen, error**2, np.nan), 80, axis=1)
    misfit = typical + _OWN * error[:, RADIUS] ** 2
    return coefficients[:, 0], np.where(chosen.sum(axis=1) >= 5, misfit, np.inf)


def _weighted_fit(values: Floats, powers: Floats, weights: Floats) -> Floats:
    """Return the coefficients (N x degree+1) of each row's weighted least-squares polynomial."""
    normal = np.einsum("nk,ki,kj->nij", weights, powers, powers)
    normal += 1e-9 * np.eye(powers.shape[1]) * (1 + np.trace(normal, axis1=1, axis2=2))[:, None, None]
    right = np.einsum("nk,ki,nk->ni", weights, powers, values)
    return np.asarray(np.linalg.solve(normal, right[..., None])[..., 0])
