"""What runs do to the notes they work on. Called in the run's own transaction."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from review.accounts.models import User
from review.audit.services import record
from review.config.errors import Conflict
from review.notes.life import LIFE, Verb
from review.notes.models import Note
from review.runs.models import Run, Version


def plan_notes(*, actor: User, run: Run, notes: Iterable[Note]) -> None:
    """Take triaged ``notes`` into ``run``; raise ``Conflict`` where one of them moved on meanwhile."""
    wanted = {note.pk for note in notes}
    rows = Note.objects.filter(pk__in=wanted, withdrawn_at__isnull=True)
    fields = {"run": run, "before_version": run.base, "after_version": None}
    moved = _move(run, rows, Verb.PLAN, fields, actor=actor)
    if moved != len(wanted):
        raise Conflict


def mark_rendering(run: Run) -> None:
    """Show the notes of ``run`` as being worked on."""
    _move(run, _of(run), Verb.RENDER, {})


def mark_rendered(run: Run, version: Version) -> None:
    """Ask the authors of the notes of ``run`` to compare its base with ``version``."""
    _move(run, _of(run), Verb.DELIVER, {"after_version": version})


def release(run: Run) -> None:
    """Give the notes of ``run``, which made no version, back: they are triaged as before."""
    _move(run, _of(run), Verb.RELEASE, {"run": None, "before_version": None})


def retake(run: Run) -> None:
    """Take the notes that ``run`` gave back, and that nobody moved meanwhile, into it again."""
    rows = Note.objects.filter(
        restoration=run.restoration_id, public_id__in=run.note_ids, run__isnull=True, withdrawn_at__isnull=True
    )
    _move(run, rows, Verb.PLAN, {"run": run, "before_version": run.base})
    mark_rendering(run)


def _of(run: Run) -> QuerySet[Note]:
    return Note.objects.filter(run=run)


def _move(run: Run, rows: QuerySet[Note], verb: Verb, fields: dict[str, Any], *, actor: User | None = None) -> int:
    transition = LIFE[verb]
    # Locked in the order of their keys, so two runs over the same notes wait for each other instead of deadlocking.
    locked = rows.filter(state__in=transition.sources).order_by("pk").select_for_update(of=("self",))
    ids = dict(locked.values_list("pk", "public_id"))
    if not ids:
        return 0
    Note.objects.filter(pk__in=ids).update(
        state=transition.target, row_version=F("row_version") + 1, updated_at=timezone.now(), **fields
    )
    record(
        film=run.restoration.film,
        kind="note.changed",
        actor=actor,
        payload={
            "restoration": str(run.restoration.public_id),
            "run": str(run.public_id),
            "notes": [str(public_id) for public_id in ids.values()],
            "change": verb.value,
            "state": transition.target,
        },
    )
    return len(ids)
