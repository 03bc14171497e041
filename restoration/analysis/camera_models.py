"""Models of a measured path: a camera whose velocity changes at random, and weave about it.

Structural time series (Harvey 1989) with three states: place, velocity, and weave as a first-order autoregression. Many
models go through the Kalman filter together; the fixed-interval smoother is de Jong's (1989), which also says how far
the path speaks for a sudden change of velocity at each frame (auxiliary residuals, Harvey and Koopman 1992).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.analysis.smoothing import Bools, Floats

NOISE = 0.03
"""Standard deviation of the measurement, in pixels."""
_DIFFUSE = 1e4
_SEEN: Floats = np.array([1.0, 0.0, 1.0])
"""What is measured is place and weave together."""


@dataclass(frozen=True)
class Models:
    """A batch of models, arrays of one length.

    ``tremble``: standard deviation of the camera's change of velocity, pixels a frame; ``weave``: of the weave, pixels;
    ``memory``: part of the weave that stays from frame to frame.
    """

    tremble: Floats
    weave: Floats
    memory: Floats

    def chosen(self, which: npt.NDArray[np.intp] | Bools) -> "Models":
        """Return some of the models."""
        return Models(self.tremble[which], self.weave[which], self.memory[which])


@dataclass(frozen=True)
class Smoothed:
    """What models make of a path, frames x models: the camera's ``places`` and their ``variances``.

    ``shocks``: the change of velocity at each frame that the path speaks for beside the model's own; ``surely``: its
    size in standard deviations.
    """

    places: Floats
    variances: Floats
    shocks: Floats
    surely: Floats


@dataclass(frozen=True)
class _Step:
    """A frame as its past foretells it, and what is seen of it: nothing (gain 0) where it is left out."""

    mean: Floats
    covariance: Floats
    off: Floats
    spread: Floats
    gain: Floats
    is_seen: bool


def likelihoods(path: Floats, models: Models, kinks: Floats, left_out: Bools) -> Floats:
    """Return the logarithm of each model's likelihood, up to a constant.

    `kinks`: variance of sudden changes of velocity, by frame. The first two frames only place the camera.
    """
    likelihood, seen = np.zeros(len(models.weave)), 0
    for step in _steps(path, models, kinks, left_out):
        if step.is_seen and seen > 1:
            likelihood -= 0.5 * (np.log(step.spread) + step.off**2 / step.spread)
        seen += step.is_seen
    return likelihood


def smoothed(path: Floats, models: Models, kinks: Floats, left_out: Bools) -> Smoothed:
    """Return what each model says about the camera, from the whole path."""
    steps = list(_steps(path, models, kinks, left_out))
    shape = (len(path), len(models.weave))
    places, variances, shocks, surely = (np.zeros(shape) for _ in range(4))
    move = _move(models)
    back = move.transpose(0, 2, 1)
    said, known = np.zeros((shape[1], 3)), np.zeros((shape[1], 3, 3))
    for frame in range(len(path) - 1, -1, -1):
        step = steps[frame]
        if step.is_seen:
            kept = np.eye(3) - step.gain[:, :, None] * _SEEN
            turned = kept.transpose(0, 2, 1)
            said = _SEEN * (step.off / step.spread)[:, None] + (turned @ said[..., None])[..., 0]
            known = np.outer(_SEEN, _SEEN) / step.spread[:, None, None] + turned @ known @ kept
        own = step.covariance[:, 0]
        places[frame] = step.mean[:, 0] + (own * said).sum(axis=1)
        variances[frame] = own[:, 0] - np.einsum("mi,mij,mj->m", own, known, own)
        sure = np.maximum(known[:, 1, 1], 1e-9)
        shocks[frame], surely[frame] = said[:, 1] / sure, np.abs(said[:, 1]) / np.sqrt(sure)
        said, known = (back @ said[..., None])[..., 0], back @ known @ move
    return Smoothed(places, np.maximum(variances, 0), shocks, surely)


def _steps(path: Floats, models: Models, kinks: Floats, left_out: Bools) -> Iterator[_Step]:
    """Run the Kalman filter of every model."""
    count = len(models.weave)
    mean = np.zeros((count, 3))
    mean[:, 0] = path[0]
    covariance = np.zeros((count, 3, 3))
    covariance[:, 0, 0] = covariance[:, 1, 1] = _DIFFUSE
    covariance[:, 2, 2] = models.weave**2
    move = _move(models)
    back = move.transpose(0, 2, 1)
    added = np.zeros((count, 3, 3))
    added[:, 1, 1] = models.tremble**2
    added[:, 2, 2] = models.weave**2 * (1 - models.memory**2)
    for frame, place in enumerate(path):
        if frame:
            mean = (move @ mean[..., None])[..., 0]
            covariance = move @ covariance @ back + added
            covariance[:, 1, 1] += kinks[frame]
        seen = covariance[:, :, 0] + covariance[:, :, 2]
        spread = seen[:, 0] + seen[:, 2] + NOISE**2
        off = place - mean[:, 0] - mean[:, 2]
        gain = seen / spread[:, None]
        step = _Step(mean, covariance, off, spread, gain, is_seen=not left_out[frame])
        if step.is_seen:
            mean = mean + gain * off[:, None]
            covariance = covariance - gain[:, :, None] * seen[:, None, :]
        yield step


def _move(models: Models) -> Floats:
    """Return each model's step from one frame to the next."""
    move = np.zeros((len(models.weave), 3, 3))
    move[:, 0, 0] = move[:, 0, 1] = move[:, 1, 1] = 1
    move[:, 2, 2] = models.memory
    return move
