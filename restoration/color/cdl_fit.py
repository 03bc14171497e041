"""The ASC CDL that comes nearest to a look, and how far off it stays."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from restoration.color.cdl import Cdl
from restoration.color.coding import Array
from restoration.color.difference import ciede2000, lab_from_display
from restoration.color.look import Look

Floats = npt.NDArray[np.float64]

_POINTS: Final = 9
_STEPS: Final = 60
_NUDGE: Final = 1e-5
_LOWEST: Final = np.array([0.0] * 3 + [-1.0] * 3 + [0.1] * 3 + [0.0])
_HIGHEST: Final = np.array([4.0] * 3 + [1.0] * 3 + [4.0] * 3 + [4.0])
_IDENTITY: Final = np.array([1.0] * 3 + [0.0] * 3 + [1.0] * 3 + [1.0])


@dataclass(frozen=True)
class CdlFit:
    """A CDL and its residual against the look: CIEDE2000 over a lattice of display codes, mean and 95 % of all."""

    cdl: Cdl
    mean_difference: float
    high_difference: float


def fit_cdl(look: Look) -> CdlFit:
    """Return the CDL nearest to what the look makes of a 9-point lattice of codes, within the range of the color stage.

    Least squares in codes by the method of Levenberg and Marquardt, then measured as colours on a display.
    """
    axis = np.linspace(0, 1, _POINTS, dtype=np.float32)
    codes = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, _POINTS, 3)
    wanted = look.apply(codes).astype(np.float64)
    cdl = _cdl(_nearest(codes, wanted))
    made = Look([cdl.transform()]).apply(codes)
    difference = ciede2000(lab_from_display(made), lab_from_display(wanted))
    return CdlFit(cdl, float(difference.mean()), float(np.percentile(difference, 95)))


def _nearest(codes: Array, wanted: Floats) -> Floats:
    """Return slopes, offsets, powers and saturation with the least squared distance."""
    values, damping = _IDENTITY, 1e-2
    residual = _made(codes, values) - wanted
    for _ in range(_STEPS):
        columns = [((_made(codes, values + step) - wanted - residual) / _NUDGE).ravel() for step in np.eye(10) * _NUDGE]
        jacobian = np.stack(columns, axis=1)
        normal = jacobian.T @ jacobian
        move = np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-9), -jacobian.T @ residual.ravel())
        tried = np.clip(values + move, _LOWEST, _HIGHEST)
        after = _made(codes, tried) - wanted
        if (after**2).sum() < (residual**2).sum():
            values, residual, damping = tried, after, damping / 3
        else:
            damping *= 4
    return values


def _made(codes: Array, values: Floats) -> Floats:
    """Return what a CDL makes of codes, as the standard writes it (clipped before the power and at the end)."""
    slope, offset, power, saturation = values[:3], values[3:6], values[6:9], values[9]
    graded = np.clip(codes * slope + offset, 1e-9, 1) ** power
    luma = (graded @ np.array([0.2126, 0.7152, 0.0722]))[..., None]
    return np.asarray(np.clip(luma + saturation * (graded - luma), 0, 1))


def _cdl(values: Floats) -> Cdl:
    rounded = [round(float(value), 4) for value in values]
    slope, offset, power = ((rounded[first], rounded[first + 1], rounded[first + 2]) for first in (0, 3, 6))
    return Cdl(slope, offset, power, rounded[9])
