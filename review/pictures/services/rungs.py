"""The rung of a side that is made only when somebody asks: the whole side at 2160p."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from review.accounts.models import User
from review.accounts.policies import Action, require
from review.pictures.contracts import RungSubject
from review.pictures.errors import RungNotLarger
from review.pictures.services.stills import request_picture
from review.pictures.sources import Medium, pieces_in
from review.restorations.errors import NothingThere
from review.restorations.models import Restoration
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.models import MasterProxy, MediaJob
from review.scans.models import SourceProxy

RUNG = "2160p"
# What the rungs that are always made hold.
WIDTH, HEIGHT = 1920, 1080


@dataclass(frozen=True)
class RungMade:
    """How many frames of the side have the rung, of how many."""

    frames_done: int
    frame_count: int


@transaction.atomic
def request_rung(*, actor: User, restoration: Restoration, axis: Axis, side: Side) -> RungMade:
    """Ask worker-media for all of ``side`` at 2160p, and return how far it is. It is in the manifest once it is whole.

    For those who may run renders. Raises ``Forbidden``, ``RungNotLarger``, ``NothingThere``, ``PictureFailed``.
    """
    require(actor, Action.RUN, restoration.film)
    pieces = pieces_in(axis, side, 0, axis.assembly.frame_count)
    cells = {piece.cell.payload.key: piece.cell for piece in pieces if piece.cell is not None}
    if not cells:
        raise NothingThere
    media = [cell.payload for cell in cells.values()]
    widest = max(media, key=lambda medium: medium.width * medium.height)
    if not any(medium.width > WIDTH or medium.height > HEIGHT for medium in media):
        raise RungNotLarger(width=widest.width, height=widest.height)
    done = _made(media)
    counts = {key: cell.count for key, cell in cells.items()}
    made = RungMade(sum(min(done.get(key, 0), count) for key, count in counts.items()), sum(counts.values()))
    missing = sorted(key for key, count in counts.items() if done.get(key, 0) < count)
    if missing:
        subject = RungSubject(source_keys=missing, rung=RUNG)
        # One job a side, whatever of it is made meanwhile.
        digest = hashlib.sha256("".join(sorted(counts)).encode()).hexdigest()
        request_picture(MediaJob.Kind.RUNG, subject, f"rung:{digest}")
    return made


def _made(media: list[Medium]) -> dict[str, int]:
    """Return by key how many frames have the rung. Two queries."""
    scans = [medium.key.partition(":")[2] for medium in media if medium.key.startswith("scan:")]
    masters = [medium.key.partition(":")[2] for medium in media if medium.key.startswith("master:")]
    done: dict[str, int] = {}
    for scan, count in SourceProxy.objects.filter(scan__public_id__in=scans, rung=RUNG).values_list(
        "scan__public_id", "count"
    ):
        done[f"scan:{scan}"] = done.get(f"scan:{scan}", 0) + count
    for master, count in MasterProxy.objects.filter(master__in=masters, rung=RUNG).values_list("master_id", "count"):
        done[f"master:{master}"] = count
    return done
