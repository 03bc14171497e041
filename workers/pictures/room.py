"""Keep the pictures made for looking within their room: what nobody asked for longest goes first, whatever it is."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from review.pictures.models import CachedPicture, OverlayMask, RungPiece, StillTile, WindowPiece
from review.scans.models import Artefact
from workers.forgetting import forget

# By kind, how long after it was asked for somebody may be looking at it. Pages keep the addresses of a rung.
IN_USE: dict[type[CachedPicture], timedelta] = {
    StillTile: timedelta(minutes=15),
    WindowPiece: timedelta(minutes=15),
    OverlayMask: timedelta(minutes=15),
    RungPiece: timedelta(days=1),
}
AT_ONCE = 500
LOOK_EVERY_SECONDS = 60.0


class _Candidate(NamedTuple):
    used_at: datetime
    number: int
    size: int
    kind: type[CachedPicture]


def make_room() -> int:
    """Forget pictures until they fit in ``PICTURE_CACHE_BYTES``; return how many went.

    What was asked for in the last minutes stays. Call outside a transaction.
    """
    removed = 0
    while (excess := bytes_kept() - settings.PICTURE_CACHE_BYTES) > 0:
        gone = _forget_oldest(excess)
        if not gone:
            break
        removed += gone
    return removed


def bytes_kept() -> int:
    """Return the size of all pictures made for looking; equal bytes are stored, and count, once."""
    kinds = [kind._default_manager.values("artefact_id") for kind in IN_USE]
    kept = Artefact.objects.filter(digest__in=kinds[0].union(*kinds[1:]))
    return int(kept.aggregate(total=Sum("size"))["total"] or 0)


@dataclass
class RoomKeeper:
    """Makes room after pictures were recorded, and looks at most once a minute whether it must."""

    looked_at: float = float("-inf")

    def look_after_commit(self) -> None:
        """Look when the transaction is committed: nobody waits for it, and a failure harms nothing."""
        transaction.on_commit(self._look, robust=True)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self.looked_at >= LOOK_EVERY_SECONDS:
            self.looked_at = now
            make_room()


room_keeper = RoomKeeper()


def _forget_oldest(excess: int) -> int:
    now = timezone.now()
    chosen: list[_Candidate] = []
    every = (_oldest(kind, now - in_use) for kind, in_use in IN_USE.items())
    for candidate in islice(merge(*every, key=lambda one: one.used_at), AT_ONCE):
        chosen.append(candidate)
        excess -= candidate.size
        if excess <= 0:
            break
    removed: list[str] = []
    for kind, in_use in IN_USE.items():
        removed += _remove(kind, [one.number for one in chosen if one.kind is kind], now - in_use)
    forget(removed)
    return len(removed)


def _oldest(kind: type[CachedPicture], unused_since: datetime) -> list[_Candidate]:
    rows = kind._default_manager.filter(used_at__lt=unused_since).order_by("used_at", "pk")
    return [_Candidate(*row, kind) for row in rows.values_list("used_at", "pk", "artefact__size")[:AT_ONCE]]


def _remove(kind: type[CachedPicture], numbers: Collection[int], unused_since: datetime) -> list[str]:
    """Remove these rows and return the digests they had. What somebody looks at just now stays."""
    manager = kind._default_manager
    with transaction.atomic():
        free = manager.select_for_update(skip_locked=True).filter(pk__in=numbers, used_at__lt=unused_since)
        rows = dict(free.values_list("pk", "artefact_id"))
        manager.filter(pk__in=rows).delete()
    return list(rows.values())
