"""Have a scan's sound made ready for listening, and say what it is."""

from typing import Any
from uuid import UUID

from django.db import transaction

from review.accounts.models import User
from review.accounts.policies import Action, require, visible
from review.audit import services as audit
from review.config.errors import NotFound
from review.runs.contracts import SoundSubject
from review.runs.dispatch import request_media_job
from review.runs.models import MediaJob
from review.scans.errors import ScanNotReady, ScanWithdrawn, SoundMissing
from review.scans.models import Scan, ScanSound
from review.scans.queries import sound_work

EDITABLE = frozenset({"label", "language", "offset"})


@transaction.atomic
def request_sound(*, actor: User, scan_id: UUID) -> Scan:
    """Return the scan, its sound being made (anew) by worker-media; labels and languages that people gave stay.

    Asking while it is being made changes nothing. Raises ``ScanNotReady``, ``ScanWithdrawn``, and ``SoundMissing`` for
    a sequence of pictures.
    """
    scan = (
        visible(actor, Scan.objects.select_related("element__film"), "element__film").filter(public_id=scan_id).first()
    )
    if scan is None:
        raise NotFound
    film = scan.element.film
    require(actor, Action.REGISTER_SCAN, film)
    if scan.withdrawn_at is not None:
        raise ScanWithdrawn
    if scan.state != Scan.State.READY:
        raise ScanNotReady
    if scan.medium != Scan.Medium.FILE:
        raise SoundMissing
    work = sound_work([scan]).get(str(scan.public_id))
    if work is None or work.state != "pending":
        start_sound(scan)
        audit.record(film=film, kind="sound.requested", actor=actor, payload={"scan": str(scan_id)})
    return scan


def start_sound(scan: Scan) -> None:
    """Ask worker-media for the sound of a scan that has been read; inside the caller's transaction."""
    scan_id = str(scan.public_id)
    request_media_job(kind=MediaJob.Kind.SOUND, subject=SoundSubject(scan=scan_id), subject_key=scan_id)


@transaction.atomic
def change_sound(*, actor: User, scan_id: UUID, stream: int, changes: dict[str, Any]) -> ScanSound:
    """Return one stream of a scan's sound with ``changes`` to any of ``EDITABLE``; the log tells the film's pages."""
    sound = (
        visible(actor, ScanSound.objects.all(), "scan__element__film")
        .select_for_update(of=("self",))
        .select_related("scan__element__film")
        .filter(scan__public_id=scan_id, stream=stream)
        .first()
    )
    if sound is None:
        raise NotFound
    film = sound.scan.element.film
    require(actor, Action.REGISTER_SCAN, film)
    kept = {name: value for name, value in changes.items() if name in EDITABLE}
    if not kept:
        return sound
    for name, value in kept.items():
        setattr(sound, name, value)
    sound.save(update_fields=sorted(kept))
    audit.record(
        film=film,
        kind="sound.changed",
        actor=actor,
        payload={"scan": str(scan_id), "stream": stream, "changes": kept},
    )
    return sound
