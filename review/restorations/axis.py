"""The axis of an assembly as plain values: which frame of which scan is shown where. Pure."""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from restoration.timebase import FrameRange

Payload = TypeVar("Payload")


@dataclass(frozen=True)
class Stretch:
    """``count`` frames from ``first`` on axis ``axis`` (a scan), shown from ``shown_first`` on.

    ``axis`` is None for a slug: frames that show nothing.
    """

    axis: Hashable | None
    first: int
    count: int
    shown_first: int

    @property
    def shown_end(self) -> int:
        return self.shown_first + self.count


@dataclass(frozen=True)
class Cell(Generic[Payload]):
    """Something that stands for frames ``[first, first + count)`` of an axis: a proxy file, a segment, a shot."""

    first: int
    count: int
    payload: Payload


@dataclass(frozen=True)
class Piece(Generic[Payload]):
    """Frames ``[first, first + count)`` as shown, taken from ``cell`` after its first ``skip`` frames.

    ``cell`` is None where nothing stands for these frames.
    """

    first: int
    count: int
    skip: int
    cell: Cell[Payload] | None


def stretch_at(stretches: Sequence[Stretch], frame: int) -> Stretch | None:
    """Return the stretch that shows ``frame``; ``stretches`` are in shown order."""
    index = bisect_right(stretches, frame, key=lambda stretch: stretch.shown_first) - 1
    if index < 0 or frame >= stretches[index].shown_end:
        return None
    return stretches[index]


def shown_at(stretches: Iterable[Stretch], axis: Hashable, frame: int) -> list[int]:
    """Return every place where frame ``frame`` of ``axis`` is shown."""
    return [
        stretch.shown_first + frame - stretch.first
        for stretch in stretches
        if stretch.axis == axis and stretch.first <= frame < stretch.first + stretch.count
    ]


def first_shown(stretches: Iterable[Stretch], axis: Hashable, frames: FrameRange) -> FrameRange | None:
    """Return where ``frames`` of ``axis`` are shown first, cut to what is shown; None where nothing of them is."""
    for stretch in stretches:
        first, end = max(frames.first, stretch.first), min(frames.end, stretch.first + stretch.count)
        if stretch.axis == axis and first < end:
            shift = stretch.shown_first - stretch.first
            return FrameRange(first + shift, end + shift)
    return None


def clipped(stretches: Iterable[Stretch], first: int, end: int) -> list[Stretch]:
    """Return what the stretches show within ``[first, end)``."""
    kept: list[Stretch] = []
    for stretch in stretches:
        shown_first, shown_end = max(first, stretch.shown_first), min(end, stretch.shown_end)
        if shown_first < shown_end:
            own_first = stretch.first + shown_first - stretch.shown_first
            kept.append(Stretch(stretch.axis, own_first, shown_end - shown_first, shown_first))
    return kept


def without_overlaps(cells: Iterable[Cell[Payload]]) -> list[Cell[Payload]]:
    """Return cells in order without overlaps: a scan shown twice was rendered twice, once is enough."""
    kept: list[Cell[Payload]] = []
    for cell in sorted(cells, key=lambda cell: cell.first):
        if not kept or cell.first >= kept[-1].first + kept[-1].count:
            kept.append(cell)
    return kept


def cut(stretches: Sequence[Stretch], cells: Mapping[Hashable, Sequence[Cell[Payload]]]) -> list[Piece[Payload]]:
    """Return pieces that cover all stretches without gaps, in shown order.

    The cells of an axis are in order and do not overlap; where they leave a gap the piece has no cell.
    """
    pieces: list[Piece[Payload]] = []
    for stretch in stretches:
        own = cells.get(stretch.axis, ()) if stretch.axis is not None else ()
        pieces.extend(_cut_one(stretch, own))
    return pieces


def _cut_one(stretch: Stretch, cells: Sequence[Cell[Payload]]) -> Iterable[Piece[Payload]]:
    shift = stretch.shown_first - stretch.first
    position, end = stretch.first, stretch.first + stretch.count
    start = max(bisect_right(cells, position, key=lambda cell: cell.first) - 1, 0)
    for cell in cells[start:]:
        if cell.first >= end:
            break
        cell_end = cell.first + cell.count
        if cell_end <= position:
            continue
        if cell.first > position:
            yield Piece(position + shift, cell.first - position, 0, None)
            position = cell.first
        until = min(cell_end, end)
        yield Piece(position + shift, until - position, position - cell.first, cell)
        position = until
    if position < end:
        yield Piece(position + shift, end - position, 0, None)
