"""Where burned-in letters stand, from the analysis of text."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import StageWindow
from restoration.stages.dust.view import Mask

KIND, BOXES = "text", "boxes"
MARGIN = 2
"""Pixels around a box in which strokes may end."""


def letters(window: StageWindow) -> Mask | None:
    """Return where letters stand on the current picture (HxW bool); None where there are none.

    The analysis has boxes (left, top, right, bottom) in pixels of the scan, -1 where there is none; the picture may
    have been moved since.
    """
    rows = window.analyses.get(KIND)
    if rows is None:
        return None
    boxes = rows.at(BOXES, window.index).reshape(-1, 4)
    boxes = boxes[(boxes >= 0).all(axis=1)]
    if not len(boxes):
        return None
    mask = np.zeros(window.current.shape[:2], bool)
    for box in boxes:
        left, top, right, bottom = _placed(box.astype(np.float64), window.placements, window.index)
        mask[max(0, top - MARGIN) : max(0, bottom + MARGIN), max(0, left - MARGIN) : max(0, right + MARGIN)] = True
    return mask


def _placed(
    box: npt.NDArray[np.float64], placements: Mapping[int, npt.NDArray[np.float64]], index: int
) -> tuple[int, int, int, int]:
    """Return the box around where the corners of `box` lie in the picture."""
    left, top, right, bottom = box
    corners = np.array([(x, y, 1.0) for x in (left, right) for y in (top, bottom)])
    if index in placements:
        corners = corners @ placements[index].T
    low, high = np.floor(corners[:, :2].min(axis=0)), np.ceil(corners[:, :2].max(axis=0))
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
