"""Taking a measured path apart into what the camera did and what the gate added.

A structural time series (Harvey 1989): the camera has a velocity that changes at random (its path is a smoothing
spline), weave is a first-order autoregression about it. How much of each a shot holds is found by maximum likelihood
with the Kalman filter; the camera's path is then read with the Rauch-Tung-Striebel smoother (1965). Starts and stops
of pans, and splice jumps, are rare large shocks: they are given more room where they are found (Student's t by
reweighting). What tells weave from a trembling hand is its spectrum: a hand has mass and moves smoothly from picture to
picture, weave does not.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NOISE = 0.03
"""Standard deviation of the measurement, in pixels."""

_STEADY = 1e-5
_TREMBLE = (_STEADY, 0.002, 0.006, 0.02, 0.06, 0.15, 0.4, 1.0, 2.5)
"""Standard deviations of the camera's change of velocity that are tried, pixels a frame; the least: a steady camera."""
_WEAVE = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Standard deviations of weave that are tried, in pixels."""
_MEMORY = (0.0, 0.3, 0.6)
_DIFFUSE = 1e4
_ROUNDS = 3
_KINK = 3.0
"""Standardised changes of velocity above this are starts and stops."""
_EDGE = 3
"""Frames at each end of a shot that a splice may have thrown out of the way."""
_LEAST_FRAMES = 5
_LEFT = 0.45
"""A jump dies down to less than this part of it on the next frame."""
_ENDS_STAND_OUT = 12
"""Shorter shots do not tell what their ends should be."""
_SLIP = 6.0
_OUT, _LEAST_JUMP = 4.0, 0.6
"""A jump: off the camera's path by this many standard deviations, and at least this many pixels."""


@dataclass(frozen=True)
class CameraPath:
    """The camera's own path in a measured one: `path` (pixels, one value a frame).

    ``weave``: standard deviation of the gate's weave about it, pixels. ``evidence``: natural logarithm of how much
    likelier the measured path is with weave than without. ``jumps``: by frame, whether a splice or a slip threw it out.
    """

    path: Floats
    weave: float
    evidence: float
    jumps: Bools


@dataclass(frozen=True)
class _Models:
    """A batch of models: arrays of one length."""

    tremble: Floats
    weave: Floats
    memory: Floats

    def one(self, number: int) -> "_Models":
        chosen = slice(number, number + 1)
        return _Models(self.tremble[chosen], self.weave[chosen], self.memory[chosen])


def camera_path(path: Floats, lost: Bools) -> CameraPath:
    """Take apart the measured path of one axis of a shot (pixels); `lost` frames have no place of their own."""
    count = len(path)
    jumps = np.zeros(count, bool)
    if count - lost.sum() < _LEAST_FRAMES:
        return CameraPath(path.copy(), 0.0, 0.0, jumps)
    tried = [(t, w, m) for t, w, m in product(_TREMBLE, _WEAVE, _MEMORY) if w > 0 or m == 0]
    models = _Models(*np.array(tried).T)
    simple = np.log(count) * (models.tremble > _STEADY)
    kinks = np.zeros(count)
    ends = np.zeros(count, bool)
    if count >= _ENDS_STAND_OUT:
        ends[:_EDGE] = ends[-_EDGE:] = True
    best, evidence, left_out = models.one(0), 0.0, ends | lost
    for _ in range(_ROUNDS):
        likelihood = _filtered(path, models, kinks, left_out).likelihood - simple
        best = models.one(int(likelihood.argmax()))
        evidence = float(likelihood.max() - likelihood[models.weave == 0].max())
        smooth = _smoothed(path, best, kinks, left_out)
        kinks = kinks + _kinks(smooth, float(best.tremble[0]))
        if count >= _ENDS_STAND_OUT:
            left_out = left_out | _slips(path - smooth.places)
    smooth = _smoothed(path, best, kinks, left_out)
    off = np.abs(path - smooth.places)
    room = np.maximum(_OUT * np.sqrt(smooth.variances + best.weave[0] ** 2 + NOISE**2), _LEAST_JUMP)
    thrown = ends & (off > room)
    jumps = _thrown_out(thrown, off) | _thrown_out(thrown[::-1], off[::-1])[::-1] | _alone(left_out & ~ends & ~lost)
    unsure = jumps | (left_out & ~ends) | lost
    return CameraPath(_smoothed(path, best, kinks, unsure).places, float(best.weave[0]), evidence, jumps)


def _slips(off: Floats) -> Bools:
    """Return the frames that lie much further off the camera's path than the others do."""
    typical = 1.4826 * float(np.median(np.abs(off)))
    return np.abs(off) > max(_SLIP * typical, _LEAST_JUMP)


def _alone(slips: Bools) -> Bools:
    """Keep the slips that have no other near: a single frame jumps in the gate, a few in a row are a shaken camera."""
    near = np.convolve(slips, np.ones(2 * _EDGE + 1))[_EDGE : _EDGE + len(slips)]
    return slips & (near < 2)


def _thrown_out(candidates: Bools, off: Floats) -> Bools:
    """Keep the first frame, and what is left of its jump on the second; a camera that sets off does not die down so."""
    jumps = np.zeros_like(candidates)
    dies_down = off[1] <= _LEFT * off[0] and off[2] <= _LEFT**2 * off[0] + _LEAST_JUMP
    jumps[0] = candidates[0] and dies_down
    jumps[1] = candidates[1] and jumps[0]
    return jumps


@dataclass(frozen=True)
class _Smoothed:
    """The camera's places, their variances, and its changes of velocity with what each was known to vary by."""

    places: Floats
    variances: Floats
    changes: Floats
    known: Floats


def _smoothed(path: Floats, model: _Models, kinks: Floats, left_out: Bools) -> _Smoothed:
    """Run the Rauch-Tung-Striebel smoother of one model."""
    forward = _filtered(path, model, kinks, left_out)
    means, covariances = forward.means[:, 0].copy(), forward.covariances[:, 0].copy()
    move = _move(model)[0]
    change, known = np.zeros(len(path)), np.zeros(len(path))
    for frame in range(len(path) - 2, -1, -1):
        here, spread = means[frame], covariances[frame]
        added = _added(model, kinks[frame + 1])[0]
        ahead = move @ spread @ move.T + added
        gain = np.linalg.solve(ahead + 1e-12 * np.eye(3), move @ spread).T
        later_mean, later = means[frame + 1], covariances[frame + 1]
        means[frame] = here + gain @ (later_mean - move @ here)
        covariances[frame] = spread + gain @ (later - ahead) @ gain.T
        change[frame + 1] = later_mean[1] - means[frame, 1]
        together = (later @ gain.T)[1, 1]
        known[frame + 1] = added[1, 1] - (later[1, 1] + covariances[frame, 1, 1] - 2 * together)
    return _Smoothed(means[:, 0], np.maximum(covariances[:, 0, 0], 0), change, known)


def _kinks(smooth: _Smoothed, tremble: float) -> Floats:
    """Return the variance that sudden changes of velocity add, by frame: the largest of each run that stands out."""
    if tremble == _STEADY:
        return np.zeros_like(smooth.places)
    size = np.abs(smooth.changes) / np.sqrt(np.maximum(smooth.known, (0.05 * tremble) ** 2))
    padded = np.pad(size, 2)
    highest = np.max([padded[2 + step : len(padded) - 2 + step] for step in (-2, -1, 0, 1, 2)], axis=0)
    return np.where((size > _KINK) & (size >= highest), (3 * smooth.changes) ** 2, 0.0)


@dataclass(frozen=True)
class _Filtered:
    likelihood: Floats
    means: Floats
    covariances: Floats


def _filtered(path: Floats, models: _Models, kinks: Floats, left_out: Bools) -> _Filtered:
    """Run the Kalman filter of every model; states are place, velocity and weave.

    The likelihood is that of the frames after the first two, which only place the camera.
    """
    count = len(models.weave)
    mean = np.zeros((count, 3))
    mean[:, 0] = path[0]
    covariance = np.zeros((count, 3, 3))
    covariance[:, 0, 0] = covariance[:, 1, 1] = _DIFFUSE
    covariance[:, 2, 2] = models.weave**2
    move = _move(models)
    likelihood, seen = np.zeros(count), 0
    means, covariances = np.empty((len(path), count, 3)), np.empty((len(path), count, 3, 3))
    for frame, place in enumerate(path):
        if frame:
            mean = (move @ mean[..., None])[..., 0]
            covariance = move @ covariance @ move.transpose(0, 2, 1) + _added(models, kinks[frame])
        if not left_out[frame]:
            gain = covariance[:, :, 0] + covariance[:, :, 2]
            spread = gain[:, 0] + gain[:, 2] + NOISE**2
            off = place - mean[:, 0] - mean[:, 2]
            if seen > 1:
                likelihood -= 0.5 * (np.log(spread) + off**2 / spread)
            mean = mean + gain * (off / spread)[:, None]
            covariance = covariance - gain[:, :, None] * (gain / spread[:, None])[:, None, :]
            seen += 1
        means[frame], covariances[frame] = mean, covariance
    return _Filtered(likelihood, means, covariances)


def _move(models: _Models) -> Floats:
    """Return each model's step from one frame to the next."""
    move = np.zeros((len(models.weave), 3, 3))
    move[:, 0, 0] = move[:, 0, 1] = move[:, 1, 1] = 1
    move[:, 2, 2] = models.memory
    return move


def _added(models: _Models, kink: float) -> Floats:
    """Return the covariance of what is new in a frame."""
    added = np.zeros((len(models.weave), 3, 3))
    added[:, 1, 1] = models.tremble**2 + kink
    added[:, 2, 2] = models.weave**2 * (1 - models.memory**2)
    return added
