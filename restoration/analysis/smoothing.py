"""The path a value would follow without jitter: robust straight lines through a finite stretch around each frame."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

RADIUS = 8
"""A smoothed value depends on this many frames to each side, and on no others."""

_LEVEL = 40.0


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
