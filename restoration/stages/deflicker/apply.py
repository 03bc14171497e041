"""Multiplies each picture by the gain that the flicker analysis holds for it."""

import math

import numpy as np

from restoration.stages.contract import StageOutput, StageWindow

LOG_UNIT = 65536
"""Gains are stored as natural logarithms in 1/65536."""


def apply(window: StageWindow) -> StageOutput:
    """Return the picture times the measured gain, clipped to 0..1; the engine mixes the input back by strength.

    Reads `gain` of the flicker analysis; a gain of nothing returns the very same array.
    """
    rows = window.analyses.get("flicker")
    gain = int(rows.at("gain", window.index)) if rows is not None else 0
    if gain == 0:
        return StageOutput(window.current)
    factor = np.float32(math.exp(gain / LOG_UNIT))
    return StageOutput(np.clip(window.current * factor, np.float32(0), np.float32(1)))
