"""A worker's hold on one job: kept alive by a heartbeat, given up when progress stands still."""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Generic

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from review.runs.leases import LeasedJob
from workers import shutdown
from workers.leases.claim import lease_end
from workers.leases.errors import CancelRequested, HandedBack, LeaseLost
from workers.leases.queues import J

logger = logging.getLogger(__name__)

STALLED_EXIT_STATUS = 70


def end_process() -> None:
    """End this process at once; its supervisor starts a fresh one and the job is claimed again."""
    logger.error("standing still for too long: this worker ends itself")
    os._exit(STALLED_EXIT_STATUS)


class Lease(Generic[J]):
    """Holds ``job`` while its ``with`` block runs.

    The working thread calls ``progress`` and ``check``; a heartbeat thread with its own database connection
    extends the lease, writes the progress down and reads ``cancel_requested``. When progress has not moved for
    ``STALL_SECONDS`` the lease is no longer extended, and when it has run out ``on_stalled`` is called, because a
    thread stuck in foreign code cannot be interrupted from inside.
    """

    def __init__(self, job: J, *, on_stalled: Callable[[], None] = end_process) -> None:
        self.job = job
        self._on_stalled = on_stalled
        self._ended = threading.Event()
        self._cancelled = threading.Event()
        self._lost = threading.Event()
        self._position: tuple[str, int] = ("", 0)
        self._moved_at = time.monotonic()
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{job.pk}", daemon=True)
        if job.cancel_requested:
            self._cancelled.set()

    def __enter__(self) -> "Lease[J]":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def progress(self, stage: str, frames_done: int) -> None:
        """Say how far the work is: the name of the stage and the frames it has done."""
        if (stage, frames_done) != self._position:
            self._position = (stage, frames_done)
            self._moved_at = time.monotonic()

    def at_work(self) -> None:
        """Say that the work goes on, though it is no further: of long work by many threads at once."""
        self._moved_at = time.monotonic()

    @property
    def frames_done(self) -> int:
        """The frames done in the current stage, as last told."""
        return self._position[1]

    def should_stop(self) -> bool:
        """Say whether the work should end at the next frame: cancelled, lost, or this worker asked to end."""
        return self._cancelled.is_set() or self._lost.is_set() or shutdown.is_asked()

    def check(self) -> None:
        """Raise ``LeaseLost``, ``CancelRequested`` or ``HandedBack`` where the work should end; call between frames."""
        if self._lost.is_set():
            raise LeaseLost
        if self._cancelled.is_set():
            raise CancelRequested
        if shutdown.is_asked():
            raise HandedBack

    def log(self, line: str) -> None:
        """Keep a line for the job's log."""
        self._lines.append(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} attempt {self.job.attempt}: {line}\n")

    @property
    def log_text(self) -> str:
        """Everything logged under this lease."""
        return "".join(self._lines)

    def _beat(self) -> None:
        try:
            while not self._ended.wait(settings.HEARTBEAT_SECONDS):
                still_for = time.monotonic() - self._moved_at
                if still_for <= settings.STALL_SECONDS:
                    self._extend()
                elif still_for > settings.STALL_SECONDS + settings.LEASE_SECONDS:
                    self._lost.set()
                    self._on_stalled()
                    return
        finally:
            connection.close()

    def _extend(self) -> None:
        stage, frames_done = self._position
        rows = type(self.job)._default_manager.filter(
            pk=self.job.pk, attempt=self.job.attempt, state=LeasedJob.State.RENDERING
        )
        try:
            if not rows.update(lease_until=lease_end(), stage=stage[:40], frames_done=frames_done):
                self._lost.set()
            elif rows.filter(cancel_requested=True).exists():
                self._cancelled.set()
        except (DatabaseError, InterfaceError) as error:
            # The database may be restarting; the lease outlives a few missed beats.
            logger.warning("heartbeat of %s missed: %s", self.job, error)
            connection.close()
