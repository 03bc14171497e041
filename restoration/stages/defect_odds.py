"""What DefectNet says of a picture, as stages ask it: about the whole, put together from squares of the fixed grid.

The network looks farther than the squares overlap, so it is not asked about each: near the grid's lines it would see
less than it was trained with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import torch

from restoration.models.contract import Model
from restoration.models.defectnet.features import features
from restoration.models.defectnet.spec import CHANNELS, KINDS, MULTIPLE, DefectKind
from restoration.motion.flow import Array, Neighbour, luma, neighbours
from restoration.stages.contract import StageWindow
from restoration.stages.raster import Raster
from restoration.stages.squares import Square, squares

SUREST: Final = 6.0
"""Log-odds beyond which the network is not believed more."""
Odds = Mapping[DefectKind, Array]


@dataclass(frozen=True)
class Shown:
    """A square of the picture: its pixels, its luma, and its neighbours with the motion to each."""

    square: Square
    frame: Array
    luma: Array
    found: Sequence[Neighbour]


def odds_of(window: StageWindow) -> Odds | None:
    """Return what the network says of the window's picture; None where the window does not have it.

    By kind: log-odds that such a defect lies on each pixel, H x W, within SUREST.
    """
    model = window.models.get("defectnet")
    if model is None:
        return None
    height, width = window.current.shape[:2]
    raster = Raster.of(height, width, window.coding)
    frames = {index - window.index: frame for index, frame in window.frames.items()}
    odds = defect_odds(list(_squares(frames, raster)), (height, width), raster, model)
    return {kind: enlarged(one, (height, width)) for kind, one in odds.items()}


def defect_odds(shown: Sequence[Shown], size: tuple[int, int], raster: Raster, model: Model) -> Odds:
    """Ask the network about a picture of H x W pixels, `size`; nothing stands out where no square of it is given.

    By kind: log-odds, H/r x W/r. It looks at the picture as reduced as the search for motion does (r).
    """
    planes = _features(shown, size, raster)
    rows, columns = planes.shape[1:]
    whole = np.pad(planes, ((0, 0), (0, -rows % MULTIPLE), (0, -columns % MULTIPLE)), mode="edge")
    logits = model.parts["detect"](model.given(torch.from_numpy(whole)[None])).float().cpu().numpy()[0]
    return dict(zip(KINDS, np.asarray(logits[:, :rows, :columns], np.float32), strict=True))


def enlarged(odds: Array, size: tuple[int, int]) -> Array:
    """Return log-odds at the picture's own size, H x W, within SUREST."""
    large = cv2.resize(odds, size[::-1], interpolation=cv2.INTER_LINEAR)
    return np.clip(large, -SUREST, SUREST).astype(np.float32)


def _squares(frames: Mapping[int, Array], raster: Raster) -> Iterator[Shown]:
    """Yield the squares of `frames[0]`, whose neighbours are the others (keys are offsets from it)."""
    lumas = {offset: luma(frame) for offset, frame in frames.items()}
    for square in squares(*frames[0].shape[:2]):
        pieces = {offset: frame[square.around] for offset, frame in frames.items()}
        bright = {offset: np.ascontiguousarray(one[square.around]) for offset, one in lumas.items()}
        found = neighbours(pieces, raster.reduction, lumas=bright) if len(pieces) > 1 else []
        yield Shown(square, pieces[0], bright[0], found)


def _features(shown: Sequence[Shown], size: tuple[int, int], raster: Raster) -> Array:
    """Return the features of the whole picture."""
    reduction = raster.reduction
    whole = np.zeros((CHANNELS, -(-size[0] // reduction), -(-size[1] // reduction)), np.float32)
    for one in shown:
        # A pixel of the reduced picture belongs to the square that its first pixel lies in.
        rows, columns = (slice(-(-side.start // reduction), -(-side.stop // reduction)) for side in one.square.core)
        first = [-(-side.start // reduction) for side in one.square.around]
        here = _of_square(one, [-side.start % reduction for side in one.square.around], raster)
        inside = np.s_[rows.start - first[0] : rows.stop - first[0], columns.start - first[1] : columns.stop - first[1]]
        whole[:, rows, columns] = here[:, *inside]
    return whole


def _of_square(shown: Shown, cut: Sequence[int], raster: Raster) -> Array:
    """Return the features of a square without its first rows and columns: what is left is reduced as the whole is."""
    kept = np.s_[cut[0] :, cut[1] :]
    return features(
        shown.frame[kept],
        shown.luma[kept],
        [_without(one, cut, raster.reduction) for one in shown.found],
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
