"""Prove that a film's log was not changed after the fact."""

from dataclasses import dataclass, field

from review.audit.models import Event, Feed
from review.audit.services import event_hash
from review.catalog.models import Film


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and why: a code of ``number``, ``link``, ``hash``, ``head``."""

    seq: int
    reason: str


@dataclass
class ChainReport:
    """What ``verify_chain`` found."""

    film: Film
    events: int = 0
    breaks: list[Break] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.breaks


def verify_chain(film: Film) -> ChainReport:
    """Recompute the film's log from its first event and return every place where it does not hold.

    ``number``: an event is missing or twice. ``link``: it does not name the event before it. ``hash``: its content
    is not what was hashed. ``head``: the feed ends elsewhere, so the last events were removed.
    """
    report = ChainReport(film)
    previous, seq = "", 0
    for event in Event.objects.filter(film=film).select_related("actor").order_by("seq").iterator(chunk_size=1000):
        report.events += 1
        report.breaks += [Break(event.seq, reason) for reason in _faults(event, previous=previous, seq=seq + 1)]
        previous, seq = event.hash, event.seq
    feed = Feed.objects.filter(film=film).first()
    if (feed.seq, feed.head) != (seq, previous) if feed else report.events:
        report.breaks.append(Break(seq, "head"))
    return report


def _faults(event: Event, *, previous: str, seq: int) -> list[str]:
    expected = event_hash(
        previous=event.previous,
        seq=event.seq,
        kind=event.kind,
        actor=str(event.actor.public_id) if event.actor else "",
        payload=event.payload,
        at=event.at.isoformat(),
    )
    checks = {"number": event.seq == seq, "link": event.previous == previous, "hash": event.hash == expected}
    return [reason for reason, holds in checks.items() if not holds]
