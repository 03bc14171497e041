"""The rung that is made only when somebody asks, where it is there: for manifests."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from review.pictures.models import RungPiece

LARGER_RUNG = "2160p"
# A feature has thousands of pieces; to say once in a while that they are used is enough.
_SAID_EVERY = timedelta(hours=1)


class PieceName(NamedTuple):
    """What a piece of the rung shows: as in ``RungPiece``."""

    source_key: str
    seen_as: str
    first: int


def whole_rung(names: Iterable[PieceName]) -> dict[PieceName, RungPiece]:
    """Return the pieces of 2160p by what they show, where there is one for each of ``names``; else nothing.

    One query where nobody asked for it, three at most. Pieces that are returned count as looked at.
    """
    wanted = set(names)
    made = RungPiece.objects.filter(rung=LARGER_RUNG)
    if not wanted or not made.filter(**min(wanted)._asdict()).exists():
        return {}
    rows = made.filter(source_key__in={name.source_key for name in wanted}).select_related("artefact")
    found = {PieceName(row.source_key, row.seen_as, row.first): row for row in rows}
    if not wanted <= found.keys():
        return {}
    pieces = {name: found[name] for name in wanted}
    now = timezone.now()
    if min(piece.used_at for piece in pieces.values()) < now - _SAID_EVERY:
        RungPiece.objects.filter(pk__in=[piece.pk for piece in pieces.values()]).update(used_at=now)
    return pieces
