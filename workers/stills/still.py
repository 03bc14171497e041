"""Handle ``MediaJob`` kind STILL: the exact picture of one frame of a scan or of a master."""

from functools import partial
from pathlib import Path
from typing import Any

from restoration.media import StillFile, StoredFile, read_master_frame, run_sandboxed, write_still
from review.audit.services import announce
from review.catalog.models import Film
from review.runs.contracts import StillSubject
from review.runs.models import Master, MediaJob, Still
from review.scans.models import Scan
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.leases.errors import JobStopped
from workers.scan_medium import coding_of, medium_arguments, readable_paths, reading_limits
from workers.viewing import Viewing
from workers.work_folder import work_folder


class StillUnknown(JobStopped):
    """The still was asked of something that is neither a scan nor a master."""

    code = "still_unknown"
    sentence = "There is no such scan or rendered segment."


class MakeStill:
    """Writes the still as lossless WebP and tells the film's live pages."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the still that the job names."""
        subject = StillSubject.model_validate(job.subject)
        kind, _, name = subject.source_key.partition(":")
        make = {"scan": _of_scan, "master": _of_master}.get(kind)
        if make is None:
            raise StillUnknown
        with work_folder() as folder:
            films, made = make(name, subject.frame, folder / "still.webp")
            stored = store().put(folder / "still.webp", "webp")
        return partial(_record, subject, films, made, stored)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Nothing waits for a still but a page, which asks again."""

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


Made = tuple[int, int]


def _of_scan(public_id: str, frame: int, target: Path) -> tuple[list[Film], Made]:
    scan = Scan.objects.select_related("element__film").filter(public_id=public_id).first()
    if scan is None:
        raise StillUnknown
    answer = run_sandboxed(
        "workers.sandboxed.still:write_scan_still",
        {**medium_arguments(scan), "frame": frame, "target": str(target)},
        limits=reading_limits(frame + 1),
        readable=readable_paths(scan),
        writable=[target.parent],
    )
    return [scan.element.film], (answer["width"], answer["height"])


def _of_master(digest: str, frame: int, target: Path) -> tuple[list[Film], Made]:
    master = Master.objects.filter(artefact_id=digest).select_related("artefact").first()
    if master is None:
        raise StillUnknown
    artefact = master.artefact
    pixels = read_master_frame(store().fetch(artefact.digest, artefact.extension), frame)
    scan = Scan.objects.get(public_id=master.provenance["request"]["scan"])
    seen = Viewing.of(coding_of(scan), master.bit_depth).codes(pixels)
    made: StillFile = write_still(target, seen, master.bit_depth)
    return list(artefact.films.all()), (made.width, made.height)


def _record(subject: StillSubject, films: list[Film], made: Made, stored: StoredFile) -> None:
    width, height = made
    for film in films:
        record_artefacts([stored], film)
    Still.objects.update_or_create(
        source_key=subject.source_key,
        frame=subject.frame,
        defaults={"artefact_id": stored.digest, "width": width, "height": height},
    )
    payload: dict[str, Any] = {"source_key": subject.source_key, "frame": subject.frame}
    payload["url"] = f"/media/{stored.digest}.{stored.extension}"
    for film in films:
        announce(film=film, kind="still.ready", payload=payload)
