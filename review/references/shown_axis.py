"""What a side shows at each frame of the film: a reference follows its frame map, all others the assembly."""

from collections.abc import Sequence

from review.references.frame_map import MappedSpan, moved, shown_stretches
from review.references.models import FrameMap
from review.restorations.axis import Stretch
from review.restorations.models import AssemblySpan
from review.restorations.queries import Axis
from review.restorations.sides import Side


def shown_axis(axis: Axis, side: Side) -> Axis:
    """Return ``axis`` with the frames that ``side`` shows there in place of its scans' own.

    Everything that goes by stretches of scans (manifests, exact pictures, lanes) then needs to know nothing of frame
    maps. No query, one where the map was made for an older assembly.
    """
    frame_map = side.frame_map
    if frame_map is None:
        return axis
    scan = frame_map.reference.scan
    stretches = shown_stretches(spans_on(axis, frame_map), scan.pk, axis.assembly.frame_count)
    spans = [
        AssemblySpan(
            assembly=axis.assembly,
            position=position,
            scan=scan if stretch.axis is not None else None,
            scan_first=stretch.first,
            count=stretch.count,
            assembly_first=stretch.shown_first,
        )
        for position, stretch in enumerate(stretches)
    ]
    return Axis(axis.assembly, spans)


def spans_on(axis: Axis, frame_map: FrameMap) -> Sequence[MappedSpan]:
    """Return the spans of a map in frames of the newest assembly. One query where it was made for an older one."""
    spans: Sequence[MappedSpan] = frame_map.spans
    if frame_map.assembly_id == axis.assembly.pk:
        return spans
    rows = AssemblySpan.objects.filter(assembly=frame_map.assembly_id).order_by("position")
    before = [Stretch(row.scan_id, row.scan_first, row.count, row.assembly_first) for row in rows]
    return moved(spans, before=before, after=axis.stretches)
