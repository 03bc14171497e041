"""Verbs of coverage."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from review.accounts.models import User
from review.coverage.errors import NotOnThisAxis
from review.coverage.models import Coverage
from review.coverage.ranges import Range, frames_in, merged
from review.references.errors import SideIsReference
from review.restorations.models import Assembly
from review.restorations.sides import Side
from review.runs.models import Plane


@dataclass(frozen=True)
class Watched:
    """Frames of a side, as half-open ranges in any order."""

    side: Side
    kind: Coverage.Kind
    ranges: Sequence[Range]


@transaction.atomic
def add_watched(*, actor: User, assembly: Assembly, watched: Sequence[Watched]) -> None:
    """Add frames to what ``actor`` has watched on ``assembly``. Raises ``NotOnThisAxis`` for frames it does not have.

    Of a reference nothing is kept (``SideIsReference``): it says nothing of how much of the restoration was seen.

    No event is written: watching changes nothing of the film, and everybody who looks says so every few seconds.
    """
    for one in watched:
        if any(not first < end <= assembly.frame_count for first, end in one.ranges):
            raise NotOnThisAxis
    if any(one.side.frame_map is not None for one in watched):
        raise SideIsReference
    added: dict[_Key, list[Range]] = defaultdict(list)
    for one in watched:
        added[_Key(one.side.version.pk if one.side.version else None, one.side.plane, one.kind)] += one.ranges
    rows = _locked(actor, assembly, added)
    for row in rows:
        ranges = merged([*row.ranges, *added[_Key(row.version_id, Plane(row.plane), Coverage.Kind(row.kind))]])
        row.ranges, row.frame_count, row.updated_at = ranges, frames_in(ranges), timezone.now()
    Coverage.objects.bulk_update(rows, ["ranges", "frame_count", "updated_at"])


class _Key(NamedTuple):
    version: int | None
    plane: Plane
    kind: Coverage.Kind


def _locked(actor: User, assembly: Assembly, keys: Iterable[_Key]) -> list[Coverage]:
    """Return the rows of ``keys``, made where they are missing, locked until the transaction ends. Two queries.

    Two tabs of one person may speak at once, and neither waits for what the other holds: rows are made in one order and
    then locked in one order.
    """
    wanted = sorted(keys, key=lambda key: (key.version or 0, key.plane, key.kind))
    missing = [
        Coverage(person=actor, assembly=assembly, version_id=key.version, plane=key.plane, kind=key.kind)
        for key in wanted
    ]
    Coverage.objects.bulk_create(missing, ignore_conflicts=True)
    named = Q()
    for key in wanted:
        named |= Q(version=key.version, plane=key.plane, kind=key.kind)
    rows = Coverage.objects.select_for_update().filter(named, person=actor, assembly=assembly)
    return list(rows.order_by("pk")) if wanted else []
