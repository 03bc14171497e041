"""Detects and repairs dirt, square by square of a fixed grid."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np

from restoration.motion.flow import Array, without_repeats
from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.dust.detect import detect
from restoration.stages.dust.letters import letters
from restoration.stages.dust.pointed_out import repair_pointed_out
from restoration.stages.dust.repair import Repair, repair
from restoration.stages.dust.spec import TILE, TILE_MARGIN, DustParameters
from restoration.stages.dust.view import Mask, Raster, view


@dataclass(frozen=True)
class Square:
    """One square of the grid: what is read (`around`), what is kept of it (`core`), and where that lies in it."""

    around: tuple[slice, slice]
    core: tuple[slice, slice]
    inner: tuple[slice, slice]


def apply(window: StageWindow) -> StageOutput:
    """Return the picture without the dirt that was found or pointed out, and the mask of what was repaired.

    Dirt pointed out (`missed`, `defect_map`) needs no detection: wherever the scene behind it is seen in the
    neighbours, it is taken; where it is not, small places are filled from around. Nothing outside it changes because
    of it. The mask holds every pixel that was changed.
    """
    parameters = cast(DustParameters, window.parameters)
    height, width = window.current.shape[:2]
    raster = Raster.of(height, width, window.coding)
    offsets = {index - window.index: frame for index, frame in window.frames.items()}
    pointed_out, text = _pointed_out(window), letters(window)
    pixels = window.current.copy()
    mask = np.zeros((height, width), bool)
    for square in _squares(height, width):
        pieces = {offset: np.ascontiguousarray(frame[square.around]) for offset, frame in offsets.items()}
        missed = None if pointed_out is None else pointed_out[square.around]
        on_letters = None if text is None else text[square.around]
        cleaned, repaired = _clean(pieces, raster, parameters, missed, on_letters)
        pixels[square.core], mask[square.core] = cleaned[square.inner], repaired[square.inner]
    if not mask.any():
        return StageOutput(window.current, mask=mask)
    return StageOutput(pixels, mask=mask)


def _pointed_out(window: StageWindow) -> Mask | None:
    """Return where people or the infrared plane say that something lies on the film."""
    seen = window.pointed_out
    if window.defect_map is None:
        return seen
    return window.defect_map if seen is None else seen | window.defect_map


def _squares(height: int, width: int) -> Iterator[Square]:
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            rows = slice(max(0, top - TILE_MARGIN), min(height, top + TILE + TILE_MARGIN))
            columns = slice(max(0, left - TILE_MARGIN), min(width, left + TILE + TILE_MARGIN))
            y, x = top - rows.start, left - columns.start
            yield Square(
                (rows, columns),
                np.s_[top : top + TILE, left : left + TILE],
                np.s_[y : y + min(TILE, height - top), x : x + min(TILE, width - left)],
            )


def _clean(
    frames: dict[int, Array], raster: Raster, parameters: DustParameters, missed: Mask | None, letters: Mask | None
) -> tuple[Array, Mask]:
    """Clean one square; `frames` are keyed by their offset in time. Returns pixels and mask."""
    frame = frames[0]
    distinct = without_repeats(frames)
    seen = view(distinct, raster) if 2 * len(distinct) > len(frames) else None
    pixels, mask = frame, np.zeros(frame.shape[:2], bool)
    if seen is not None:
        offer = repair(seen, detect(seen, parameters, letters))
        pixels, mask = _mixed(frame, offer), offer.share > 0
    if missed is not None and (missed & ~mask).any():
        offer = repair_pointed_out(frame, missed & ~mask, seen, parameters.max_area / raster.squeeze)
        pixels, mask = _mixed(pixels, offer), mask | (offer.share > 0)
    return pixels, mask


def _mixed(frame: Array, offer: Repair) -> Array:
    """Take the offered share of the repair; pixels without one keep their bits."""
    rows, columns = np.nonzero(offer.share)
    if not len(rows):
        return frame
    mixed = frame.copy()
    share = offer.share[rows, columns, None]
    mixed[rows, columns] += (offer.pixels[rows, columns] - mixed[rows, columns]) * share
    return mixed
