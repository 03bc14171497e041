"""What people see of a render while it goes on."""

import time

from review.audit.services import announce
from review.runs.leases import LeasedJob
from review.runs.models import Run, SegmentJob
from workers.leases import Lease
from workers.rendering.pace import Pace

SHORTEST_PAUSE_SECONDS = 0.25


class RenderProgress:
    """The engine's ``RenderControl`` of one segment: feeds the lease and, a few times a second, the live pages."""

    def __init__(self, job: SegmentJob, lease: Lease[SegmentJob]) -> None:
        self._job, self._lease = job, lease
        self._run = Run.objects.select_related("restoration__film").get(pk=job.run_id)
        touched = self._run.segments.filter(is_touched=True)
        done = touched.filter(state=LeasedJob.State.DONE)
        self._segments_total = touched.count()
        self._segments_done = done.count()
        self._frames_total = sum(touched.values_list("count", flat=True))
        self._frames_before = sum(done.values_list("count", flat=True))
        self._pace = Pace()
        self._told_at = 0.0

    def progress(self, stage: str, frames_done: int) -> None:
        """Take note of the stage and of the segment's finished frames; raise where the work should end."""
        self._lease.progress(stage, frames_done)
        self._lease.check()
        now = time.monotonic()
        speed = self._pace.at(frames_done, now)
        if now - self._told_at >= SHORTEST_PAUSE_SECONDS:
            self._told_at = now
            self._tell(stage, frames_done, speed)

    def at_work(self) -> None:
        """Keep the lease alive while nothing is finished; raise where the work should end."""
        self._lease.at_work()
        self._lease.check()

    def should_stop(self) -> bool:
        """Say whether the render should end at the next frame."""
        return self._lease.should_stop()

    def _tell(self, stage: str, frames_done: int, frames_a_second: float | None) -> None:
        left = self._frames_total - self._frames_before - frames_done
        announce(
            film=self._run.restoration.film,
            kind="run.progress",
            payload={
                "restoration": str(self._run.restoration.public_id),
                "run": str(self._run.public_id),
                "segments_done": self._segments_done,
                "segments_total": self._segments_total,
                "frames_done": self._frames_before + frames_done,
                "frames_total": self._frames_total,
                "frames_per_second": round(frames_a_second, 2) if frames_a_second else None,
                "seconds_left": round(left / frames_a_second) if frames_a_second else None,
                "stage": stage,
                "position": self._job.position,
            },
        )
