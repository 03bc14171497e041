"""DefectNet asked about the whole picture, put together from how its squares are looked at.

The network looks farther than the squares overlap, so it is not asked about each: near the grid's lines it would see
less than it was trained with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch

from restoration.models.contract import Model
from restoration.models.defectnet.features import features
from restoration.models.defectnet.spec import CHANNELS, KINDS, MULTIPLE
from restoration.motion.flow import Array, Neighbour
from restoration.stages.dust.learned import Learned
from restoration.stages.dust.squares import Square
from restoration.stages.dust.view import Raster, View

_BOTH = ("hair", "stain")
"""Kinds that may be darker or brighter than the scene."""
SUREST = 6.0
"""Log-odds beyond which the network is not believed more."""


@dataclass(frozen=True)
class LookedAt:
    """A square of the picture, what the picture shows there, and how it and its neighbours are looked at."""

    square: Square
    frame: Array
    seen: View | None


def learned(grid: Iterable[LookedAt], size: tuple[int, int], model: Model) -> Learned | None:
    """Ask the network about a picture of H x W pixels, `size`; None where no square of it has neighbours.

    The network looks at the picture as reduced as the search for motion does.
    """
    seen = [(one.square, one.seen) for one in grid if one.seen is not None]
    if not seen:
        return None
    logits = _asked(_shown(seen, size), model)
    by_kind = dict(zip(KINDS, logits, strict=True))
    large = [
        cv2.resize(
            np.maximum.reduce([by_kind[own], *(by_kind[kind] for kind in _BOTH)]),
            size[::-1],
            interpolation=cv2.INTER_LINEAR,
        )
        for own in ("dirt_dark", "dirt_bright")
    ]
    darker, brighter = (np.clip(one, -SUREST, SUREST).astype(np.float32) for one in large)
    return Learned(darker, brighter)


def _asked(shown: Array, model: Model) -> Array:
    """Return the logits, kinds x H/r x W/r, for features of that size."""
    rows, columns = shown.shape[1:]
    whole = np.pad(shown, ((0, 0), (0, -rows % MULTIPLE), (0, -columns % MULTIPLE)), mode="edge")
    logits = model.parts["detect"](torch.from_numpy(whole)[None].to(model.device)).float().cpu().numpy()[0]
    return np.asarray(logits[:, :rows, :columns], np.float32)


def _shown(seen: Sequence[tuple[Square, View]], size: tuple[int, int]) -> Array:
    """Return the features of the whole picture; where a square has no neighbours, nothing stands out."""
    reduction = seen[0][1].raster.reduction
    whole = np.zeros((CHANNELS, -(-size[0] // reduction), -(-size[1] // reduction)), np.float32)
    for square, view in seen:
        # A pixel of the reduced picture belongs to the square that its first pixel lies in.
        rows, columns = (slice(-(-side.start // reduction), -(-side.stop // reduction)) for side in square.core)
        first = [-(-side.start // reduction) for side in square.around]
        here = _features(view, [-side.start % reduction for side in square.around])
        inside = np.s_[rows.start - first[0] : rows.stop - first[0], columns.start - first[1] : columns.stop - first[1]]
        whole[:, rows, columns] = here[:, *inside]
    return whole


def _features(view: View, cut: Sequence[int]) -> Array:
    """Return the features of a square without its first rows and columns: what is left is reduced as the whole is."""
    kept = np.s_[cut[0] :, cut[1] :]
    raster: Raster = view.raster
    return features(
        view.frame[kept],
        view.current[kept],
        [_without(one, cut, raster.reduction) for one in view.found],
        reduction=raster.reduction,
        contrast=raster.contrast,
        is_negative=raster.is_negative,
    )


def _without(one: Neighbour, cut: Sequence[int], reduction: int) -> Neighbour:
    """Return a neighbour without its first rows and columns."""
    if not any(cut):
        return one
    kept = np.s_[cut[0] :, cut[1] :]
    frame = one.frame[kept]
    height, width = (-(-side // reduction) for side in frame.shape[:2])
    step_y, step_x = (
        small / large for small, large in zip(one.coarse_flow.shape[:2], one.frame.shape[:2], strict=True)
    )
    y = ((np.arange(height) + 0.5) * reduction + cut[0]) * step_y - 0.5
    x = ((np.arange(width) + 0.5) * reduction + cut[1]) * step_x - 0.5
    maps = np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)
    flow = cv2.remap(one.coarse_flow, maps, np.empty((0, 0)), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return replace(one, frame=frame, luma=one.luma[kept], coarse_flow=np.asarray(flow, np.float32))
