"""Where a model is shown parts of a window: tiles of one size in space, windows at fixed places of the scan in time.

Networks that normalise over what they see, as these do, change their answer with the size of the tile: every tile has
the size that the model declares. Parts overlap and are blended with Hann weights at every step of the sampling
(MultiDiffusion: Bar-Tal et al., ICML 2023), so that no seam is left for a later step to make more of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import torch

from restoration.generative.consistency import REACH as CONSISTENT_REACH

OVERLAP: Final = 0.25
"""The least part of a tile's side that it shares with its neighbour."""
REACH: Final = CONSISTENT_REACH + 1
"""Latents around the tiles that change with them; on the last of these nothing does."""


def hann(length: int) -> torch.Tensor:
    """Return Hann weights at the centres of `length` places; halves laid over each other sum to 1."""
    places = (torch.arange(length, dtype=torch.float32) + 0.5) / length
    return torch.sin(torch.pi * places) ** 2


def spread(length: int, side: int) -> list[int]:
    """Return where tiles of `side` begin that cover `length` (not less than `side`), evenly, OVERLAP at least."""
    free = length - side
    count = 1 + -(-free // (side - round(side * OVERLAP)))
    return [round(free * number / max(1, count - 1)) for number in range(count)]


@dataclass(frozen=True)
class Area:
    """A rectangle of a grid of latents."""

    top: int
    left: int
    height: int
    width: int

    def of(self, planes: torch.Tensor, scale: int = 1) -> torch.Tensor:
        """Return its part (a view) of ... x H x W planes that are `scale` times as large as the grid."""
        rows = slice(self.top * scale, (self.top + self.height) * scale)
        return planes[..., rows, self.left * scale : (self.left + self.width) * scale]

    def within(self, other: "Area") -> "Area":
        """Return it as it lies in another area that holds it."""
        return Area(self.top - other.top, self.left - other.left, self.height, self.width)


@dataclass(frozen=True)
class Tiles:
    """The tiles of a grid of latents that touch what is asked for, and the area around them that is worked in.

    ``asked``: bool height x width of the grid; a tile in which nothing is asked for is left out. Tiles lie where they
    would if everything were asked for. All tensors are of the area alone: what lies outside of it costs nothing.
    """

    asked: torch.Tensor
    side: int

    @cached_property
    def _on_the_grid(self) -> Sequence[Area]:
        height, width = self.asked.shape
        tops, lefts = spread(height, self.side), spread(width, self.side)
        every = (Area(top, left, self.side, self.side) for top in tops for left in lefts)
        return [tile for tile in every if bool(tile.of(self.asked).any())]

    @cached_property
    def area(self) -> Area:
        """The part of the grid that holds all tiles and what they change around them; of no size where none lies."""
        tiles, (height, width) = self._on_the_grid, self.asked.shape
        if not tiles:
            return Area(0, 0, 0, 0)
        top = max(0, min(tile.top for tile in tiles) - REACH)
        left = max(0, min(tile.left for tile in tiles) - REACH)
        low = min(height, max(tile.top for tile in tiles) + self.side + REACH)
        right = min(width, max(tile.left for tile in tiles) + self.side + REACH)
        return Area(top, left, low - top, right - left)

    @cached_property
    def all(self) -> Sequence[Area]:
        """The tiles as they lie in the area, row by row."""
        return [tile.within(self.area) for tile in self._on_the_grid]

    @cached_property
    def covered(self) -> torch.Tensor:
        """Where any tile lies, bool height x width of the area."""
        found = torch.zeros(self.area.height, self.area.width, dtype=torch.bool, device=self.asked.device)
        for tile in self.all:
            tile.of(found)[...] = True
        return found

    def weights(self, scale: int = 1) -> torch.Tensor:
        """Return the weights of one tile, side*scale x side*scale."""
        along = hann(self.side * scale).to(self.asked.device)
        return along[:, None] * along

    def total(self, scale: int = 1) -> torch.Tensor:
        """Return the sum of all weights at each place of the area, height*scale x width*scale; 1 where no tile lies."""
        total = torch.zeros(self.area.height * scale, self.area.width * scale, device=self.asked.device)
        for tile in self.all:
            tile.of(total, scale)[...] += self.weights(scale)
        return torch.where(total > 0, total, 1)


@dataclass(frozen=True)
class TimeWindow:
    """Pictures that the model is shown together: their places in the given ones, and the weight of each."""

    places: slice
    weights: torch.Tensor


def time_windows(first: int, count: int, size: int) -> Iterator[TimeWindow]:
    """Yield windows over `count` pictures of which the first lies at `first` on the scan's axis; weights sum to 1.

    They begin at multiples of half their size on that axis, wherever the given pictures begin; of two that hold the
    same pictures here, one is made.
    """
    if size == 1:
        yield from (TimeWindow(slice(place, place + 1), torch.ones(1)) for place in range(count))
        return
    half = size // 2
    found: dict[tuple[int, int], torch.Tensor] = {}
    for start in range(first // half * half - half, first + count, half):
        begin, end = max(start, first), min(start + size, first + count)
        weights = hann(size)[begin - start : end - start]
        found[begin, end] = found[begin, end] + weights if (begin, end) in found else weights
    yield from (TimeWindow(slice(begin - first, end - first), weights) for (begin, end), weights in found.items())
