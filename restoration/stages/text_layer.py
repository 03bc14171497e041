"""Where burned-in letters stand in a stage's raster: they are cleaned lightly and left out of what is measured."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from restoration.stages.contract import StageWindow

ANALYSIS = "text"
"""A stage that asks for the text layer names this analysis in its spec."""


def text_mask(window: StageWindow, index: int | None = None) -> NDArray[np.bool_] | None:
    """Return where letters stand in picture ``index`` (the window's own by default), bool H x W; None for nowhere.

    The boxes of the *text* analysis (scan pixels), moved by the frame's placement; a pixel is in the mask when any of
    its area is in a box. None as well where the analysis is missing.
    """
    frame = window.index if index is None else index
    rows = window.analyses.get(ANALYSIS)
    if rows is None or not rows.at("present", frame):
        return None
    placement = window.placements.get(frame, np.eye(3)[:2])
    height, width = window.frames[frame].shape[:2]
    return lettered(rows.at("boxes", frame).tolist(), placement, (height, width))


def lettered(
    boxes: Iterable[Sequence[int]], placement: NDArray[np.float64], raster: tuple[int, int]
) -> NDArray[np.bool_]:
    """Return the pixels of a raster (height, width) with any of their area in a box of scan pixels.

    ``placement``: 2 x 3, from the scan to the raster. A box is left, top, right and bottom edge; -1 left: no box.
    """
    height, width = raster
    mask = np.zeros((height, width), bool)
    for left, top, right, bottom in boxes:
        if left >= 0:
            corners = np.array([[x - 0.5, y - 0.5, 1.0] for x in (left, right) for y in (top, bottom)]).T
            x, y = placement @ corners + 0.5
            low_x, low_y = (max(0, int(np.floor(edges.min()))) for edges in (x, y))
            mask[low_y : max(0, int(np.ceil(y.max()))), low_x : max(0, int(np.ceil(x.max())))] = True
    return mask
