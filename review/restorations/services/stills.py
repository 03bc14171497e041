"""The exact picture of a frame: ready, or asked for."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from review.restorations.axis import stretch_at
from review.restorations.errors import FrameOutside, NothingThere, StillFailed
from review.restorations.manifest import VersionRow, version_rows
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.contracts import StillSubject
from review.runs.dispatch import request_media_job
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, Still

# A still that failed is not tried again by every page that waits for it, only by somebody who comes back later.
FAILURE_IS_NEWS = timedelta(seconds=30)


@transaction.atomic
def request_still(*, axis: Axis, side: Side, frame: int) -> Still | None:
    """Return the still of assembly frame ``frame``; None where worker-media was asked to make it.

    The caller has found the restoration visible to the asking person. Raises ``FrameOutside``, ``NothingThere``
    on a slug or a frame that was not restored, ``StillFailed``.
    """
    source_key, source_frame = locate(axis, side, frame)
    still = Still.objects.select_related("artefact").filter(source_key=source_key, frame=source_frame).first()
    if still is not None:
        return still
    subject_key = f"{source_key}:{source_frame}"
    last = MediaJob.objects.filter(kind=MediaJob.Kind.STILL, subject_key=subject_key).order_by("-pk").first()
    if last is not None and last.state == LeasedJob.State.FAILED and _is_recent(last):
        raise StillFailed(reason=last.error_detail or last.error_code)
    request_media_job(
        kind=MediaJob.Kind.STILL,
        subject=StillSubject(source_key=source_key, frame=source_frame),
        subject_key=subject_key,
    )
    return None


def locate(axis: Axis, side: Side, frame: int) -> tuple[str, int]:
    """Return the source key of ``Still`` and the frame in it that ``side`` shows at assembly frame ``frame``."""
    stretch = stretch_at(axis.stretches, frame)
    if stretch is None:
        raise FrameOutside(last=axis.assembly.frame_count - 1)
    if stretch.axis is None:
        raise NothingThere
    scan_frame = frame - stretch.shown_first + stretch.first
    if side.version is None:
        scan = next(scan for scan in axis.scans if scan.pk == stretch.axis)
        return f"scan:{scan.public_id}", scan_frame
    is_same_axis = side.version.assembly_id == axis.assembly.pk
    for row in version_rows(side.version, side.plane):
        place = _place_in(row, frame) if is_same_axis else _place_of(row, stretch.axis, scan_frame)
        if place is not None and row.digest is not None:
            return f"master:{row.digest}", place
    raise NothingThere


def _place_in(row: VersionRow, frame: int) -> int | None:
    place = frame - row.assembly_first
    return place if 0 <= place < row.count else None


def _place_of(row: VersionRow, scan_id: object, scan_frame: int) -> int | None:
    place = scan_frame - row.scan_first
    return place if row.scan_id == scan_id and 0 <= place < row.count else None


def _is_recent(job: MediaJob) -> bool:
    return job.finished_at is None or job.finished_at > timezone.now() - FAILURE_IS_NEWS
