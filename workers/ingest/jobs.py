"""Handle ``MediaJob`` kinds INGEST and ANALYZE."""

from functools import partial

from review.audit.services import record
from review.runs.contracts import AnalyzeSubject, IngestSubject
from review.runs.models import MediaJob
from review.scans.models import Scan, ShotList
from workers.ingest.analyses import Measured, measure, record_analyses
from workers.ingest.reading import ReadScan, read_scan
from workers.ingest.scan_progress import ScanProgress
from workers.ingest.scan_rows import record_ready
from workers.leases import Failure, Lease, Write
from workers.work_folder import work_folder


class IngestScan:
    """Reads a registered scan to its last frame; it becomes ready as a whole, or is refused with the reason."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Read the scan that the job names; do nothing where that is done already."""
        scan = _scan(IngestSubject.model_validate(job.subject).scan)
        unread = Scan.objects.filter(pk=scan.pk, state__in=[Scan.State.REGISTERED, Scan.State.INGESTING])
        if not unread.update(state=Scan.State.INGESTING):
            return _nothing
        lease.progress("probe", 0)
        with work_folder() as folder:
            read = read_scan(scan, folder=folder, lease=lease)
        lease.log(f"read {read.facts.frame_count} frames in {len(read.shots)} shots")
        return partial(_make_ready, scan, read)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Refuse the scan."""
        scan = _locked(_scan(IngestSubject.model_validate(job.subject).scan))
        scan.state, scan.error_code, scan.error_detail = Scan.State.REFUSED, failure.code, failure.sentence
        scan.error_values = failure.values
        scan.save(update_fields=["state", "error_code", "error_detail", "error_values"])
        record(
            film=scan.element.film,
            kind="scan.refused",
            actor=None,
            payload={"scan": str(scan.public_id), "error": {"code": failure.code, "detail": failure.sentence}},
        )

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


class AnalyzeScan:
    """Measures a scan again after its shots were edited."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Measure the scan under the revision that the job names."""
        subject = AnalyzeSubject.model_validate(job.subject)
        scan = _scan(subject.scan)
        shot_list = ShotList.objects.get(scan=scan, revision=subject.revision)
        frame_count = scan.frame_count or 0
        progress = ScanProgress(scan, frame_count, lease)
        with work_folder() as folder:
            measured = measure(scan, shot_list.shots, frame_count=frame_count, folder=folder, progress=progress)
        return partial(_record_measured, scan, shot_list, measured)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """A run planned under this revision is refused for want of its measurements and says so."""

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def _scan(public_id: str) -> Scan:
    return Scan.objects.select_related("element__film").get(public_id=public_id)


def _locked(scan: Scan) -> Scan:
    return Scan.objects.select_related("element__film", "created_by").select_for_update(of=("self",)).get(pk=scan.pk)


def _make_ready(scan: Scan, read: ReadScan) -> None:
    # People may have corrected reel or timecode while it was read.
    record_ready(_locked(scan), read)


def _record_measured(scan: Scan, shot_list: ShotList, measured: list[Measured]) -> None:
    record_analyses(scan, shot_list, measured)
    record(
        film=scan.element.film,
        kind="scan.measured",
        actor=None,
        payload={"scan": str(scan.public_id), "revision": shot_list.revision},
    )


def _nothing() -> None:
    return
