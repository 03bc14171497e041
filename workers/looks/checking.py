"""Handle ``MediaJob`` kind LOOK: an uploaded file becomes a look, or is refused with the reason."""

from functools import partial
from pathlib import Path
from typing import Any, get_args

from django.db import transaction

from restoration.color.look import LookFormat
from restoration.media import SandboxFailed, StoredFile, run_sandboxed
from review.looks.contracts import LookSubject
from review.looks.models import Look
from review.looks.services import accept_look, refuse_look
from review.runs.models import MediaJob
from review.scans import roots
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.sandboxed import look as sandboxed
from workers.scan_medium import probe_limits


class CheckLook:
    """Reads the file in the sandbox; what it stores are the very bytes that came."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Check the upload that the job names."""
        path = _uploaded(job)
        # Named by the function itself: with its module come the classes of its refusals.
        found = run_sandboxed(
            f"{sandboxed.check_look.__module__}:{sandboxed.check_look.__name__}",
            {"path": str(path)},
            limits=probe_limits(),
            readable=[path],
        )
        lease.check()
        return partial(_record, _look(job), store().put(path, look_extension(found)), str(found["title"]), path)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Say why it is no look; what was uploaded is let go."""
        refuse_look(look=_look(job), code=failure.code, detail=failure.sentence, values=failure.values)
        _let_go(_uploaded(job))

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def look_extension(found: dict[str, Any]) -> str:
    """Return the extension of the look that a sandbox child says it read.

    What the child says is as foreign as what it read. Raises ``SandboxFailed`` where that is no kind of look.
    """
    if found["format"] not in get_args(LookFormat):
        raise SandboxFailed(found="its answer names no kind of look")
    return str(found["format"])


def _look(job: MediaJob) -> Look:
    public_id = LookSubject.model_validate(job.subject).look
    return Look.objects.select_related("restoration__film").get(public_id=public_id)


def _uploaded(job: MediaJob) -> Path:
    return roots.resolve(roots.UPLOADS, LookSubject.model_validate(job.subject).path)


def _record(look: Look, stored: StoredFile, title: str, uploaded: Path) -> None:
    artefacts = record_artefacts([stored], look.restoration.film)
    accept_look(look=look, artefact=artefacts[stored.digest], title=title)
    _let_go(uploaded)


def _let_go(uploaded: Path) -> None:
    """Remove an upload with its folder when the transaction is through: until then another attempt may need it."""

    def remove() -> None:
        uploaded.unlink(missing_ok=True)
        uploaded.parent.rmdir()

    transaction.on_commit(remove, robust=True)
