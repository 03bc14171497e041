"""Triage: a remark becomes an instruction, or is answered."""

from django.db import transaction
from django.utils import timezone

from restoration.recipe.treatments import Treatment
from review.accounts.models import User
from review.notes.errors import ReasonMissing
from review.notes.life import Verb
from review.notes.models import Note
from review.notes.services.moving import move, tell
from review.notes.treatments import check_fit


@transaction.atomic
def triage_note(*, actor: User, note: Note, row_version: int, cause: Note.Cause, treatment: Treatment) -> Note:
    """Return ``note`` with its cause and the treatment that the next run gives it.

    Raises ``TreatmentDoesNotFit`` where the treatment is not possible on the note's frames and region.
    """
    check_fit(note, treatment)
    note = move(
        actor=actor,
        note=note,
        verb=Verb.TRIAGE,
        row_version=row_version,
        cause=cause,
        treatment=treatment.model_dump(mode="json"),
        answer="",
        answer_reason="",
        triaged_by=actor,
        triaged_at=timezone.now(),
        **_NOT_CLOSED,
    )
    tell(actor=actor, note=note, change=Verb.TRIAGE, cause=note.cause, treatment=note.treatment)
    return note


@transaction.atomic
def answer_note(*, actor: User, note: Note, row_version: int, answer: Note.Answer, reason: str) -> Note:
    """Return ``note`` with an answer in place of a treatment; a note that is declined needs its ``reason``."""
    if answer == Note.Answer.DECLINED and not reason.strip():
        raise ReasonMissing
    note = move(
        actor=actor,
        note=note,
        verb=Verb.ANSWER,
        row_version=row_version,
        cause=Note.Cause.AS_MADE if answer == Note.Answer.AS_MADE else note.cause,
        treatment=None,
        answer=answer,
        answer_reason=reason.strip(),
        triaged_by=actor,
        triaged_at=timezone.now(),
        **_NOT_CLOSED,
    )
    tell(actor=actor, note=note, change=Verb.ANSWER, answer=note.answer)
    return note


_NOT_CLOSED = {"closed_by": None, "closed_reason": ""}
