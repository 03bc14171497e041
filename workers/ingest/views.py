"""Handle ``MediaJob`` kind VIEW: make anew what people look at, after they said otherwise what a scan's codes are."""

from functools import partial
from typing import Any

from restoration.media import StoredFile, run_sandboxed
from restoration.stages.contract import ScanCoding
from review.audit.services import record
from review.runs.contracts import ViewSubject
from review.runs.models import MediaJob
from review.scans.models import Scan
from workers.artefacts import record_artefacts
from workers.finishing.proxies import replace_proxies
from workers.ingest.reading import keep
from workers.ingest.scan_progress import ScanProgress
from workers.ingest.scan_rows import record_pictures
from workers.leases import Failure, Lease, Write
from workers.scan_medium import coding_of, medium_arguments, readable_paths, reading_limits
from workers.work_folder import work_folder

Made = list[tuple[StoredFile, dict[str, Any]]]


class ViewScan:
    """Replaces thumbnails and proxies of a scan and of what was rendered from it.

    Exact pictures are kept by what the codes are seen as, so they are other ones from the change on.
    """

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the pictures of the scan that the job names; those of its masters follow, a job each."""
        scan = Scan.objects.select_related("element__film").get(public_id=ViewSubject.model_validate(job.subject).scan)
        frame_count, seen_as = scan.frame_count or 0, coding_of(scan)
        with work_folder() as folder:
            answer = run_sandboxed(
                "workers.sandboxed.reading:view_medium",
                {**medium_arguments(scan), "folder": str(folder)},
                limits=reading_limits(frame_count),
                readable=readable_paths(scan),
                writable=[folder],
                on_progress=ScanProgress(scan, frame_count, lease),
            )
            thumbnails: Made = [(keep(folder, sheet, "webp"), sheet) for sheet in answer["thumbnails"]]
            proxies: Made = [(keep(folder, proxy, "mp4"), proxy) for proxy in answer["proxies"]]
        return partial(_replace, scan, seen_as, thumbnails, proxies)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """The pictures stay as they were; the next change of the scan asks again."""

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def _replace(scan: Scan, seen_as: ScanCoding, thumbnails: Made, proxies: Made) -> None:
    scan_id = str(scan.public_id)
    seen = Scan.objects.select_for_update().get(pk=scan.pk)
    if coding_of(seen) != seen_as:
        # People changed their mind meanwhile; the job of that change makes the pictures.
        return
    record_artefacts([stored for stored, _ in (*thumbnails, *proxies)], scan.element.film)
    # Their files go with the next tidying, so that pages that play them can ask for the new ones first.
    scan.thumbnail_sheets.all().delete()
    scan.proxies.all().delete()
    record_pictures(scan, thumbnails, proxies)
    replace_proxies(seen)
    record(film=scan.element.film, kind="scan.viewed", actor=None, payload={"scan": scan_id})
