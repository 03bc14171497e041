"""Verbs of coverage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from review.accounts.models import User
from review.coverage.errors import NotOnThisAxis
from review.coverage.models import Coverage
from review.coverage.ranges import Range, frames_in, merged
from review.restorations.models import Assembly
from review.restorations.sides import Side


@dataclass(frozen=True)
class Watched:
    """Frames of a side, as half-open ranges in any order."""

    side: Side
    kind: Coverage.Kind
    ranges: Sequence[Range]


@transaction.atomic
def add_watched(*, actor: User, assembly: Assembly, watched: Sequence[Watched]) -> None:
    """Add frames to what ``actor`` has watched on ``assembly``. Raises ``NotOnThisAxis`` for frames it does not have.

    No event is written: watching changes nothing of the film, and everybody who looks says so every few seconds.
    """
    for one in watched:
        if any(not first < end <= assembly.frame_count for first, end in one.ranges):
            raise NotOnThisAxis
    # In one order, or two tabs that speak at once could wait for each other's rows.
    for one in sorted(watched, key=lambda one: (str(one.side), one.kind)):
        _add(actor, assembly, one)


def _add(actor: User, assembly: Assembly, watched: Watched) -> None:
    key: dict[str, Any] = {
        "person": actor,
        "assembly": assembly,
        "version": watched.side.version,
        "plane": watched.side.plane,
        "kind": watched.kind,
    }
    Coverage.objects.get_or_create(**key)
    # Two tabs of one person may speak at once.
    row = Coverage.objects.select_for_update().get(**key)
    ranges = merged([*row.ranges, *watched.ranges])
    row.ranges, row.frame_count = ranges, frames_in(ranges)
    row.save(update_fields=["ranges", "frame_count", "updated_at"])
