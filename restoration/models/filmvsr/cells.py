"""FilmVSR on a cell of frames: each part tile by tile, and what lies between the parts in whole pictures.

A part looks no farther than its REACH, so tiles with that margin give what the whole picture gives, whatever their
size; states of whole pictures pass from one part to the next, and nothing of a seam is carried in time.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
import torch

from restoration.enlargement.lanczos import reduced
from restoration.models.contract import AMPLE, Model, Network, Room
from restoration.models.filmvsr.motion import motions, padded
from restoration.models.filmvsr.spec import HELD, MULTIPLE, REACH, REDUCTION, SCALES
from restoration.models.filmvsr.window import Motion, enhanced
from restoration.models.tiles import tiles

Array = npt.NDArray[np.float32]

_KEPT_SHORT: Final = ("extract", "propagate_back")
"""Parts whose answers of a whole window wait for the way back in time: in 16 bits, which hold them well enough."""


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

    Three times larger is four times larger, averaged over areas.
    """
    drawing = min(larger for larger in SCALES if larger >= cell.scale)
    shown = [padded(picture) for picture in cell.pictures]
    rows, columns = (side * cell.scale for side in cell.pictures[0].shape[:2])
    steps = range(cell.kept[0], cell.kept[-1] + 1)
    with ThreadPoolExecutor(cell.room.at_once) as pool:
        crew = _Crew(pool, cell.room.at_once, min(HELD.side, cell.room.tile))
        parts = {
            name: _InTiles(part, REACH[name], crew, is_short=name in _KEPT_SHORT)
            for name, part in cell.model.parts.items()
        }
        pictures = [cell.model.given(_tensor(picture)) for picture in shown]
        found = [_given(one, cell.model) for one in motions(shown, pool.map)]
        answers = enhanced(parts, pictures, found, scale=drawing, kept=steps, each=crew.by_channels)
        for step, answer in zip(steps, _drawn(answers), strict=True):
            if step in cell.kept:
                large = answer[0].clamp(0, 1).permute(1, 2, 0).cpu().numpy()
                picture = large if drawing == cell.scale else reduced(large, cell.scale, drawing)
                yield np.ascontiguousarray(picture[:rows, :columns])


@dataclass(frozen=True)
class _Crew:
    """Threads that work side by side, and the greatest side of what one of them is given."""

    pool: ThreadPoolExecutor
    at_once: int
    side: int

    def by_channels(
        self, work: Callable[[torch.Tensor], torch.Tensor], planes: torch.Tensor, group: int
    ) -> torch.Tensor:
        """Return what ``work`` makes of the planes, done for groups of channels side by side."""
        if self.at_once == 1 or planes.device.type != "cpu":
            return work(planes.float())

        def alone(some: torch.Tensor) -> torch.Tensor:
            with torch.inference_mode():
                return work(some.float())

        return torch.cat(list(self.pool.map(alone, torch.split(planes, group, dim=1))), dim=1)


@dataclass(frozen=True)
class _InTiles:
    """A part that is shown its planes tile by tile, with ``reach`` pixels of the picture around each."""

    part: Network
    reach: int
    crew: _Crew
    is_short: bool

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        """Return the part's answer for the whole planes."""
        # All but pictures are given at half size.
        smaller = 1 if planes[0].shape[1] == 3 else REDUCTION
        height, width = planes[0].shape[-2:]
        grid = list(
            tiles(
                height,
                width,
                side=self.crew.side // smaller,
                margin=self.reach // smaller,
                multiple=MULTIPLE // smaller,
            )
        )
        kind = torch.float16 if self.is_short else torch.float32
        if len(grid) == 1:
            return self._answer(planes).to(kind)
        answers = self.crew.pool.map(
            lambda tile: self._answer([one[..., tile.rows.read, tile.columns.read] for one in planes]), grid
        )
        whole: torch.Tensor | None = None
        for tile, answer in zip(grid, answers, strict=True):
            scale = Fraction(answer.shape[-1], tile.columns.read.stop - tile.columns.read.start)
            if whole is None:
                size = (*answer.shape[:2], int(height * scale), int(width * scale))
                whole = torch.empty(size, dtype=kind, device=answer.device)
            inside = (..., tile.rows.kept_of_read(scale), tile.columns.kept_of_read(scale))
            whole[..., tile.rows.kept_large(scale), tile.columns.kept_large(scale)] = answer[inside]
        assert whole is not None  # noqa: S101 -- a picture has at least one tile
        return whole

    def _answer(self, planes: Sequence[torch.Tensor]) -> torch.Tensor:
        with torch.inference_mode():
            return self.part(*(one.float().contiguous() for one in planes))


def _drawn(answers: Iterator[torch.Tensor]) -> Iterator[torch.Tensor]:
    """Yield the answers, each computed without gradients; whoever takes them is left as they were."""
    while True:
        with torch.inference_mode():
            answer = next(answers, None)
        if answer is None:
            return
        yield answer


def _tensor(picture: Array) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)[None]))


def _given(motion: Motion, model: Model) -> Motion:
    before, after = (None if one is None else model.given(one) for one in (motion.before, motion.after))
    return Motion(before, after)
