"""Which frame of a reference shows which frame of a film: pure rules, shared by the site and the workers."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypedDict

from django.utils.translation import gettext as _

from review.references.errors import FrameMapInvalid
from review.restorations.axis import Cell, Stretch, clipped, cut, without_overlaps


class MappedSpan(TypedDict):
    """Film frames ``[first, first + count)`` are frames ``[reference_first, reference_first + count)``, one to one."""

    first: int
    count: int
    reference_first: int


def checked(spans: Sequence[MappedSpan], *, frame_count: int, reference_count: int) -> list[MappedSpan]:
    """Return ``spans`` with those joined that go on in both; raise ``FrameMapInvalid`` that names the first wrong one.

    A reference may show its frames in another order than the film, or twice; a film frame has one frame at most.
    """
    joined: list[MappedSpan] = []
    end = 0
    for position, span in enumerate(spans):
        if span["count"] < 1:
            raise _wrong(position, "count", _("A stretch has at least one frame."))
        if span["first"] < end:
            raise _wrong(position, "first", _("This stretch must begin at frame %d or later.") % end)
        end = span["first"] + span["count"]
        if end > frame_count:
            raise _wrong(position, "count", _("The film has frames 0 to %d.") % (frame_count - 1))
        if not 0 <= span["reference_first"] <= reference_count - span["count"]:
            raise _wrong(position, "reference_first", _("The reference has frames 0 to %d.") % (reference_count - 1))
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, span):
            last["count"] += span["count"]
        else:
            joined.append(MappedSpan(first=span["first"], count=span["count"], reference_first=span["reference_first"]))
    return joined


def together(frame_count: int, reference_count: int) -> list[MappedSpan]:
    """Return the map of a film and a reference that begin with the same frame."""
    return [MappedSpan(first=0, count=min(frame_count, reference_count), reference_first=0)]


def shown_stretches(spans: Sequence[MappedSpan], axis: Hashable, frame_count: int) -> list[Stretch]:
    """Return what the reference shows of ``axis``, its scan, at film frames ``[0, frame_count)``, gaps as slugs."""
    stretches: list[Stretch] = []
    position = 0
    for span in spans:
        if span["first"] > position:
            stretches.append(Stretch(None, 0, span["first"] - position, position))
        stretches.append(Stretch(axis, span["reference_first"], span["count"], span["first"]))
        position = span["first"] + span["count"]
    if position < frame_count:
        stretches.append(Stretch(None, 0, frame_count - position, position))
    return stretches


def moved(spans: Sequence[MappedSpan], *, before: Sequence[Stretch], after: Sequence[Stretch]) -> list[MappedSpan]:
    """Return the map under another assembly: film frames that both show keep their frame of the reference.

    A frame stays itself by its scan, so what lay on a slug is lost. Of a scan frame shown twice the first place counts.
    """
    cells: dict[Hashable, list[Cell[int]]] = defaultdict(list)
    for span in spans:
        for piece in clipped(before, span["first"], span["first"] + span["count"]):
            if piece.axis is not None:
                own_first = span["reference_first"] + piece.shown_first - span["first"]
                cells[piece.axis].append(Cell(piece.first, piece.count, own_first))
    found = cut(after, {scan: without_overlaps(own) for scan, own in cells.items()})
    return [
        MappedSpan(first=piece.first, count=piece.count, reference_first=piece.cell.payload + piece.skip)
        for piece in found
        if piece.cell is not None
    ]


def reference_frame(spans: Sequence[MappedSpan], frame: int) -> int | None:
    """Return the frame of the reference that shows film frame ``frame``; None in a gap."""
    index = bisect_left(spans, frame + 1, key=lambda span: span["first"]) - 1
    if index < 0 or frame >= spans[index]["first"] + spans[index]["count"]:
        return None
    return frame - spans[index]["first"] + spans[index]["reference_first"]


def covered(spans: Iterable[MappedSpan]) -> int:
    """Return how many film frames have a picture."""
    return sum(span["count"] for span in spans)


def _goes_on(one: MappedSpan, next_one: MappedSpan) -> bool:
    is_after = next_one["first"] == one["first"] + one["count"]
    return is_after and next_one["reference_first"] == one["reference_first"] + one["count"]


def _wrong(position: int, field: str, message: str) -> FrameMapInvalid:
    return FrameMapInvalid(errors=[{"field": f"spans.{position}.{field}", "message": message}])
