"""Turns the infrared plane into the map of what lies on the film. The picture itself is not touched."""

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.prepare.spec import BLOCK, BLUR, BRIDGE, PrepareParameters

OPAQUE = "infrared_shows_picture"
"""Flag: so much of the plane is dark that it shows the picture (silver, some dyes) and not what lies on it."""
MOST_DIRT = 0.15
"""Part of the picture that dirt covers at most."""
_CLEAR_PERCENT = 80
_EDGE = 0.5
"""Dirt reaches as far as this part of the threshold is exceeded: its outline is soft."""
_DARKEST_CLEAR = 0.02

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def apply(window: StageWindow) -> StageOutput:
    """Return the very picture, and as mask where the infrared plane shows dirt; no mask for a scan without one."""
    if window.infrared is None:
        return StageOutput(window.current)
    parameters = cast(PrepareParameters, window.parameters)
    clear = np.maximum(clear_level(window.infrared), np.float32(_DARKEST_CLEAR))
    loss: Array = np.asarray(1 - window.infrared / clear, dtype=np.float32)
    found = _dirt(loss, parameters.threshold / 1000, parameters.min_area)
    if found.mean() > MOST_DIRT:
        return StageOutput(window.current, mask=np.zeros(found.shape, bool), flags=(OPAQUE,))
    return StageOutput(window.current, mask=_grown(found, parameters.grow))


def clear_level(infrared: Array) -> Array:
    """Return what the plane would show without dirt (H x W).

    Dyes are not quite clear in infrared: the level follows the picture. It is a high percentile of each block, closed
    (grey closing, Serra 1982) over blocks that dirt covers, evened, and spread between the blocks' centres.
    """
    height, width = infrared.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    padded = np.pad(infrared, ((0, rows * BLOCK - height), (0, columns * BLOCK - width)), mode="edge")
    blocks = padded.reshape(rows, BLOCK, columns, BLOCK).transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    rank = BLOCK * BLOCK * _CLEAR_PERCENT // 100
    level = np.ascontiguousarray(np.partition(blocks, rank, axis=2)[..., rank])
    bridge = np.ones((2 * (BRIDGE // 2) + 1, 2 * (BRIDGE // 2) + 1), np.uint8)
    closed = cv2.morphologyEx(level, cv2.MORPH_CLOSE, bridge, borderType=cv2.BORDER_REPLICATE)
    evened = cv2.blur(closed, (2 * BLUR + 1, 2 * BLUR + 1), borderType=cv2.BORDER_REPLICATE)
    spread = cv2.resize(evened, (columns * BLOCK, rows * BLOCK), interpolation=cv2.INTER_LINEAR)
    return np.asarray(spread[:height, :width], dtype=np.float32)


def _dirt(loss: Array, threshold: float, min_area: int) -> Mask:
    """Return the places that lose at least `threshold` somewhere, as far as they lose a part of it (hysteresis)."""
    outline = (loss > threshold * _EDGE).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(outline, connectivity=8)
    is_dirt = np.zeros(count, bool)
    is_dirt[labels[loss > threshold]] = True
    is_dirt &= stats[:, cv2.CC_STAT_AREA] >= min_area
    is_dirt[0] = False
    return np.asarray(is_dirt[labels], dtype=bool)


def _grown(found: Mask, pixels: int) -> Mask:
    if pixels == 0 or not found.any():
        return found
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pixels + 1, 2 * pixels + 1))
    return np.asarray(cv2.dilate(found.astype(np.uint8), disc) > 0)
