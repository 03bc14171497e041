"""The grid of tiles that a network is shown a picture in: one size of tile for one size of picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise


@dataclass(frozen=True)
class Span:
    """Along one axis: what is read, and what is kept of it."""

    read: slice
    kept: slice

    def kept_of_read(self, scale: int | Fraction) -> slice:
        """Return where the kept part lies in the tile, enlarged."""
        first, end = (place - self.read.start for place in (self.kept.start, self.kept.stop))
        return slice(int(first * scale), int(end * scale))

    def kept_large(self, scale: int | Fraction) -> slice:
        """Return where the kept part lies in the picture, enlarged."""
        return slice(int(self.kept.start * scale), int(self.kept.stop * scale))


@dataclass(frozen=True)
class Tile:
    """A part of the picture."""

    rows: Span
    columns: Span


def tiles(height: int, width: int, *, side: int, margin: int, multiple: int = 1) -> Iterator[Tile]:
    """Yield tiles that keep every pixel once, all of one size.

    At most `side` pixels are kept of each to a side (rounded up to `multiple`), and what lies up to `margin` pixels
    around them is read, as far as the picture goes. Height, width and margin are multiples of `multiple`, and so are
    the places and sizes of the tiles.
    """
    columns = list(_spans(width, side, margin, multiple))
    return (Tile(row, column) for row in _spans(height, side, margin, multiple) for column in columns)


def _spans(length: int, side: int, margin: int, multiple: int) -> Iterator[Span]:
    count = -(-length // side)
    edges = [length * number // count // multiple * multiple for number in range(count)] + [length]
    longest = max(end - first for first, end in pairwise(edges))
    # A tile at the end of the picture has its margin on one side only.
    size = min(length, longest + margin * min(2, count - 1))
    for first, end in pairwise(edges):
        start = max(0, min(first - margin, length - size))
        yield Span(slice(start, start + size), slice(first, end))
