"""The rung of a side that is made only when somebody asks: the whole side at 2160p."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from restoration.timebase import FrameRate
from review.accounts.models import User
from review.accounts.policies import Action, require
from review.audit import services as audit
from review.pictures.contracts import RungSource, RungSubject
from review.pictures.errors import RungDoesNotFit, RungNotLarger
from review.pictures.larger import LARGER_RUNG
from review.pictures.models import RungPiece
from review.pictures.services.asking import request_picture
from review.pictures.sources import PictureSource, pieces_in
from review.restorations.errors import NothingThere
from review.restorations.models import Restoration
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.leases import LeasedJob
from review.runs.models import MasterProxy, MediaJob
from review.scans import store_paths
from review.scans.models import SourceProxy

ALWAYS_MADE = "1080p"
# What the rung that is always made holds, and what this one does; bits a second at most.
WIDTH, HEIGHT = 1920, 1080
LARGER_WIDTH, LARGER_HEIGHT, LARGER_BIT_RATE = 3840, 2160, 40_000_000
# The disk is never filled to its end by something that can be made again.
RESERVE_BYTES = 2 * 1024**3
_GIB = 1024**3


@dataclass(frozen=True)
class RungMade:
    """How many frames of the side have the rung, of how many."""

    frames_done: int
    frame_count: int


@transaction.atomic
def request_rung(*, actor: User, restoration: Restoration, axis: Axis, side: Side) -> RungMade:
    """Ask worker-media for all of ``side`` at 2160p, and return how far it is. It is in the manifest once it is whole.

    For those who may run renders. Raises ``Forbidden``, ``RungNotLarger``, ``RungDoesNotFit``, ``NothingThere``,
    ``PictureFailed``.
    """
    require(actor, Action.RUN, restoration.film)
    pieces = pieces_in(axis, side, 0, axis.assembly.frame_count)
    cells = {cell.payload.key: cell for cell in (piece.cell for piece in pieces) if cell is not None}
    if not cells:
        raise NothingThere
    sources = [cell.payload for cell in cells.values()]
    widest = max(sources, key=lambda source: source.width * source.height)
    if not any(source.width > WIDTH or source.height > HEIGHT for source in sources):
        raise RungNotLarger(width=widest.width, height=widest.height)
    done = _frames_done(sources)
    counts = {source: cells[source.key].count for source in sources}
    made = RungMade(sum(min(done.get(one, 0), count) for one, count in counts.items()), sum(counts.values()))
    missing = {source: count for source, count in counts.items() if done.get(source, 0) < count}
    if missing:
        rate = FrameRate(axis.assembly.rate_num, axis.assembly.rate_den)
        _request(actor, restoration, side, sources=sources, missing=missing, rate=rate)
    return made


def _request(
    actor: User,
    restoration: Restoration,
    side: Side,
    *,
    sources: Iterable[PictureSource],
    missing: Mapping[PictureSource, int],
    rate: FrameRate,
) -> None:
    # One job a side, whatever of it is made meanwhile.
    names = sorted(f"{source.key} {source.scan.seen_as}" for source in sources)
    subject_key = f"rung:{hashlib.sha256(''.join(names).encode()).hexdigest()}"
    live = MediaJob.objects.filter(
        kind=MediaJob.Kind.RUNG,
        subject_key=subject_key,
        state__in=[LeasedJob.State.READY, LeasedJob.State.RENDERING],
    )
    if live.exists():
        return
    _check_room(missing, rate)
    wanted = [RungSource(source_key=str(one.key), seen_as=one.scan.seen_as) for one in missing]
    subject = RungSubject(sources=sorted(wanted, key=lambda one: one.source_key), rung=LARGER_RUNG)
    request_picture(kind=MediaJob.Kind.RUNG, subject=subject, subject_key=subject_key, actor=actor)
    payload = {"restoration": str(restoration.public_id), "side": str(side), "rung": LARGER_RUNG}
    audit.record(film=restoration.film, kind="rung.requested", actor=actor, payload=payload)


def _frames_done(sources: Iterable[PictureSource]) -> dict[PictureSource, int]:
    """Return how many frames of each source have the rung, as its codes are shown now. One query."""
    rows = (
        RungPiece.objects.filter(rung=LARGER_RUNG, source_key__in=[str(source.key) for source in sources])
        .values_list("source_key", "seen_as")
        .annotate(frames=Sum("count"))
    )
    done = {(source_key, seen_as): frames for source_key, seen_as, frames in rows}
    return {source: done.get((str(source.key), source.scan.seen_as), 0) for source in sources}


def _check_room(missing: Mapping[PictureSource, int], rate: FrameRate) -> None:
    """Raise ``RungDoesNotFit`` where the estimate is more than the disk, or the room for such pictures, has."""
    needed, room = estimated_bytes(missing, rate), settings.PICTURE_CACHE_BYTES
    free = store_paths.free_bytes()
    if free is not None:
        room = min(room, max(0, free - RESERVE_BYTES))
    if needed > room:
        raise RungDoesNotFit(needed=f"{needed / _GIB:.1f}", room=f"{room / _GIB:.1f}")


def estimated_bytes(missing: Mapping[PictureSource, int], rate: FrameRate) -> int:
    """Return about how large the rung of these frames is: as dense as their 1080p, and no more than it may be."""
    known = _bytes_of_1080p(missing)
    total = 0
    for source, count in missing.items():
        most = count * rate.den * LARGER_BIT_RATE // (8 * rate.num)
        total += min(most, known.get(source.key.name, most) * _pixels_per_cent(source) // 100)
    return total


def _pixels_per_cent(source: PictureSource) -> int:
    """Return the pixels of the rung in per cent of those of 1080p."""
    ours = min(1.0, LARGER_WIDTH / source.width, LARGER_HEIGHT / source.height)
    theirs = min(1.0, WIDTH / source.width, HEIGHT / source.height)
    return round(100 * (ours / theirs) ** 2)


def _bytes_of_1080p(sources: Iterable[PictureSource]) -> dict[str, int]:
    """Return by its name the bytes of the proxies of each source that has them. Two queries.

    Of a master that is seen in several ways those of one of them count.
    """
    names = {kind: [one.key.name for one in sources if one.key.kind == kind] for kind in ("scan", "master")}
    scans = SourceProxy.objects.filter(scan__public_id__in=names["scan"], rung=ALWAYS_MADE)
    masters = MasterProxy.objects.filter(master__in=names["master"], rung=ALWAYS_MADE)
    size = Sum("artefact__size")
    of_scans = scans.values_list("scan__public_id").annotate(size)
    of_masters = masters.values_list("master_id", "seen_as").annotate(size)
    return {str(name): total for name, *_seen_as, total in [*of_scans, *of_masters]}
