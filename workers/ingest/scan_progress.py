"""What people see of a scan while it is read."""

import time
from typing import Any

from review.audit.services import announce
from review.runs.models import MediaJob
from review.scans.models import Scan
from workers.leases import Lease

SHORTEST_PAUSE_SECONDS = 0.25


class ScanProgress:
    """Takes a sandbox child's reports: feeds the lease, and the film's live pages a few times a second."""

    def __init__(self, scan: Scan, frames_total: int, lease: Lease[MediaJob]) -> None:
        self._scan, self._frames_total, self._lease = scan, frames_total, lease
        self._told_at = 0.0

    def __call__(self, report: dict[str, Any]) -> None:
        """Take note; raise where the work should end, which also ends the child."""
        stage, frames_done = str(report["stage"]), int(report["frames_done"])
        self._lease.progress(stage, frames_done)
        self._lease.check()
        now = time.monotonic()
        if now - self._told_at < SHORTEST_PAUSE_SECONDS:
            return
        self._told_at = now
        announce(
            film=self._scan.element.film,
            kind="scan.progress",
            payload={
                "scan": str(self._scan.public_id),
                "stage": stage,
                "frames_done": frames_done,
                "frames_total": self._frames_total,
            },
        )
