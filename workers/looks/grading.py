"""Handle ``MediaJob`` kind GRADE: the grade of a recipe as a file for other systems."""

from functools import partial
from typing import Any

from restoration.media import StoredFile, run_sandboxed
from review.looks.contracts import GradeSubject
from review.looks.models import GradeFile
from review.restorations.models import Restoration
from review.runs.models import MediaJob
from review.scans.models import Artefact
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.sandboxed import look as sandboxed
from workers.scan_medium import probe_limits
from workers.work_folder import made_in, work_folder


class WriteGrade:
    """Writes it in the sandbox, because the look in it is somebody's file."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Write the grade that the job describes."""
        subject = GradeSubject.model_validate(job.subject)
        look = None if subject.look is None else Artefact.objects.get(digest=subject.look)
        path = None if look is None else store().fetch(look.digest, look.extension)
        with work_folder() as folder:
            arguments: dict[str, Any] = {
                **subject.model_dump(mode="json"),
                "look": None if path is None else str(path),
                "folder": str(folder),
            }
            made = run_sandboxed(
                f"{sandboxed.write_grade_file.__module__}:{sandboxed.write_grade_file.__name__}",
                arguments,
                limits=probe_limits(),
                readable=[] if path is None else [path],
                writable=[folder],
            )
            stored = store().put(made_in(folder, made["file"]), subject.format)
        lease.check()
        return partial(_record, subject, job.subject_key, stored)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Who asks is told by the job's row."""

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def _record(subject: GradeSubject, key: str, stored: StoredFile) -> None:
    restoration = Restoration.objects.select_related("film").get(public_id=subject.restoration)
    record_artefacts([stored], restoration.film)
    GradeFile.objects.bulk_create([GradeFile(key=key, artefact_id=stored.digest)], ignore_conflicts=True)
