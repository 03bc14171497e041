"""Where burned-in letters stand in a stage's raster: they are cleaned lightly and left out of what is measured."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from restoration.stages.contract import StageWindow
from restoration.stages.measured_boxes import Edges, measured_boxes, placed_boxes

ANALYSIS = "text"
"""A stage that asks for the text layer names this analysis in its spec."""


def text_mask(window: StageWindow, index: int | None = None) -> NDArray[np.bool_] | None:
    """Return where letters stand in picture ``index`` (the window's own by default), bool H x W; None for nowhere.

    The boxes of the *text* analysis (scan pixels), moved by the frame's placement; a pixel is in the mask when any of
    its area is in a box. None as well where the analysis is missing.
    """
    frame = window.index if index is None else index
    boxes = measured_boxes(window, ANALYSIS, frame)
    height, width = window.frames[frame].shape[:2]
    return _painted(boxes, (height, width)) if boxes else None


def lettered(
    boxes: Iterable[Sequence[int]], placement: NDArray[np.float64], raster: tuple[int, int]
) -> NDArray[np.bool_]:
    """Return the pixels of a raster (height, width) with any of their area in a box of scan pixels.

    ``placement``: 2 x 3, from the scan to the raster. A box is left, top, right and bottom edge; -1 left: no box.
    """
    return _painted(placed_boxes(boxes, placement), raster)


def _painted(boxes: Iterable[Edges], raster: tuple[int, int]) -> NDArray[np.bool_]:
    mask = np.zeros(raster, bool)
    for left, top, right, bottom in boxes:
        low_x, low_y = (max(0, int(np.floor(edge))) for edge in (left, top))
        mask[low_y : max(0, int(np.ceil(bottom))), low_x : max(0, int(np.ceil(right)))] = True
    return mask
