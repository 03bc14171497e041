"""What the workers report about a run. Each returns whether the run was still waiting for it.

Called in the transaction that settles the worker's job; a run that was cancelled meanwhile is left alone.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from review.catalog.models import FilmStatus
from review.notes.services import mark_rendered, release
from review.runs.film_status import advance
from review.runs.models import Run, SegmentJob, Version
from review.runs.services.control import begin_rendering
from review.runs.services.transition import move, tell


@transaction.atomic
def propose_run(
    *,
    run: Run,
    segments: Sequence[SegmentJob],
    treatments: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    estimate: dict[str, Any],
    backend: str,
) -> bool:
    """Show what ``run`` will do: its ``segments`` (unsaved rows), the recipe's ``changes`` and the ``estimate``.

    ``treatments``: those it was asked for with, now that the masks of rejections are made. ``estimate`` has ``frames``,
    ``segments``, ``bytes``, ``free_bytes`` and ``stage_seconds`` (of one worker, by stage; None where something was not
    measured yet); ``backend`` is what computes it. A run that was asked to start by itself starts.
    """
    goes_on = run.start_when_planned
    target = Run.State.RENDERING if goes_on else Run.State.PROPOSED
    started_at = timezone.now() if goes_on else None
    planned = {"treatments": treatments, "changes": changes, "estimate": estimate, "backend": backend}
    if not move(run, sources=(Run.State.PLANNING,), to=target, started_at=started_at, **planned):
        return False
    SegmentJob.objects.bulk_create(segments, batch_size=500)
    touched = sum(segment.is_touched for segment in segments)
    tell(run=run, kind="run.planned", actor=None, segments=len(segments), touched=touched, estimate=estimate)
    if goes_on:
        begin_rendering(run=run, actor=run.requested_by)
    return True


@transaction.atomic
def refuse_run(*, run: Run, code: str, detail: str) -> bool:
    """End ``run`` before it began, with the reason; its notes are triaged as before."""
    ended = {"error_code": code, "error_detail": detail, "finished_at": timezone.now()}
    if not move(run, sources=(Run.State.PLANNING,), to=Run.State.REFUSED, **ended):
        return False
    release(run)
    tell(run=run, kind="run.refused", actor=None, error={"code": code, "detail": detail})
    return True


@transaction.atomic
def fail_run(*, run: Run, code: str, detail: str) -> bool:
    """End ``run`` because a segment failed for good; its notes are triaged as before. A retry takes it up again."""
    ended = {"error_code": code, "error_detail": detail, "finished_at": timezone.now()}
    if not move(run, sources=(Run.State.RENDERING,), to=Run.State.FAILED, **ended):
        return False
    release(run)
    tell(run=run, kind="run.failed", actor=None, error={"code": code, "detail": detail})
    return True


@transaction.atomic
def complete_run(*, run: Run, version: Version) -> bool:
    """End ``run`` with the ``version`` it produced, and ask the authors of its notes to compare."""
    if not move(run, sources=(Run.State.RENDERING,), to=Run.State.DONE, version=version, finished_at=timezone.now()):
        return False
    mark_rendered(run, version)
    made = {"version": str(version.public_id), "number": version.number}
    tell(run=run, kind="version.created", actor=None, hash=version.hash, **made)
    tell(run=run, kind="run.done", actor=None, **made)
    advance(film=run.restoration.film, to=FilmStatus.IN_REVIEW, actor=None)
    return True
