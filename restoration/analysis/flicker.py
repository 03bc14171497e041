"""Flicker: how far each picture's exposure lies from that of the pictures around it."""

from itertools import pairwise
from typing import Any

import numpy as np

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.exposure import GRID, NO_STEP, TONES, Change, ExposureStep, Sight, sight, step_between
from restoration.analysis.scene_light import flashes, is_scene_light
from restoration.analysis.seen import Seen
from restoration.analysis.smoothing import Floats, explained_by, local_mean, ramp, steady_curve

KIND = "flicker"
UNIT = 65536
"""Gains are natural logarithms in 1/65536, offsets 1/65536 of the whole range of codes."""

CLAMP = float(np.log(1.15))
"""No picture is made brighter or darker by more than 15 %, no code moved by more than OFFSET_CLAMP."""
OFFSET_CLAMP = 0.07

_FAINT = {"even": (0.003, 0.05), "field": (0.003, 0.35), "tones": (0.001, 0.03)}
"""Flicker (local RMS) that is left alone: this much, and this part of the noise between neighbouring pixels."""
_PLAIN = {"even": 0.005, "field": 0.005, "tones": 0.002}
"""By how much more it must be for all of it to be corrected."""
_ALIKE = 0.7
"""What flickers on the whole flickers unevenly too: proof against this part of the noise is not asked for."""
_STILL_CAMERA = 0.01
"""Motion (mean square, blocks) that is hardly any: a lens that darkens the corners makes fields as the camera moves."""
_WHIP, _SLOW = 1.0, 0.5
"""Motion, locally (blocks), in which parts of the picture are not told apart."""
_APART, _TOGETHER = 0.02, 0.008
"""Misfit of the blocks, locally, at which it is the scene's light that changes, not the exposure."""
_SOME_HELD, _MANY_HELD = 0.45, 0.3
_EVEN, _FIELD, _TONES = slice(0, 1), slice(1, 1 + GRID**2), slice(1 + GRID**2, None)


class FlickerMeasure:
    """Collects how exposure changes from picture to picture, then turns each shot's curves into corrections."""

    def __init__(self) -> None:
        self._last: Sight | None = None
        self._steps: list[ExposureStep] = []
        self._held: list[bool] = []
        self._shots: list[dict[str, Floats]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        self._held.append(seen.is_held)
        if seen.is_held:
            self._steps.append(NO_STEP)
            return
        current = sight(seen)
        self._steps.append(NO_STEP if self._last is None else step_between(self._last, current))
        self._last = current

    def end_shot(self) -> None:
        """Work out the corrections of the shot whose pictures were added since the last call."""
        held = np.array(self._held, dtype=np.float64)
        motion = np.array([step.motion for step in self._steps])
        gains = _correction([step.gain for step in self._steps], motion, held, CLAMP)
        offsets = _correction([step.offset for step in self._steps], motion, held, OFFSET_CLAMP)
        self._shots.append(_named("gain", gains) | _named("offset", offsets))
        self._last, self._steps, self._held = None, [], []

    def finish(self) -> Analysis:
        """Return the corrections of all shots.

        ``gain``: for all of the picture. ``gain_field`` (N x GRID x GRID): what to add to it across the picture, nodes
        from edge to edge. ``gain_tones`` (N x TONES x 3): what to add by the code of red, green and blue. ``offset``,
        ``offset_field``, ``offset_tones``: the same for codes that are logarithms themselves.
        """
        arrays = {
            name: np.round(np.concatenate([shot[name] for shot in self._shots]) * UNIT).astype(np.int32)
            for name in self._shots[0]
        }
        lengths = [len(shot["gain"]) for shot in self._shots]
        return Analysis(KIND, pack(arrays), _summary(arrays, lengths))


def _correction(changes: list[Change], motion: Floats, held: Floats, clamp: float) -> Floats:
    """Return each frame's correction: N x (even, field, channels)."""
    steps = np.array(
        [np.concatenate([[change.even], change.field.ravel(), change.tones.ravel()]) for change in changes]
    )
    misfit = np.array([change.misfit for change in changes])
    steps[:, _FIELD] -= explained_by(steps[:, _FIELD], motion, _STILL_CAMERA)
    scene = is_scene_light(steps[:, 0], steps[:, _FIELD])
    steps[scene] = 0
    curve = np.cumsum(steps, axis=0)
    correction = steady_curve(curve) - curve
    correction *= (ramp(local_mean(misfit), _APART, _TOGETHER) * ramp(local_mean(held), _SOME_HELD, _MANY_HELD))[
        :, None
    ]
    noise = local_mean(np.array([change.noise for change in changes]))
    even = _trust(correction[:, _EVEN], noise, "even")
    field = _trust(correction[:, _FIELD], noise * (1 - _ALIKE * even[:, 0]), "field")
    tones = _trust(correction[:, _TONES], noise, "tones")
    field *= ramp(local_mean(np.hypot(*motion.T)), _WHIP, _SLOW)[:, None]
    even = np.maximum(even, field)
    correction[:, _EVEN] *= even
    correction[:, _FIELD] *= field
    correction[:, _TONES] *= tones * even
    correction[flashes(np.array([change.even for change in changes]), scene)] = 0
    for frame in np.flatnonzero(held):
        correction[frame] = correction[frame - 1]
    return np.clip(correction, -clamp, clamp)


def _trust(correction: Floats, noise: Floats, part: str) -> Floats:
    """Return how much of each frame's correction (N x 1, 0..1) is flicker that stands out of the noise."""
    faint, share = _FAINT[part]
    loudness = np.sqrt(local_mean((correction**2).mean(axis=1)))
    return ramp(loudness - share * noise, faint, faint + _PLAIN[part])[:, None]


def _named(name: str, correction: Floats) -> dict[str, Floats]:
    return {
        name: correction[:, 0],
        f"{name}_field": correction[:, _FIELD].reshape(-1, GRID, GRID),
        f"{name}_tones": correction[:, _TONES].reshape(-1, len(TONES), 3),
    }


def _summary(arrays: dict[str, Any], lengths: list[int]) -> dict[str, Any]:
    percent = 100 * np.abs(np.expm1(arrays["gain"] / UNIT))
    uneven = 100 * np.sqrt(np.mean((arrays["gain_field"] / UNIT) ** 2, axis=(1, 2)))
    is_corrected = (percent > 0) | (uneven > 0)
    ends = np.cumsum([0, *lengths])
    return {
        "unit": "%",
        **_amounts(percent, uneven, is_corrected),
        "largest_frame": int(percent.argmax()),
        "shots": [_amounts(percent[a:b], uneven[a:b], is_corrected[a:b]) for a, b in pairwise(ends)],
    }


def _amounts(percent: Floats, uneven: Floats, is_corrected: Any) -> dict[str, Any]:
    return {
        "typical": round(float(np.sqrt(np.mean(percent**2))), 2),
        "uneven": round(float(np.sqrt(np.mean(uneven**2))), 2),
        "largest": round(float(percent.max()), 2),
        "corrected_frames": int(is_corrected.sum()),
    }
