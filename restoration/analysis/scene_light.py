"""Telling the scene's own changes of light from flicker: fades, flashes and lightning are as made."""

import numpy as np
import numpy.typing as npt

from restoration.analysis.smoothing import Floats, local_percentile

Bools = npt.NDArray[np.bool_]

FLASH = float(np.log(1.3))
"""A change from one picture to the next that is larger than this was made so."""
FLASH_FRAMES = 3
"""Light that comes and goes within this many frames is a flash."""
_ALONE, _LEAST = 5.0, 0.03
"""As is one that is this many times the usual around it, and at least that large."""
_USUAL = 75.0
"""Percentile of the changes around: flicker itself is uneven in time."""
_FIELD_LEAST = 0.06
_FADE_STEPS = 8
"""So many changes in one direction, together _FADE_CHANGE or more, are a fade, or light that comes or goes."""
_FADE_CHANGE = 0.05
_MOVES = 0.002


def is_scene_light(even: Floats, field: Floats) -> Bools:
    """Return which steps (N; the one to each frame) are the scene's: flashes, lightning, lamps, fades.

    `even`: N changes of exposure; `field`: N x K, what the parts of the picture add. An answer depends on steps within
    the smoothing radius.
    """
    amount = np.abs(even)
    uneven = np.abs(field).max(axis=1)
    return (
        (amount > FLASH)
        | (amount > _LEAST + _ALONE * local_percentile(amount, _USUAL))
        | (uneven > _FIELD_LEAST + _ALONE * local_percentile(uneven, _USUAL))
        | _is_fade(even)
    )


def flashes(even: Floats, scene: Bools) -> Bools:
    """Return which frames are lit by a flash: between a scene's change and its return, at most FLASH_FRAMES."""
    lit = np.zeros(len(even), bool)
    for frame in map(int, np.flatnonzero(scene)):
        for later in range(frame + 1, min(frame + 1 + FLASH_FRAMES, len(even))):
            if scene[later] and even[later] * even[frame] < 0:
                lit[frame:later] = True
                break
    return lit


def _is_fade(even: Floats) -> Bools:
    """Return the steps of stretches that go one way only; repeated pictures do not interrupt them."""
    fade = np.zeros(len(even), bool)
    for start in range(len(even) - _FADE_STEPS + 1):
        part = even[start : start + _FADE_STEPS]
        for sign in (-1, 1):
            total = sign * part.sum()
            goes = (sign * part > _MOVES).sum() >= _FADE_STEPS - 2 and (sign * part > -_MOVES).all()
            if goes and total > _FADE_CHANGE and (sign * part).max() < total / 2:
                fade[start : start + _FADE_STEPS] = True
    return fade
