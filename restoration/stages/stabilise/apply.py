"""Moves each picture by the correction that the weave analysis holds for it."""

from typing import cast

import numpy as np

from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.stabilise.spec import StabiliseParameters
from restoration.stages.stabilise.translate import Shift, translated


def apply(window: StageWindow) -> StageOutput:
    """Return the picture moved by the measured correction times strength, no axis further than `max_shift`.

    Reads `correction` (dx, dy in 1/256 px) of the weave analysis; without a row for this frame nothing moves.
    """
    shift = correction(window)
    return StageOutput(translated(window.current, shift), transform=shift.matrix())


def correction(window: StageWindow) -> Shift:
    """Return the shift this window asks for, a whole number of 1/256 pixel on each axis."""
    parameters = cast(StabiliseParameters, window.parameters)
    rows = window.analyses.get("weave")
    if rows is None:
        return Shift(0, 0)
    measured = rows.at("correction", window.index).astype(np.int64)
    # Rounded half away from zero, so that a picture and its mirror move alike.
    scaled = np.sign(measured) * ((np.abs(measured) * parameters.strength + 500) // 1000)
    dx, dy = np.clip(scaled, -parameters.max_shift, parameters.max_shift)
    return Shift(int(dx), int(dy))
