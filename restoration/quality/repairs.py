"""Repairs counted as people count them: places in frames where something was done that nothing called for."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

NOTICEABLE: Final = 4 / 255
"""Change of a code that an eye may notice in a moving picture; the damage generator's masks start there too."""
SMALLEST: Final = 4
"""Pixels of the smallest place that counts as a repair."""


def altered(before: Array, after: Array, least: float = NOTICEABLE) -> Mask:
    """Return where (HxW) any channel of an HxWx3 picture changed by more than ``least``."""
    return np.asarray(np.abs(after - before).max(axis=2) > least)


def places(changed: Mask, *, wanted: Mask | None = None, smallest: int = SMALLEST) -> int:
    """Return how many connected places of at least ``smallest`` pixels are in a mask (8 neighbours).

    Places that touch ``wanted``, where a repair was called for, do not count.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats(changed.astype(np.uint8), connectivity=8)
    counts = np.asarray(stats[:, cv2.CC_STAT_AREA] >= smallest)
    counts[0] = False
    if wanted is not None:
        counts[np.unique(labels[wanted])] = False
    return int(counts[:count].sum())
