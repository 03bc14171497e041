"""Takes scratches off a picture, one after the other."""

from typing import cast

import numpy as np

from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.defect_odds import odds_of
from restoration.stages.scratch.film import scales
from restoration.stages.scratch.lines import may_show, tracked
from restoration.stages.scratch.pointed_out import repair_pointed_out
from restoration.stages.scratch.repair import repair
from restoration.stages.scratch.spec import ScratchParameters


def apply(window: StageWindow) -> StageOutput:
    """Return the picture without the scratches that were tracked or pointed out, and the mask of what was changed.

    A scratch that lets something through is unmixed: the scene's own pixels and grain come back. What it hides is
    filled from its surroundings as far as it hides it. A stretch on which it does not stand out of the scene beside it
    is left alone.
    """
    parameters = cast(ScratchParameters, window.parameters)
    among = scales(window.coding)
    pixels = window.current
    mask = np.zeros(pixels.shape[:2], bool)
    odds = odds_of(window) if may_show(window) else None
    for scratch in tracked(window, parameters, None if odds is None else odds["scratch"]):
        frames = {frame: window.frames[frame] for frame in scratch.columns} | {window.index: pixels}
        pixels, changed = repair(frames, window.index, scratch, among)
        mask |= changed
    missed = window.missed.get("scratch")
    if missed is not None and missed.any():
        pixels, changed = repair_pointed_out(pixels, missed & ~mask, among)
        mask |= changed
    return StageOutput(pixels, mask=mask)
