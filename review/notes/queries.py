"""Reads of notes: a constant number of queries whatever their number."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from review.accounts.policies import Actor
from review.config.errors import NotFound
from review.notes.models import Note, Reply
from review.notes.placement import AssemblyAxis
from review.notes.policies import visible_notes
from review.restorations.models import Restoration

LIST_LIMIT = 2000


def with_facts(notes: QuerySet[Note]) -> QuerySet[Note]:
    """Return ``notes`` with everything a note is shown with."""
    return notes.select_related(
        "restoration__film",
        "scan",
        "author",
        "delegate",
        "run",
        "version",
        "before_version",
        "after_version",
        "closed_by",
    ).prefetch_related(Prefetch("replies", queryset=Reply.objects.select_related("author")))


def notes_of(
    *,
    actor: Actor,
    restoration: Restoration,
    axis: AssemblyAxis,
    state: str | None = None,
    first: int | None = None,
    end: int | None = None,
) -> list[Note]:
    """Return the restoration's notes in scan order, at most ``LIST_LIMIT``.

    ``first`` and ``end`` (assembly frames) keep those shown in that range; ask by range where there are more.
    """
    notes = visible_notes(actor).filter(restoration=restoration)
    if state is not None:
        notes = notes.filter(state=state)
    if first is not None or end is not None:
        notes = notes.filter(axis.notes_within(first or 0, end if end is not None else 2**31 - 1))
    return list(with_facts(notes)[:LIST_LIMIT])


def visible_note(actor: Actor, note_id: UUID) -> Note:
    """Return the note with its facts; raise ``NotFound`` where it is not there for ``actor``."""
    note = with_facts(visible_notes(actor)).filter(public_id=note_id).first()
    if note is None:
        raise NotFound
    return note
