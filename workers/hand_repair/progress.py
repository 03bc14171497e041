"""A sandbox child's reports on hand repair."""

from collections.abc import Callable
from typing import Any

from review.runs.models import MediaJob
from workers.leases import Lease


def follow(lease: Lease[MediaJob]) -> Callable[[dict[str, Any]], None]:
    """Return what takes the child's reports: feeds ``lease``, and raises where the work should end."""

    def take_note(report: dict[str, Any]) -> None:
        lease.progress(str(report["stage"]), int(report["frames_done"]))
        lease.check()

    return take_note
