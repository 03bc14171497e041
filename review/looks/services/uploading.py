"""Take a look file in, and take it back."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.db import transaction

from review.accounts.models import User
from review.accounts.policies import Action, require, visible
from review.audit.services import record
from review.config.errors import NotFound
from review.looks.contracts import LookSubject
from review.looks.errors import LookMovedOn, LookTooLarge
from review.looks.models import Look
from review.looks.queries import looks_of
from review.restorations.locks import locked_restoration
from review.restorations.queries import visible_restoration
from review.runs.dispatch import request_media_job
from review.runs.models import MediaJob
from review.scans.models import Artefact
from review.scans.services.uploads import claim_complete_upload, end_upload, find_upload

MOST_MEBIBYTES = 64


def add_look(*, actor: User, restoration_id: UUID, upload_id: UUID) -> Look:
    """Return a new look while a complete upload of ``actor`` is being checked. The upload is used up.

    Whether it is a look shows only when the sandbox reads it. Raises ``LookTooLarge`` and what an upload raises.
    """
    require(actor, Action.EDIT_RECIPE, visible_restoration(actor, restoration_id).film)
    upload = find_upload(actor=actor, upload_id=upload_id)
    if upload.length > MOST_MEBIBYTES * 1024**2:
        # In a transaction of its own: the refusal undoes nothing of it.
        end_upload(actor=actor, upload_id=upload_id)
        raise LookTooLarge(name=upload.filename, size=upload.length // 1024**2, most=MOST_MEBIBYTES)
    return _take_in(actor, restoration_id, upload_id)


@transaction.atomic
def _take_in(actor: User, restoration_id: UUID, upload_id: UUID) -> Look:
    restoration = locked_restoration(actor, restoration_id)
    require(actor, Action.EDIT_RECIPE, restoration.film)
    path = claim_complete_upload(actor=actor, film=restoration.film, upload_id=upload_id)
    look = Look.objects.create(restoration=restoration, name=PurePosixPath(path).name, uploaded_by=actor)
    look_id = str(look.public_id)
    request_media_job(kind=MediaJob.Kind.LOOK, subject=LookSubject(look=look_id, path=path), subject_key=look_id)
    _tell(look, "look.received", actor)
    return look


@transaction.atomic
def withdraw_look(*, actor: User, look_id: UUID) -> Look:
    """Return a look that is offered no more; recipes that name it mean it still. Raises ``LookMovedOn``."""
    look = (
        visible(actor, Look.objects.all(), "restoration__film")
        .select_for_update(of=("self",))
        .select_related("restoration__film", "artefact", "uploaded_by")
        .filter(public_id=look_id)
        .first()
    )
    if look is None:
        raise NotFound
    require(actor, Action.EDIT_RECIPE, look.restoration.film)
    if look.state not in {Look.State.READY, Look.State.REFUSED}:
        raise LookMovedOn(state=Look.State(look.state).label)
    look.state = Look.State.WITHDRAWN
    look.save(update_fields=["state"])
    _tell(look, "look.withdrawn", actor)
    return look


@transaction.atomic
def accept_look(*, look: Look, artefact: Artefact, title: str) -> None:
    """Offer a look that the sandbox has read; what is offered already is refused. Settles the worker's job."""
    row = _checked(look)
    if row is None:
        return
    known = looks_of(row.restoration).filter(state=Look.State.READY, artefact=artefact).first()
    if known is not None:
        refuse_look(
            look=row,
            code="look-known",
            detail=f"{row.name} is here already, as {known.name}.",
            values={"file": row.name, "name": known.name},
        )
        return
    row.state, row.artefact, row.title = Look.State.READY, artefact, title[:200]
    row.save(update_fields=["state", "artefact", "title"])
    _tell(row, "look.ready", None, digest=artefact.digest)


@transaction.atomic
def refuse_look(*, look: Look, code: str, detail: str, values: Mapping[str, Any]) -> None:
    """Say why a file is no look. Settles the worker's job."""
    row = _checked(look)
    if row is None:
        return
    row.state = Look.State.REFUSED
    row.error_code, row.error_detail, row.error_values = code, detail, dict(values)
    row.save(update_fields=["state", "error_code", "error_detail", "error_values"])
    _tell(row, "look.refused", None, error={"code": code, "detail": detail})


def _checked(look: Look) -> Look | None:
    """Return the row while it is being checked, locked with its restoration: two equal files may end together."""
    rows = Look.objects.select_for_update(of=("self", "restoration")).select_related("restoration__film")
    return rows.filter(pk=look.pk, state=Look.State.CHECKING).first()


def _tell(look: Look, kind: str, actor: User | None, **details: Any) -> None:
    restoration = look.restoration
    record(
        film=restoration.film,
        kind=kind,
        actor=actor,
        payload={
            "restoration": str(restoration.public_id),
            "look": str(look.public_id),
            "name": look.name,
            "state": look.state,
            **details,
        },
    )
