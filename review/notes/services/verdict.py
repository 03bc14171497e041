"""The end of a round: the author, or who acts for them, has looked at before and after."""

from django.db import transaction

from review.accounts.models import User
from review.notes.errors import ReasonMissing
from review.notes.life import Verb
from review.notes.models import Note, Reply
from review.notes.services.moving import move, tell


@transaction.atomic
def accept_note(*, actor: User, note: Note, row_version: int) -> Note:
    """Return ``note`` accepted by its author or delegate."""
    note = move(actor=actor, note=note, verb=Verb.ACCEPT, row_version=row_version)
    tell(actor=actor, note=note, change=Verb.ACCEPT, **_seen(note))
    return note


@transaction.atomic
def reopen_note(*, actor: User, note: Note, row_version: int, text: str) -> Note:
    """Return ``note`` sent back to triage, with ``text`` in its thread saying what is still wrong."""
    if not text.strip():
        raise ReasonMissing
    note = move(actor=actor, note=note, verb=Verb.REOPEN, row_version=row_version, closed_by=None, closed_reason="")
    Reply.objects.create(note=note, author=actor, text=text.strip())
    tell(actor=actor, note=note, change=Verb.REOPEN, **_seen(note))
    return note


@transaction.atomic
def close_note(*, actor: User, note: Note, row_version: int, reason: str) -> Note:
    """Return ``note`` closed by a curator for its absent author; who and why is kept and shown."""
    if not reason.strip():
        raise ReasonMissing
    note = move(
        actor=actor,
        note=note,
        verb=Verb.CLOSE,
        row_version=row_version,
        closed_by=actor,
        closed_reason=reason.strip(),
    )
    tell(actor=actor, note=note, change=Verb.CLOSE, reason=note.closed_reason, **_seen(note))
    return note


def _seen(note: Note) -> dict[str, str | None]:
    """Name the versions that were compared."""
    return {
        "before": str(note.before_version.public_id) if note.before_version else None,
        "after": str(note.after_version.public_id) if note.after_version else None,
    }
