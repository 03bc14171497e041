"""Enlarges the picture of a window and says where its pixels went."""

from typing import cast

import numpy as np

from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.upscale.enlarge import enlarged
from restoration.stages.upscale.spec import UpscaleParameters


def apply(window: StageWindow) -> StageOutput:
    """Return the picture `scale` times larger, H*scale x W*scale x 3, clipped to 0..1.

    Input pixel centre (x, y) lies at (scale*x + (scale-1)/2, ...) of the output, so the picture keeps its edges.
    """
    parameters = cast(UpscaleParameters, window.parameters)
    scale = parameters.scale
    if scale == 1:
        return StageOutput(window.current)
    centre = (scale - 1) / 2
    transform = np.array([[scale, 0, centre], [0, scale, centre]], dtype=np.float64)
    return StageOutput(enlarged(window.current, scale, parameters.sharpness / 1000), transform=transform)
