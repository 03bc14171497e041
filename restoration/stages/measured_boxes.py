"""Boxes that a scan was measured to have (letters, faces) in a stage's raster."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from restoration.stages.contract import StageWindow

Edges = tuple[float, float, float, float]
"""Left, top, right and bottom, where pixel 0 begins at 0."""


def measured_boxes(window: StageWindow, kind: str, index: int) -> list[Edges]:
    """Return the boxes that an analysis found in picture ``index``, moved by its placement.

    None of them where the analysis is missing.
    """
    rows = window.analyses.get(kind)
    if rows is None or not rows.at("present", index):
        return []
    placement = window.placements.get(index, np.eye(3)[:2])
    return list(placed_boxes(rows.at("boxes", index).tolist(), placement))


def placed_boxes(boxes: Iterable[Sequence[int]], placement: NDArray[np.float64]) -> Iterator[Edges]:
    """Yield the boxes around where boxes of scan pixels lie. A box is left, top, right and bottom; -1 left: no box.

    ``placement``: 2 x 3, from the scan to the raster.
    """
    for left, top, right, bottom in boxes:
        if left >= 0:
            corners = np.array([[x - 0.5, y - 0.5, 1.0] for x in (left, right) for y in (top, bottom)]).T
            x, y = placement @ corners + 0.5
            yield float(x.min()), float(y.min()), float(x.max()), float(y.max())
