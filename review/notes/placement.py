"""Where notes lie: on the scan axis in rows, on the assembly axis for people."""

from dataclasses import dataclass

from django.db.models import Q

from restoration.recipe.scope import Region
from restoration.timebase import FrameRange
from review.notes.errors import RangeCrossesReels, RangeOutsideAssembly, RegionOffScan
from review.notes.models import Note
from review.restorations.models import Assembly, AssemblySpan, Restoration
from review.restorations.placements import move_at
from review.restorations.sides import Side


@dataclass(frozen=True)
class ScanRange:
    """Half-open frames of one scan, by its database key."""

    scan_id: int
    frames: FrameRange


class AssemblyAxis:
    """The spans of one assembly, loaded once; maps ranges both ways."""

    def __init__(self, assembly: Assembly | None) -> None:
        self._spans = list(assembly.spans.order_by("assembly_first")) if assembly else []

    def to_scan(self, first: int, end: int) -> ScanRange:
        """Return the scan frames shown at assembly frames ``[first, end)``.

        Raises ``RangeOutsideAssembly`` where they are not all frames of a scan, ``RangeCrossesReels`` where they
        run from one span into the next.
        """
        if first >= end:
            raise RangeOutsideAssembly(first=first, end=end)
        span = next((span for span in self._spans if _shown(span).contains(first)), None)
        if span is None or span.scan_id is None:
            raise RangeOutsideAssembly(first=first, end=end)
        boundary = _shown(span).end
        if end > boundary:
            if end > _shown(self._spans[-1]).end:
                raise RangeOutsideAssembly(first=first, end=end)
            raise RangeCrossesReels(boundary=boundary)
        shift = span.scan_first - span.assembly_first
        return ScanRange(span.scan_id, FrameRange(first + shift, end + shift))

    def to_assembly(self, scan_id: int, frames: FrameRange) -> FrameRange | None:
        """Return where the first showing of scan ``frames`` lies, cut to what is shown; None where nothing is."""
        for span in self._spans:
            if span.scan_id != scan_id:
                continue
            first = max(frames.first, span.scan_first)
            end = min(frames.end, span.scan_first + span.count)
            if first < end:
                shift = span.assembly_first - span.scan_first
                return FrameRange(first + shift, end + shift)
        return None

    def notes_within(self, first: int, end: int) -> Q:
        """Return the condition for notes that are shown somewhere in assembly frames ``[first, end)``."""
        found = Q(pk__in=[])
        for span in self._spans:
            shown_first = max(first, span.assembly_first)
            shown_end = min(end, _shown(span).end)
            if span.scan_id is not None and shown_first < shown_end:
                shift = span.scan_first - span.assembly_first
                found |= Q(scan_id=span.scan_id, first__lt=shown_end + shift, end__gt=shown_first + shift)
        return found


def current_axis(restoration: Restoration) -> AssemblyAxis:
    """Return the axis of the restoration's newest assembly."""
    return AssemblyAxis(restoration.assemblies.order_by("-revision").first())


def region_on_scan(region: Region, side: Side, drawn_on: ScanRange) -> Region:
    """Return where a region lies on the scan, before any stage.

    It was drawn on what ``side`` shows of the first frame of ``drawn_on``. Raises ``RegionOffScan`` where nothing of
    the scan is shown there. At most one query.
    """
    found = move_at(side, drawn_on.scan_id, drawn_on.frames.first).inverse().of(region)
    if found is None:
        raise RegionOffScan
    return found


def note_frames(note: Note) -> FrameRange:
    """Return the note's frames on its scan's axis."""
    return FrameRange(note.first, note.end)


def _shown(span: AssemblySpan) -> FrameRange:
    return FrameRange(span.assembly_first, span.assembly_first + span.count)
