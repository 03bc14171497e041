"""Detects and repairs dirt, square by square of a fixed grid."""

from typing import cast

import numpy as np

from restoration.motion.flow import Array, neighbours, without_repeats
from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.dust.detect import Mask, detect, view
from restoration.stages.dust.pointed_out import repair_pointed_out
from restoration.stages.dust.repair import Repair, repair
from restoration.stages.dust.spec import TILE, TILE_MARGIN, DustParameters


def apply(window: StageWindow) -> StageOutput:
    """Return the picture without the dirt that was found or pointed out, and the mask of what was repaired.

    Dirt pointed out (`missed`) needs no detection: wherever the scene behind it is seen in the neighbours, it is
    taken; where it is not, small places are filled from around. Nothing outside `missed` changes because of it.
    """
    parameters = cast(DustParameters, window.parameters)
    offsets = {index - window.index: frame for index, frame in window.frames.items()}
    pointed_out = window.pointed_out
    height, width = window.current.shape[:2]
    pixels = window.current.copy()
    mask = np.zeros((height, width), bool)
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            rows = slice(max(0, top - TILE_MARGIN), min(height, top + TILE + TILE_MARGIN))
            columns = slice(max(0, left - TILE_MARGIN), min(width, left + TILE + TILE_MARGIN))
            pieces = {offset: np.ascontiguousarray(frame[rows, columns]) for offset, frame in offsets.items()}
            missed = None if pointed_out is None else pointed_out[rows, columns]
            cleaned, repaired = _clean(pieces, missed, parameters)
            core = np.s_[top : top + TILE, left : left + TILE]
            inner = np.s_[
                top - rows.start : top - rows.start + TILE, left - columns.start : left - columns.start + TILE
            ]
            pixels[core], mask[core] = cleaned[inner], repaired[inner]
    if not mask.any():
        return StageOutput(window.current, mask=mask)
    return StageOutput(pixels, mask=mask)


def _clean(frames: dict[int, Array], missed: Mask | None, parameters: DustParameters) -> tuple[Array, Mask]:
    """Clean one square; `frames` are keyed by their offset in time. Returns pixels and mask."""
    frame = frames[0]
    distinct = without_repeats(frames)
    found = neighbours(distinct) if 2 * len(distinct) > len(frames) else []
    pixels, mask, grain = frame, np.zeros(frame.shape[:2], bool), 0.0
    if found:
        seen = view(frame, found)
        grain = seen.grain
        offer = repair(frame, detect(seen, found, parameters), found, grain)
        pixels, mask = _mixed(frame, offer), offer.share > 0
    if missed is not None and (missed & ~mask).any():
        offer = repair_pointed_out(frame, missed & ~mask, found, grain, parameters.max_area)
        pixels, mask = _mixed(pixels, offer), mask | (offer.share > 0)
    return pixels, mask


def _mixed(frame: Array, offer: Repair) -> Array:
    """Take the offered share of the repair; pixels without one keep their bits."""
    share = offer.share[..., None]
    return np.where(share > 0, frame + (offer.pixels - frame) * share, frame)
