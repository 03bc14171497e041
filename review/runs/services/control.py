"""Start, cancel, try again."""

from django.db import transaction
from django.utils import timezone

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.catalog.models import FilmStatus
from review.notes.services import mark_rendering, release, retake
from review.restorations.models import Restoration
from review.runs.contracts import FinishSubject
from review.runs.dispatch import request_media_job, wake
from review.runs.errors import RunIsLive, RunMovedOn, SegmentNotFailed
from review.runs.film_status import advance
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, Run, SegmentJob
from review.runs.services.transition import move, tell

JobState = LeasedJob.State


@transaction.atomic
def start_run(*, actor: User, run: Run) -> Run:
    """Return ``run``, proposed until now, with its segments released to the workers."""
    policies.require(actor, Action.RUN, run.restoration.film)
    if not move(run, sources=(Run.State.PROPOSED,), to=Run.State.RENDERING, started_at=timezone.now()):
        raise RunMovedOn(state=run.get_state_display())
    begin_rendering(run=run, actor=actor)
    return run


def begin_rendering(*, run: Run, actor: User) -> None:
    """Do what follows from ``run`` now rendering. The caller is in the transaction that moved it."""
    mark_rendering(run)
    tell(run=run, kind="run.started", actor=actor)
    advance(film=run.restoration.film, to=FilmStatus.RESTORING, actor=actor)
    if run.segments.exclude(state=JobState.DONE).exists():
        wake("restore")
    else:
        # Every picture exists already: there is nothing to wait for.
        request_media_job(
            kind=MediaJob.Kind.FINISH, subject=FinishSubject(run=str(run.public_id)), subject_key=str(run.public_id)
        )


@transaction.atomic
def cancel_run(*, actor: User, run: Run) -> Run:
    """Return ``run`` cancelled: what waits is not begun, what is at work stops between two frames.

    Its notes are triaged as before. Pictures that were finished stay in the store and are found again by key.
    """
    policies.require(actor, Action.RUN, run.restoration.film)
    if not move(run, sources=Run.LIVE, to=Run.State.CANCELLED, finished_at=timezone.now()):
        raise RunMovedOn(state=run.get_state_display())
    media_jobs = MediaJob.objects.filter(
        kind__in=[MediaJob.Kind.PLAN, MediaJob.Kind.FINISH], subject_key=str(run.public_id)
    )
    for jobs in (SegmentJob.objects.filter(run=run), media_jobs):
        jobs.filter(state=JobState.READY).update(state=JobState.CANCELLED, finished_at=timezone.now())
        jobs.filter(state=JobState.RENDERING).update(cancel_requested=True)
    release(run)
    tell(run=run, kind="run.cancelled", actor=actor)
    return run


@transaction.atomic
def retry_segment(*, actor: User, run: Run, position: int) -> Run:
    """Return ``run`` rendering again, with its failed segment at ``position`` ready for a first attempt.

    Raises ``RunMovedOn`` where the run has not failed, ``SegmentNotFailed``, and ``RunIsLive`` where another run of
    the restoration was begun meanwhile.
    """
    policies.require(actor, Action.RUN, run.restoration.film)
    Restoration.objects.select_for_update().get(pk=run.restoration_id)
    if Run.objects.filter(restoration=run.restoration_id, state__in=Run.LIVE).exclude(pk=run.pk).exists():
        raise RunIsLive
    cleared = {"error_code": "", "error_detail": "", "finished_at": None}
    if not move(run, sources=(Run.State.FAILED,), to=Run.State.RENDERING, **cleared):
        raise RunMovedOn(state=run.get_state_display())
    failed = SegmentJob.objects.filter(run=run, position=position, state=JobState.FAILED)
    if not failed.update(
        state=JobState.READY, attempt=0, lease_until=None, frames_done=0, cancel_requested=False, **cleared
    ):
        raise SegmentNotFailed(position=position)
    retake(run)
    tell(run=run, kind="run.started", actor=actor, retried=position)
    wake("restore")
    return run
