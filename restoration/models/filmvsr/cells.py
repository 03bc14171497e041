"""FilmVSR on a cell of frames, tile by tile."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch

from restoration.enlargement.lanczos import reduced
from restoration.models.contract import AMPLE, Model, Room
from restoration.models.filmvsr.motion import motions
from restoration.models.filmvsr.spec import HELD, MARGIN, MULTIPLE, REDUCTION, SCALES
from restoration.models.filmvsr.window import Motion, enhanced
from restoration.models.tiles import Tile, tiles

Array = npt.NDArray[np.float32]

_WHITE: Final = 65535


@dataclass(frozen=True)
class Cell:
    """Positive pictures, H x W x 3 codes, that follow one another; those at the places ``kept`` are to be enhanced."""

    pictures: Sequence[Array]
    kept: Sequence[int]
    scale: int
    model: Model
    room: Room = AMPLE


def enhanced_cell(cell: Cell) -> Iterator[Array]:
    """Yield the kept pictures cleaned and enlarged, H*scale x W*scale x 3 codes within 0..1.

    The network is done with a tile of all pictures before it turns to the next tile; until then they are held in codes
    of 16 bits. Three times larger is four times larger, averaged over areas.
    """
    scale = cell.scale
    shown = [_whole(picture) for picture in cell.pictures]
    found = motions(shown)
    (height, width), (rows, columns) = shown[0].shape[:2], cell.pictures[0].shape[:2]
    large = np.empty((len(cell.kept), height * scale, width * scale, 3), np.uint16)

    def work(tile: Tile) -> None:
        """Draw one tile of all pictures; tiles do not overlap."""
        for place, answer in _tile_of_all(cell, shown, found, tile):
            codes = np.clip(answer, 0, 1) * np.float32(_WHITE)
            here = (place, tile.rows.kept_large(scale), tile.columns.kept_large(scale))
            np.rint(codes, out=large[here], casting="unsafe")

    side = min(HELD.side, cell.room.tile)
    grid = list(tiles(height, width, side=side, margin=MARGIN, multiple=MULTIPLE))
    with ThreadPoolExecutor(min(len(grid), cell.room.at_once)) as pool:
        for _ in pool.map(work, grid):
            pass
    for codes in large:
        yield _pixels(codes[: rows * scale, : columns * scale])


def _tile_of_all(
    cell: Cell, shown: Sequence[Array], found: Sequence[Motion], tile: Tile
) -> Iterator[tuple[int, Array]]:
    """Yield the number of a kept picture and its tile, enlarged."""
    drawing = min(larger for larger in SCALES if larger >= cell.scale)
    pictures = [cell.model.given(_tensor(picture[tile.rows.read, tile.columns.read])) for picture in shown]
    motion = [Motion(_part(one.before, tile, cell.model), _part(one.after, tile, cell.model)) for one in found]
    steps = range(cell.kept[0], cell.kept[-1] + 1)
    inside = (..., tile.rows.kept_of_read(drawing), tile.columns.kept_of_read(drawing))
    with torch.inference_mode():
        answers = enhanced(cell.model.parts, pictures, motion, scale=drawing, kept=steps)
        for step, answer in zip(steps, answers, strict=True):
            if step in cell.kept:
                kept = answer[inside][0].permute(1, 2, 0).cpu().numpy()
                yield cell.kept.index(step), kept if drawing == cell.scale else reduced(kept, cell.scale, drawing)


def _whole(picture: Array) -> Array:
    """Return a picture with its last row and column repeated until both sides are multiples of MULTIPLE."""
    below, beside = (-side % MULTIPLE for side in picture.shape[:2])
    if not below and not beside:
        return picture
    return np.asarray(cv2.copyMakeBorder(picture, 0, below, 0, beside, cv2.BORDER_REPLICATE), np.float32)


def _tensor(picture: Array) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)[None]))


def _part(motion: torch.Tensor | None, tile: Tile, model: Model) -> torch.Tensor | None:
    if motion is None:
        return None
    rows, columns = (
        slice(axis.read.start // REDUCTION, axis.read.stop // REDUCTION) for axis in (tile.rows, tile.columns)
    )
    return model.given(motion[..., rows, columns])


def _pixels(codes: npt.NDArray[np.uint16]) -> Array:
    return codes.astype(np.float32) / np.float32(_WHITE)
