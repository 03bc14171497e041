"""Where notes lie: on the scan axis in rows, on the assembly axis for people."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from restoration.recipe.scope import Region
from restoration.timebase import FrameRange
from review.notes.errors import RangeCrossesReels, RangeOutsideAssembly, RegionOffScan
from review.notes.models import Note
from review.restorations.axis import Stretch, clipped, first_shown, stretch_at
from review.restorations.models import Restoration
from review.restorations.placements import move_at
from review.restorations.queries import stretches_of
from review.restorations.sides import Side


@dataclass(frozen=True)
class ScanRange:
    """Half-open frames of one scan, by its database key."""

    scan_id: int
    frames: FrameRange


@dataclass(frozen=True)
class AssemblyAxis:
    """What one assembly shows, in order; maps ranges both ways."""

    stretches: Sequence[Stretch]

    def to_scan(self, first: int, end: int) -> ScanRange:
        """Return the scan frames shown at assembly frames ``[first, end)``.

        Raises ``RangeOutsideAssembly`` where they are not all frames of a scan, ``RangeCrossesReels`` where they
        run from one stretch into the next.
        """
        stretch = stretch_at(self.stretches, first) if first < end else None
        if stretch is None or not isinstance(stretch.axis, int) or end > self.stretches[-1].shown_end:
            raise RangeOutsideAssembly(first=first, end=end)
        if end > stretch.shown_end:
            raise RangeCrossesReels(boundary=stretch.shown_end)
        shift = stretch.first - stretch.shown_first
        return ScanRange(stretch.axis, FrameRange(first + shift, end + shift))

    def to_assembly(self, scan_id: int, frames: FrameRange) -> FrameRange | None:
        """Return where the first showing of scan ``frames`` lies, cut to what is shown; None where nothing is."""
        return first_shown(self.stretches, scan_id, frames)

    def notes_within(self, first: int, end: int) -> Q:
        """Return the condition for notes that are shown somewhere in assembly frames ``[first, end)``."""
        found = Q(pk__in=[])
        for stretch in clipped(self.stretches, first, end):
            if stretch.axis is not None:
                scan_end = stretch.first + stretch.count
                found |= Q(scan_id=stretch.axis, first__lt=scan_end, end__gt=stretch.first)
        return found


def current_axis(restoration: Restoration) -> AssemblyAxis:
    """Return the axis of the restoration's newest assembly. Two queries."""
    return AssemblyAxis(stretches_of(restoration))


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
