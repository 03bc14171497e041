"""Takes grain away, square by square of a fixed grid, or cell by cell of frames by a network."""

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np

from restoration.grain import GrainModel, grain_of
from restoration.motion.flow import Array
from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.degrain.merge import merged
from restoration.stages.degrain.spec import TILE, TILE_MARGIN, DegrainParameters
from restoration.stages.faithful import faithful


def apply(window: StageWindow) -> StageOutput:
    """Return the picture with the grain that was measured in its shot taken away; all of it, the engine mixes.

    A shot without measured grain comes back as it is.
    """
    model = grain_of(window.analyses, window.index)
    if model is None:
        return StageOutput(window.current)
    spatial = cast(DegrainParameters, window.parameters).spatial / 1000
    offsets = {index - window.index: frame for index, frame in window.frames.items()}
    return StageOutput(_by_squares(offsets, model, spatial))


def apply_cell(windows: Sequence[StageWindow]) -> Iterator[StageOutput]:
    """Yield the pictures of the windows, which hold the same frames, as the network FilmVSR cleans them."""
    for pixels in faithful(windows, 1):
        yield StageOutput(pixels)


def _by_squares(frames: dict[int, Array], model: GrainModel, spatial: float) -> Array:
    height, width = frames[0].shape[:2]
    pixels = np.empty_like(frames[0])
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            rows = slice(max(0, top - TILE_MARGIN), min(height, top + TILE + TILE_MARGIN))
            columns = slice(max(0, left - TILE_MARGIN), min(width, left + TILE + TILE_MARGIN))
            pieces = {offset: np.ascontiguousarray(frame[rows, columns]) for offset, frame in frames.items()}
            clean = merged(pieces, model, spatial)
            y, x = top - rows.start, left - columns.start
            pixels[top : top + TILE, left : left + TILE] = clean[y : y + TILE, x : x + TILE]
    return pixels
