"""A small stage that carries something from frame to frame: it works on cells."""

from collections.abc import Iterator, Sequence

import numpy as np

from restoration.stages.contract import StageOutput, StageParameters, StageSpec, StageWindow, parameter
from restoration.stages.uses import CellWork, ModelUse

TRAILS, USES_TOY = 1, 2


class Trailing(StageParameters):
    strength: int = parameter(default=1000, neutral=0, minimum=0, maximum=1000, unit="1/1000")
    kind: int = parameter(default=0, neutral=0, minimum=0, maximum=2, unit="choice")


TRAIL = StageSpec(
    "trail",
    1,
    "restored",
    Trailing,
    temporal_radius=1,
    models=(ModelUse("toy", "kind", (USES_TOY,)),),
    cells=(CellWork("kind", (TRAILS,), frames=12, halo=2),),
    apply="tests.restoration.engine.cell_stage:apply",
)


def apply(window: StageWindow) -> StageOutput:
    """Average with the neighbours, or do what the network does."""
    if "toy" in window.models:
        model = window.models["toy"]
        return StageOutput(np.asarray(model.parts["dim"](window.current), np.float32))
    mean = sum(pixels for _, pixels in sorted(window.frames.items())) / np.float32(len(window.frames))
    return StageOutput(mean.astype(np.float32))


def apply_cell(windows: Sequence[StageWindow]) -> Iterator[StageOutput]:
    """Average each picture with the average before it, from the first that is given."""
    frames, wanted = windows[0].frames, {window.index for window in windows}
    trail = frames[min(frames)]
    for index, pixels in sorted(frames.items()):
        trail = (trail + pixels) / np.float32(2)
        if index in wanted:
            yield StageOutput(trail)
