"""On which axis the segments of a version stand: its own assembly's or, where that was cut anew, its scans'."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from django.db.models import F, Q, QuerySet

from review.restorations.axis import Cell, Payload, Stretch, without_overlaps
from review.restorations.queries import Axis
from review.runs.models import Version, VersionSegment

WHOLE = "assembly"
"""The assembly as an axis, beside those of scans, which are named by their keys."""

Placed = tuple[int | None, int, int, int, Payload]
"""A segment's scan, its first frame there and on the assembly, how many it has, and what stands for it."""


def stretches_of(axis: Axis, version: Version) -> list[Stretch]:
    """Return what ``axis`` shows, on the axes on which the segments of ``version`` are found."""
    if version.assembly_id == axis.assembly.pk:
        return [Stretch(WHOLE, 0, axis.assembly.frame_count, 0)]
    return axis.stretches


def segments_in(version: Version, stretches: Iterable[Stretch]) -> QuerySet[VersionSegment]:
    """Return the segments of ``version`` that have frames in ``stretches``."""
    wanted = Q(pk__in=[])
    for stretch in stretches:
        end = stretch.first + stretch.count
        if stretch.axis == WHOLE:
            wanted |= Q(assembly_first__lt=end, assembly_end__gt=stretch.first)
        elif stretch.axis is not None:
            wanted |= Q(scan=stretch.axis, scan_first__lt=end, scan_end__gt=stretch.first)
    ends = {"assembly_end": F("assembly_first") + F("count"), "scan_end": F("scan_first") + F("count")}
    return VersionSegment.objects.filter(version=version).annotate(**ends).filter(wanted)


def cells_of(stretches: Sequence[Stretch], segments: Iterable[Placed[Payload]]) -> dict[Hashable, list[Cell[Payload]]]:
    """Return segments as cells on the axes of ``stretches``, in order. A scan shown twice was rendered twice."""
    is_whole = any(stretch.axis == WHOLE for stretch in stretches)
    cells: dict[Hashable, list[Cell[Payload]]] = defaultdict(list)
    for scan, scan_first, assembly_first, count, payload in segments:
        if is_whole:
            cells[WHOLE].append(Cell(assembly_first, count, payload))
        elif scan is not None:
            cells[scan].append(Cell(scan_first, count, payload))
    return {name: without_overlaps(own) for name, own in cells.items()}
