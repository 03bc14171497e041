"""Take the next job of a queue."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Now

from review.runs.leases import LeasedJob
from workers.leases.queues import J, JobQueue


def lease_end() -> "Now":
    """Return the expression for "one lease from now" by the database's clock."""
    return Now() + timedelta(seconds=settings.LEASE_SECONDS)  # type: ignore[return-value]


def claim(queue: JobQueue[J], *, worker: str) -> J | None:
    """Return the next claimable job, now leased to ``worker`` with its attempt counted up; None where there is none.

    Rows that another claimer holds locked are skipped, so two workers never get the same job, and so are those that
    this worker cannot do. A job whose last
    worker vanished gets a line about it in its log.
    """
    with transaction.atomic():
        job = (
            queue.jobs._default_manager.filter(queue.claimable(worker))
            .select_for_update(skip_locked=True, of=("self",))
            .order_by(*queue.order)
            .first()
        )
        if job is None:
            return None
        vanished = ""
        if job.state == LeasedJob.State.RENDERING:
            vanished = f"attempt {job.attempt}: {job.worker} ended without a word; its lease ran out\n"
        queue.jobs._default_manager.filter(pk=job.pk).update(
            state=LeasedJob.State.RENDERING,
            attempt=F("attempt") + 1,
            lease_until=lease_end(),
            worker=worker,
            frames_done=0,
            stage="",
            error_code="",
            error_detail="",
            started_at=Now(),
            finished_at=None,
            log=Concat("log", Value(vanished)),
        )
    job.refresh_from_db()
    return job
