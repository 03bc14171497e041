"""Detects and repairs dirt, square by square of a fixed grid."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from restoration.motion.flow import Array, luma, repeats
from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.dust.detect import detect
from restoration.stages.dust.fill import filled_in
from restoration.stages.dust.learned import Learned
from restoration.stages.dust.letters import letters
from restoration.stages.dust.network import LookedAt, learned
from restoration.stages.dust.pointed_out import repair_pointed_out
from restoration.stages.dust.repair import repair
from restoration.stages.dust.repeats import as_one
from restoration.stages.dust.spec import DustParameters
from restoration.stages.dust.view import Mask, View, view
from restoration.stages.raster import Raster
from restoration.stages.squares import squares

LARGEST_FILLED = 60
"""Dirt that was found and no neighbour can repair is filled from around if it is no larger (pixels, small pictures)."""


@dataclass(frozen=True)
class Found:
    """A square's picture, how it and its neighbours are looked at, where dirt was detected, where people saw some."""

    frame: Array
    seen: View | None
    dirt: Mask | None
    missed: Mask | None


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
    grid, network = looked_at(offsets, raster), None
    if "defectnet" in window.models:
        grid, network = _asked(grid, raster, window)
    for one in grid:
        square, seen = one.square, one.seen
        missed = None if pointed_out is None else pointed_out[square.around]
        on_letters = None if text is None else text[square.around]
        said = None if network is None else network.at(square.around)
        found = None if seen is None else detect(seen, parameters, on_letters, said)
        cleaned, repaired = _clean(Found(one.frame, seen, found, missed), raster, parameters)
        if repaired[square.inner].any():
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


def looked_at(offsets: Mapping[int, Array], raster: Raster) -> Iterator[LookedAt]:
    """Yield the squares of the pictures."""
    for square in squares(*offsets[0].shape[:2]):
        pieces = {offset: frame[square.around] for offset, frame in offsets.items()}
        yield LookedAt(square, pieces[0], _seen(pieces, raster))


def _asked(grid: Iterable[LookedAt], raster: Raster, window: StageWindow) -> tuple[Iterator[LookedAt], Learned | None]:
    """Ask the network, which needs all squares at once; each is let go when it is worked on."""
    waiting = deque(grid)
    height, width = window.current.shape[:2]
    said = learned(waiting, (height, width), raster, window.models["defectnet"])
    return (waiting.popleft() for _ in range(len(waiting))), said


def _clean(square: Found, raster: Raster, parameters: DustParameters) -> tuple[Array, Mask]:
    """Clean one square. Returns pixels and mask."""
    frame, seen, missed = square.frame, square.seen, square.missed
    pixels, mask = frame, np.zeros(frame.shape[:2], bool)
    if seen is not None and square.dirt is not None:
        made = filled_in(repair(seen, square.dirt), LARGEST_FILLED * raster.reduction**2)
        mask = made.changed
        pixels = made.pixels if seen.frame is frame else np.where(mask[..., None], made.pixels, frame)
    if missed is not None and (missed & ~mask).any():
        made = repair_pointed_out(frame, missed & ~mask, seen, parameters.max_area / raster.squeeze)
        pixels, mask = np.where(made.changed[..., None], made.pixels, pixels), mask | made.changed
    return pixels, mask


def _seen(frames: dict[int, Array], raster: Raster) -> View | None:
    """Look at the picture and its neighbours, or, if it is one of a pair of repeats, at the pair as one picture."""
    lumas = {offset: luma(one) for offset, one in frames.items()}
    offsets = as_one(frames, repeats(lumas))
    if offsets is None:
        return None
    at = {new: old for old, new in offsets.items()}
    return view({new: frames[old] for new, old in at.items()}, raster, {new: lumas[old] for new, old in at.items()})
