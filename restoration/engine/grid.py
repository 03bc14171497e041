"""Segments: the cells of a fixed grid on the scan axis, cut by shots and by the assembly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from restoration.timebase import FrameRange

GRID = 48
"""Frames to a cell. Never counted from a shot's start: moving a cut re-renders the cells around it and no others."""


@dataclass(frozen=True)
class Span:
    """A stretch of the assembly: frames of a scan, or a slug (``scan`` None, ``frames`` from 0)."""

    scan: str | None
    frames: FrameRange
    assembly_first: int


@dataclass(frozen=True)
class Cell:
    """A segment's place. A slug has neither scan nor shot; its frames count from the slug's start."""

    position: int
    scan: str | None
    frames: FrameRange
    shot: FrameRange | None
    assembly_first: int

    @property
    def assembly_frames(self) -> FrameRange:
        """The segment on the assembly axis."""
        return FrameRange(self.assembly_first, self.assembly_first + self.frames.count)


def cut(frames: FrameRange) -> Iterator[FrameRange]:
    """Cut a range at the multiples of ``GRID``."""
    first = frames.first
    while first < frames.end:
        end = min(frames.end, (first // GRID + 1) * GRID)
        yield FrameRange(first, end)
        first = end


def cells(spans: Sequence[Span], shots: Mapping[str, Sequence[FrameRange]]) -> Iterator[Cell]:
    """Cut the assembly into segments, in assembly order.

    ``shots`` of each scan cover its axis in order without gaps. Frames of a span that no shot covers are a ValueError.
    """
    position = 0
    for span in spans:
        for shot, frames in _in_shots(span, shots):
            for part in cut(frames):
                place = span.assembly_first + part.first - span.frames.first
                yield Cell(position, span.scan, part, shot, place)
                position += 1


def _in_shots(span: Span, shots: Mapping[str, Sequence[FrameRange]]) -> Iterator[tuple[FrameRange | None, FrameRange]]:
    if span.scan is None:
        yield None, span.frames
        return
    covered = 0
    for shot in shots[span.scan]:
        common = shot.intersect(span.frames)
        if common is not None:
            covered += common.count
            yield shot, common
    if covered != span.frames.count:
        raise ValueError(f"the shots of scan {span.scan} do not cover {span.frames}")
