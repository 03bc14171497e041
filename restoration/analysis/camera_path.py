"""Taking a measured path apart into what the camera did and what the gate added.

The camera's velocity changes at random, weave is a first-order autoregression about its path (``camera_models``). How
much of each a shot holds is told by the likelihood of the path, and by how the picture turns meanwhile: a hand cannot
hold a camera level, while a gate shifts pictures and hardly turns them. A camera that never turns is mounted, and then
probably stands or runs steadily. The camera's path is the mean of what all models say, by how likely each is (Bayesian
model averaging, Hoeting et al. 1999). Sudden starts and stops are rare large shocks: of a mounted camera, runs and
rests (``camera_runs``); of others, outlying changes of velocity that are given more room. What tells weave
from a trembling hand is its spectrum: a hand has mass and moves smoothly from picture to picture.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from restoration.analysis.camera_models import NOISE, Models, Smoothed, likelihoods, smoothed
from restoration.analysis.camera_runs import runs
from restoration.analysis.smoothing import Bools, Floats

_STEADY = 1e-5
_TREMBLE = (_STEADY, 0.002, 0.006, 0.02, 0.06, 0.15, 0.4, 1.0, 2.5)
"""Standard deviations of the camera's change of velocity that are tried, pixels a frame; the least: a steady camera."""
_WEAVE = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Standard deviations of weave that are tried, in pixels."""
_MEMORY = (0.0, 0.3, 0.6)
_MOUNTED, _HELD = 0.05, 0.2
"""Changes in how fast the picture turns (pixels at half its width) of a mounted camera, and of one in a hand."""
_OFTEN, _SELDOM = 0.95, 0.01
"""Share of the mounted/hand-held shots whose camera stands or runs steadily."""
_LIKE_TURNING, _WIDELY = 0.7, 1.2
"""Other cameras' tremble against their turning: the middle ratio, and the spread of its logarithm."""
_LEAST_TURNING = 0.01
_FORGOTTEN = 0.01
"""Models less likely than this part of the likeliest have no say."""
_ROUNDS = 2
_KINK = 3.0
"""Standardised changes of velocity above this are starts and stops."""
_ROOM = 1.5
"""Standard deviation that a found change of velocity is given, in what it seems to be."""
_PRICE = 8.0
"""What each start and stop takes from the logarithm of the likelihood: it might have been at any frame."""
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
class _Reading:
    """What all models together say: the camera's places and their variances; weave and its evidence as above."""

    places: Floats
    variances: Floats
    weave: float
    evidence: float


@dataclass(frozen=True)
class _Kind:
    """Models of one kind of camera: a path that is known beforehand, and what may be added to it."""

    models: Models
    likely: Floats
    known: Floats
    kinks: Floats


def camera_path(path: Floats, lost: Bools, turning: float) -> CameraPath:
    """Take apart the measured path of one axis of a shot (pixels); `lost` frames have no place of their own.

    `turning`: how much the speed at which the picture turns changes from frame to frame (standard deviation), in pixels
    at half the picture's width; 0 for a mounted camera.
    """
    count = len(path)
    if count - lost.sum() < _LEAST_FRAMES:
        return CameraPath(path.copy(), 0.0, 0.0, np.zeros(count, bool))
    ends = np.zeros(count, bool)
    if count >= _ENDS_STAND_OUT:
        ends[:_EDGE] = ends[-_EDGE:] = True
    left_out = ends | lost
    reading = _read(path, left_out, turning)
    slips = _slips(path - reading.places) & ~left_out
    if count >= _ENDS_STAND_OUT and slips.any():
        left_out = left_out | slips
        reading = _read(path, left_out, turning)
    off = np.abs(path - reading.places)
    room = np.maximum(_OUT * np.sqrt(reading.variances + reading.weave**2 + NOISE**2), _LEAST_JUMP)
    thrown = ends & (off > room)
    jumps = _thrown_out(thrown, off) | _thrown_out(thrown[::-1], off[::-1])[::-1] | _alone(left_out & ~ends & ~lost)
    unsure = jumps | (left_out & ~ends) | lost
    return CameraPath(_read(path, unsure, turning).places, reading.weave, reading.evidence, jumps)


def _read(path: Floats, left_out: Bools, turning: float) -> _Reading:
    """Hear all models on the path: cameras that stand or run steadily, ones that start and stop, trembling ones."""
    kinds = _kinds(path, left_out, turning)
    most = max(float(kind.likely.max()) for kind in kinds)
    without = max(float(kind.likely[kind.models.weave == 0].max()) for kind in kinds)
    places, variances, weave, total = np.zeros_like(path), np.zeros_like(path), 0.0, 0.0
    for kind in kinds:
        heard = kind.likely > most + np.log(_FORGOTTEN)
        if heard.any():
            say, models = np.exp(kind.likely[heard] - most), kind.models.chosen(heard)
            smooth = smoothed(path - kind.known, models, kind.kinks, left_out)
            places += kind.known * say.sum() + smooth.places @ say
            variances += smooth.variances @ say
            weave += float(models.weave @ say)
            total += float(say.sum())
    return _Reading(places / total, variances / total, weave / total, most - without)


def _kinds(path: Floats, left_out: Bools, turning: float) -> list[_Kind]:
    tried = [(t, w, m) for t, w, m in product(_TREMBLE, _WEAVE, _MEMORY) if w > 0 or m == 0]
    models = Models(*np.array(tried).T)
    expected = _expected(models, turning)
    steady = models.tremble == _STEADY
    none = np.zeros_like(path)

    def kind(which: Bools, known: Floats, kinks: Floats) -> _Kind:
        chosen = models.chosen(which)
        likely = likelihoods(path - known, chosen, kinks, left_out) + expected[which]
        return _Kind(chosen, likely, known, kinks)

    kinds = [kind(steady, none, none)]
    started = runs(path, left_out)
    if started.knots:
        kinds.append(_charged(kind(steady, started.path, none), len(started.knots)))
    trembling = kind(~steady, none, none)
    for _ in range(_ROUNDS):
        best = trembling.models.chosen(np.array([trembling.likely.argmax()]))
        more = _kinks(smoothed(path, best, trembling.kinks, left_out))
        if not more.any():
            break
        trembling = kind(~steady, none, trembling.kinks + more)
    return [*kinds, _charged(trembling, int(np.count_nonzero(trembling.kinks)))]


def _charged(kind: _Kind, starts: int) -> _Kind:
    return replace(kind, likely=kind.likely - _PRICE * starts)


def _expected(models: Models, turning: float) -> Floats:
    """Return the logarithm of how probable each model's camera is beforehand, by how the picture turns."""
    held = float(np.clip(np.log(max(turning, 1e-9) / _MOUNTED) / np.log(_HELD / _MOUNTED), 0, 1))
    steady = _OFTEN + (_SELDOM - _OFTEN) * held
    trembles = np.array(_TREMBLE[1:])
    middle = np.log(_LIKE_TURNING * max(turning, _LEAST_TURNING))
    shares = np.exp(-0.5 * ((np.log(trembles) - middle) / _WIDELY) ** 2)
    shares *= (1 - steady) / shares.sum()
    place = np.searchsorted(_TREMBLE, models.tremble)
    return np.asarray(np.log(np.concatenate([[steady], shares])[place] + 1e-12))


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


def _kinks(smooth: Smoothed) -> Floats:
    """Return the variance that sudden changes of velocity add, by frame: the largest of each run that stands out."""
    size, shocks = smooth.surely[:, 0].copy(), smooth.shocks[:, 0]
    size[[0, -1]] = 0
    padded = np.pad(size, 2)
    highest = np.max([padded[2 + step : len(padded) - 2 + step] for step in (-2, -1, 0, 1, 2)], axis=0)
    return np.where((size > _KINK) & (size >= highest), (_ROOM * shocks) ** 2, 0.0)
