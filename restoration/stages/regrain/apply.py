"""Draws grain of the measured kind and lays it on the picture."""

from typing import cast

import cv2
import numpy as np

from restoration.grain import grain_of
from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.regrain.noise import clumped, white_noise
from restoration.stages.regrain.spec import RegrainParameters

_SOFT = 1.5
"""Blur (sigma, pixels of the scan) of the picture that tells how strong grain is at a place."""
_LARGEST_BLUR = 4.0


def apply(window: StageWindow) -> StageOutput:
    """Return the picture with grain as strong, as coloured and as large as the scan's; the engine mixes the input back.

    On an enlarged picture clumps are as much larger. Grain is drawn anew for each picture from what it shows, so that
    no two pictures share it, a repeated picture repeats it, and the same picture always gets the same. Shots without
    measured grain come back as they are.
    """
    model = grain_of(window.analyses, window.index)
    if model is None:
        return StageOutput(window.current)
    scale = _scale(window)
    picture = window.current
    seed = cast(RegrainParameters, window.parameters).seed
    noise = clumped(white_noise(picture, seed), model, scale)
    noise *= model.sigma_of(cv2.GaussianBlur(picture, (0, 0), min(_SOFT * scale, _LARGEST_BLUR)))
    noise += picture
    return StageOutput(np.clip(noise, 0, 1, out=noise))


def _scale(window: StageWindow) -> float:
    """Return how many times wider than the scan the picture is."""
    placement = window.placements.get(window.index)
    return 1.0 if placement is None else float(np.hypot(placement[0, 0], placement[1, 0]))
