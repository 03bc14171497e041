"""How much of a picture must not be drawn: what the recipe says, and what people's notes ask for by place."""

from typing import cast

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import StageWindow
from restoration.stages.upscale.spec import UpscaleParameters

Fidelity = npt.NDArray[np.float64]


def asked_fidelity(window: StageWindow) -> float | Fidelity:
    """Return the part of the result, 0..1, that is not drawn: one number, or H x W where notes ask for more.

    Exactly 1 where a hard protection holds, exactly the recipe's where nobody asked for more.
    """
    least = cast(UpscaleParameters, window.parameters).fidelity / 1000
    if window.fidelity is None and window.protected is None:
        return least
    asked = np.full(window.current.shape[:2], least)
    if window.fidelity is not None:
        asked = np.maximum(asked, window.fidelity)
    if window.protected is not None:
        asked[window.protected] = 1
    return asked
