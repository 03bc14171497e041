"""How a note is changed: one conditional UPDATE, then one event."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from review.accounts.models import User
from review.audit.services import record
from review.config.errors import Conflict
from review.notes.life import LIFE, Verb
from review.notes.models import Note
from review.notes.policies import NotePolicy


def move(*, actor: User, note: Note, verb: Verb, row_version: int | None = None, **fields: Any) -> Note:
    """Return ``note`` after ``verb``, with ``fields`` set; the caller is in a transaction.

    Raises what ``NotePolicy.require`` raises, and ``Conflict`` where the row is no longer at ``row_version`` or
    another request moved it meanwhile.
    """
    NotePolicy(actor, note.restoration.film).require(verb, note)
    transition = LIFE[verb]
    if transition.target is not None:
        fields["state"] = transition.target
    rows = Note.objects.filter(pk=note.pk, state__in=transition.sources, withdrawn_at__isnull=True)
    if row_version is not None:
        rows = rows.filter(row_version=row_version)
    if not rows.update(row_version=F("row_version") + 1, updated_at=timezone.now(), **fields):
        raise Conflict
    note.refresh_from_db()
    return note


def tell(*, actor: User, note: Note, change: Verb, **details: Any) -> None:
    """Write into the film's log that ``note`` was changed, and tell its live pages."""
    record(
        film=note.restoration.film,
        kind="note.changed",
        actor=actor,
        payload={
            "restoration": str(note.restoration.public_id),
            "notes": [str(note.public_id)],
            "change": change.value,
            "state": note.state,
            **details,
        },
    )
