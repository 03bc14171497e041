"""Read elements and scans: few queries, whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet, Sum

from review.accounts.policies import Actor, visible
from review.catalog.models import Film
from review.config.errors import NotFound
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob
from review.scans.models import Analysis, Element, Scan, ScanFile, ShotList
from review.scans.shots import Shot


@dataclass(frozen=True)
class Files:
    """The files of a scan's medium, summed up."""

    count: int
    bytes: int
    first_name: str
    last_name: str


def visible_scans(actor: Actor) -> QuerySet[Scan]:
    """Return the scans of the films ``actor`` may see, with element and film."""
    return visible(actor, Scan.objects.all(), "element__film").select_related("element__film", "created_by")


def visible_scan(actor: Actor, scan_id: UUID) -> Scan:
    """Return one scan; raise ``NotFound`` to a stranger."""
    scan = visible_scans(actor).filter(public_id=scan_id).first()
    if scan is None:
        raise NotFound
    return scan


def elements_with_scans(film: Film) -> list[Element]:
    """Return the film's elements, each with ``scans`` prefetched in reel order. Two queries."""
    scans = Scan.objects.filter(withdrawn_at=None).order_by("reel", "pk")
    return list(film.elements.order_by("pk").prefetch_related(Prefetch("scans", queryset=scans)))


def live_ingests(scans: Iterable[Scan]) -> dict[str, MediaJob]:
    """Return the ingest job now at work on each of ``scans``, by the scan's public id. One query."""
    waiting = [str(scan.public_id) for scan in scans if scan.state in {Scan.State.REGISTERED, Scan.State.INGESTING}]
    jobs = MediaJob.objects.filter(kind=MediaJob.Kind.INGEST, subject_key__in=waiting, state=LeasedJob.State.RENDERING)
    return {job.subject_key: job for job in jobs}


def files_of(scan: Scan) -> Files:
    """Return the sum of the scan's files. Two queries."""
    totals = ScanFile.objects.filter(scan=scan).aggregate(count=Count("pk"), bytes=Sum("size"))
    last = max(totals["count"] - 1, 0)
    names = dict(ScanFile.objects.filter(scan=scan, position__in=[0, last]).values_list("position", "name"))
    return Files(totals["count"], totals["bytes"] or 0, names.get(0, ""), names.get(last, ""))


def newest_analyses(scan: Scan) -> list[Analysis]:
    """Return the newest measurement of each kind."""
    rows = Analysis.objects.filter(scan=scan).select_related("shot_list")
    return list(rows.order_by("kind", "-shot_list__revision").distinct("kind"))


@dataclass(frozen=True)
class SoundWork:
    """Where the making of a scan's sound stands, when it is not done; ``detail`` is the failure's sentence."""

    state: Literal["pending", "failed"]
    detail: str


def sound_work(scans: Iterable[Scan]) -> dict[str, SoundWork]:
    """Return, by the scan's public id, whose sound is being made or could not be made the last time. One query."""
    ids = [str(scan.public_id) for scan in scans]
    jobs = MediaJob.objects.filter(kind=MediaJob.Kind.SOUND, subject_key__in=ids).order_by("subject_key", "-pk")
    found: dict[str, SoundWork] = {}
    for job in jobs.distinct("subject_key"):
        if job.state in {LeasedJob.State.READY, LeasedJob.State.RENDERING}:
            found[job.subject_key] = SoundWork("pending", "")
        elif job.state == LeasedJob.State.FAILED:
            found[job.subject_key] = SoundWork("failed", job.error_detail)
    return found


def shots_of(scan: Scan) -> tuple[int, list[Shot]]:
    """Return the newest revision and its shots; revision 0 and one whole shot where none were looked for."""
    newest = newest_shot_lists([scan]).get(scan.pk)
    if newest is not None:
        return newest.revision, newest.shots
    return 0, [Shot(first=0, count=scan.frame_count, marks=[])] if scan.frame_count else []


def newest_shot_lists(scans: Iterable[Scan]) -> dict[int, ShotList]:
    """Return the newest shot list of each scan that has one, by the scan's key. One query."""
    rows = ShotList.objects.filter(scan__in=list(scans)).order_by("scan_id", "-revision").distinct("scan_id")
    return {row.scan_id: row for row in rows}
