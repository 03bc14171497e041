"""A small stage that draws on whole cells: what is asked for in one frame of a cell is felt in all of them."""

from collections.abc import Iterator, Sequence

import numpy as np

from restoration.stages.contract import StageOutput, StageParameters, StageSpec, StageWindow, parameter
from restoration.stages.uses import CellWork, Drawing

CELL = 4


class Drawn(StageParameters):
    scale: int = parameter(default=1, neutral=1, minimum=1, maximum=4, unit="times")
    tier: int = parameter(default=0, neutral=0, minimum=0, maximum=1, unit="choice")
    fidelity: int = parameter(default=500, neutral=500, minimum=0, maximum=1000, unit="1/1000")


DRAW = StageSpec(
    "draw",
    1,
    "enhanced",
    Drawn,
    amount="scale",
    resizes=True,
    cells=(CellWork("tier", (1,), frames=CELL, halo=0),),
    drawings=(Drawing("tier", (1,), fidelity="fidelity"),),
    apply="tests.restoration.engine.drawing_stage:apply",
)


def apply(window: StageWindow) -> StageOutput:
    """Enlarge, and draw nothing."""
    return next(apply_cell([window]))


def apply_cell(windows: Sequence[StageWindow]) -> Iterator[StageOutput]:
    """Enlarge twice, darker the less fidelity is asked for, on average over the cell."""
    shape = windows[0].current.shape[:2]
    asked = [np.full(shape, 0.5) if one.fidelity is None else np.maximum(one.fidelity, 0.5) for one in windows]
    part = (sum(asked) / len(asked)).astype(np.float32)[..., None]
    for window in windows:
        large = (window.current * part).repeat(2, axis=0).repeat(2, axis=1)
        yield StageOutput(large, transform=np.array([[2, 0, 0.5], [0, 2, 0.5]]))
