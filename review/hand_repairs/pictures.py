"""Which restored pictures of a scan a version holds, and where."""

from dataclasses import dataclass

from django.db.models import F

from restoration.timebase import FrameRange
from review.runs.models import Master, Version, VersionSegment
from review.scans.models import Scan


@dataclass(frozen=True)
class RestoredPicture:
    """One frame's picture: number ``place`` of its master."""

    master: Master
    place: int

    @property
    def placement(self) -> list[int] | None:
        """Where the scan lies in it, as the render recorded it; None for a picture that lies as on the scan."""
        recorded: list[list[int] | None] = self.master.report.get("placements") or []
        return recorded[self.place] if recorded else None


def restored_pictures(version: Version, scan: Scan, frames: FrameRange) -> dict[int, RestoredPicture]:
    """Return the restored pictures that ``version`` holds of these frames of ``scan``, by frame. One query.

    A scan that is shown twice was rendered twice, of the same frames to the same pictures: one of them is enough.
    """
    segments = (
        VersionSegment.objects.filter(version=version, scan=scan, restored__isnull=False)
        .annotate(scan_end=F("scan_first") + F("count"))
        .filter(scan_first__lt=frames.end, scan_end__gt=frames.first)
        .select_related("restored__artefact")
        .order_by("-scan_first")
    )
    return {
        segment.scan_first + place: RestoredPicture(segment.restored, place)
        for segment in segments
        if segment.restored is not None
        for place in range(segment.count)
        if frames.contains(segment.scan_first + place)
    }
