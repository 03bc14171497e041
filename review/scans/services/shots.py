"""Save a person's shot list and have the analyses of the changed shots made."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from review.accounts.models import User
from review.accounts.policies import Action, require, visible
from review.audit import services as audit
from review.config.errors import Conflict, NotFound
from review.runs.contracts import AnalyzeSubject
from review.runs.dispatch import request_media_job
from review.runs.models import MediaJob
from review.scans.errors import ScanNotReady
from review.scans.models import Scan, ShotList
from review.scans.shots import Shot, check_shots


@transaction.atomic
def save_shots(*, actor: User, scan_id: UUID, base_revision: int, shots: Sequence[Shot]) -> ShotList:
    """Return the next revision of the scan's shots; its analyses are requested from worker-media.

    Raises ``Conflict`` where ``base_revision`` is no longer the newest, ``ShotsInvalid``, ``ScanNotReady``.
    """
    scan = (
        visible(actor, Scan.objects.all(), "element__film")
        .select_for_update(of=("self",))
        .select_related("element__film")
        .filter(public_id=scan_id)
        .first()
    )
    if scan is None:
        raise NotFound
    film = scan.element.film
    require(actor, Action.REGISTER_SCAN, film)
    if scan.state != Scan.State.READY or scan.frame_count is None:
        raise ScanNotReady
    newest = scan.shot_lists.order_by("-revision").values_list("revision", flat=True).first() or 0
    if base_revision != newest:
        raise Conflict
    check_shots(shots, scan.frame_count)
    saved = ShotList.objects.create(scan=scan, revision=newest + 1, shots=list(shots), created_by=actor)
    audit.record(
        film=film,
        kind="shots.changed",
        actor=actor,
        payload={"scan": str(scan.public_id), "revision": saved.revision, "count": len(shots)},
    )
    request_media_job(
        kind=MediaJob.Kind.ANALYZE,
        subject=AnalyzeSubject(scan=str(scan.public_id), revision=saved.revision),
        subject_key=f"{scan.public_id}:{saved.revision}",
    )
    return saved
