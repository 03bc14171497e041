"""Handle ``MediaJob`` kind HAND_RETURN: painted pictures into patches, all of them or none."""

from functools import partial
from pathlib import Path

from django.db import transaction

from restoration.media import StoredFile, run_sandboxed
from review.hand_repairs.models import HandRepair
from review.hand_repairs.services import PaintedFrame, refuse_return, take_in
from review.runs.contracts import HandReturnSubject
from review.runs.models import MediaJob
from review.scans import roots
from review.scans.models import Artefact
from workers.artefacts import record_artefacts, store
from workers.hand_repair.progress import follow
from workers.leases import Failure, Lease, Write
from workers.sandboxed import hand_repair as sandboxed
from workers.scan_medium import reading_limits
from workers.work_folder import made_in, work_folder

Painted = list[tuple[int, int, StoredFile]]
"""Frame, pixels and patch file of each."""


class TakeInFrames:
    """Compares what came back with what was sent and keeps what was painted; a refusal keeps nothing."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Take in the upload that the job names."""
        hand_repair, returned = _hand_repair(job), _returned(job)
        package = hand_repair.package
        sent = store().fetch(package.digest, package.extension) if package else returned
        with work_folder() as folder:
            # Named by the function itself: with its module come the classes of its refusals.
            answer = run_sandboxed(
                f"{sandboxed.take_in.__module__}:{sandboxed.take_in.__name__}",
                {"sent": str(sent), "returned": str(returned), "name": returned.name, "folder": str(folder)},
                limits=reading_limits(hand_repair.end - hand_repair.first + 2 * hand_repair.handles),
                readable=[sent, returned],
                writable=[folder],
                on_progress=follow(lease),
            )
            painted = [
                (one["frame"], one["pixels"], store().put(made_in(folder, one["file"]), "npz"))
                for one in answer["painted"]
            ]
        lease.log(f"{len(painted)} frames were painted")
        return partial(_record, hand_repair, painted, returned)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Say why nothing was taken; what was uploaded is let go."""
        hand_repair = _hand_repair(job)
        refuse_return(hand_repair=hand_repair, code=failure.code, detail=failure.sentence, values=failure.values)
        _let_go(_returned(job))

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def _hand_repair(job: MediaJob) -> HandRepair:
    public_id = HandReturnSubject.model_validate(job.subject).hand_repair
    return HandRepair.objects.select_related("scan__element__film", "package").get(public_id=public_id)


def _returned(job: MediaJob) -> Path:
    return roots.resolve(roots.UPLOADS, HandReturnSubject.model_validate(job.subject).path)


def _record(hand_repair: HandRepair, painted: Painted, returned: Path) -> None:
    artefacts: dict[str, Artefact] = record_artefacts(
        [stored for _, _, stored in painted], hand_repair.scan.element.film
    )
    take_in(
        hand_repair=hand_repair,
        painted=[
            PaintedFrame(frame=frame, pixels=pixels, artefact=artefacts[stored.digest])
            for frame, pixels, stored in painted
        ],
    )
    _let_go(returned)


def _let_go(returned: Path) -> None:
    """Remove an upload with its folder when the transaction is through: until then another attempt may need it."""

    def remove() -> None:
        returned.unlink(missing_ok=True)
        returned.parent.rmdir()

    transaction.on_commit(remove, robust=True)
