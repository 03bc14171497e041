"""Claim jobs and carry them out until nothing is claimable."""

import logging
import os
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Now

from review.runs.leases import LeasedJob
from workers import shutdown
from workers.leases.claim import claim
from workers.leases.errors import CancelRequested, HandedBack, LeaseLost, WorkerLost
from workers.leases.failure import Failure
from workers.leases.lease import Lease
from workers.leases.queues import J, JobQueue

logger = logging.getLogger(__name__)

# A database that restarts answers again within seconds; finished work waits for it instead of being redone.
COMMIT_TRIES = 30
COMMIT_PAUSE_SECONDS = 1.0

Write = Callable[[], None]


class Handler(Protocol[J]):
    """What one kind of job does. The returned and called writes run in the transaction that settles the job."""

    def perform(self, job: J, lease: Lease[J]) -> Write:
        """Do the work, asking ``lease.check()`` between frames; return what writes the result's rows."""

    def fail(self, job: J, failure: Failure) -> None:
        """Write what follows from the job failing for good."""

    def cancel(self, job: J) -> None:
        """Write what follows from the job being cancelled."""


def worker_name(queue: str) -> str:
    """Return the name under which this process claims jobs of ``queue``."""
    return f"{socket.gethostname()}:{os.getpid()}:{queue}"


def work_through(queue: JobQueue[J], handler_of: Callable[[J], Handler[J]]) -> int:
    """Carry out jobs of ``queue`` until none is claimable; return how many were claimed.

    A database that does not answer ends the loop quietly: the next beat starts it again.
    """
    worker = worker_name(queue.name)
    claimed = 0
    while not shutdown.is_asked():
        try:
            job = claim(queue, worker=worker)
        except (OperationalError, InterfaceError) as error:
            logger.warning("cannot claim from %s: %s", queue.name, error)
            connection.close()
            return claimed
        if job is None:
            return claimed
        claimed += 1
        carry_out(job, handler_of(job))
    return claimed


def carry_out(job: J, handler: Handler[J]) -> None:
    """Work on a claimed job and settle it: done, cancelled, ready for another attempt, or failed."""
    with Lease(job) as lease:
        try:
            if job.attempt > job.MAX_ATTEMPTS:
                raise WorkerLost
            lease.check()
            write = handler.perform(job, lease)
            _settle(lease, write, state=LeasedJob.State.DONE)
        except LeaseLost:
            logger.warning("%s: lease lost, result dropped", job)
        except CancelRequested:
            lease.log("cancelled")
            _settle_quietly(lease, lambda: handler.cancel(job), state=LeasedJob.State.CANCELLED)
        except HandedBack as error:
            lease.log(str(error))
            unspent = job.attempt - 1
            _settle_quietly(lease, _nothing, state=LeasedJob.State.READY, attempt=unspent, finished_at=None)
        except Exception as error:  # noqa: BLE001, RUF100  (whatever happened belongs in the job's row)
            _settle_failure(lease, handler, Failure.of(error))


def _settle_failure(lease: Lease[J], handler: Handler[J], failure: Failure) -> None:
    job = lease.job
    lease.log(f"{failure.code}: {failure.sentence}\n{failure.trace}".rstrip())
    logger.warning("%s: %s: %s\n%s", job, failure.code, failure.sentence, failure.trace)
    error = {"error_code": failure.code, "error_detail": failure.sentence}
    if failure.retryable and job.attempt < job.MAX_ATTEMPTS:
        pause = Now() + timedelta(seconds=settings.HEARTBEAT_SECONDS * job.attempt)
        _settle_quietly(lease, _nothing, state=LeasedJob.State.READY, lease_until=pause, **error)
    else:
        attempt = min(job.attempt, job.MAX_ATTEMPTS)
        _settle_quietly(
            lease, lambda: handler.fail(job, failure), state=LeasedJob.State.FAILED, attempt=attempt, **error
        )


def _nothing() -> None:
    return


def _settle_quietly(lease: Lease[J], write: Write, **fields: Any) -> None:
    try:
        _settle(lease, write, **fields)
    except LeaseLost:
        logger.warning("%s: lease lost, nothing written", lease.job)


def _settle(lease: Lease[J], write: Write, **fields: Any) -> None:
    """Run ``write`` and set the job's ``fields`` in one transaction, if the lease is still ours.

    Raises ``LeaseLost`` with everything rolled back where the row says otherwise. ``write`` comes first so that
    locks are always taken from the run down to its jobs.
    """
    for attempt in range(1, COMMIT_TRIES + 1):
        try:
            with transaction.atomic():
                write()
                _set(lease, fields)
            return
        except (OperationalError, InterfaceError):
            if attempt == COMMIT_TRIES:
                raise
            logger.warning("%s: the database does not answer; trying to commit again", lease.job)
            connection.close()
            time.sleep(COMMIT_PAUSE_SECONDS)


def _set(lease: Lease[J], fields: dict[str, Any]) -> None:
    job = lease.job
    values = {
        "lease_until": None,
        "finished_at": Now(),
        "frames_done": lease.frames_done,
        "log": Concat("log", Value(lease.log_text)),
        **fields,
    }
    rows = type(job)._default_manager.filter(pk=job.pk, attempt=job.attempt, state=LeasedJob.State.RENDERING)
    if not rows.update(**values):
        raise LeaseLost
