"""Write to a film's log. Every service calls ``record`` in the transaction that changes its rows."""

import hashlib
import json
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection, transaction
from django.utils import timezone

from review.accounts.models import User
from review.audit.messages import ProgressMessage, event_message
from review.audit.models import Event, Feed
from review.catalog.models import Film


def group_name(film: Film) -> str:
    """Return the Channels group that a film's live pages join."""
    return f"film.{film.public_id}"


def event_hash(*, previous: str, seq: int, kind: str, actor: str, payload: dict[str, Any], at: str) -> str:
    """Return the SHA-256 that chains an event to the one before it."""
    body = json.dumps(
        [previous, seq, kind, actor, payload, at], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(body.encode()).hexdigest()


def record(*, film: Film, kind: str, actor: User | None, payload: dict[str, Any]) -> Event:
    """Append an event to the film's log and, after commit, tell the film's live pages.

    Numbers follow commit order: the feed row stays locked until the transaction ends, so call this last, after
    the rows are changed. ``payload`` must be JSON.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs in the transaction that changes the rows")
    payload = json.loads(json.dumps(payload))
    seq, previous = _next_number(film)
    at = timezone.now()
    actor_id = str(actor.public_id) if actor else ""
    digest = event_hash(previous=previous, seq=seq, kind=kind, actor=actor_id, payload=payload, at=at.isoformat())
    event = Event.objects.create(
        film=film, seq=seq, kind=kind, actor=actor, payload=payload, at=at, previous=previous, hash=digest
    )
    Feed.objects.filter(film=film).update(head=digest)
    _send_after_commit(film, {"type": "film.event", "message": event_message(event)})
    return event


def announce(*, film: Film, kind: str, payload: dict[str, Any]) -> None:
    """Tell the film's live pages something that passes: progress. Not numbered, not kept, may be dropped.

    Sent after commit; outside a transaction at once.
    """
    message: ProgressMessage = {"kind": kind, "payload": json.loads(json.dumps(payload))}
    _send_after_commit(film, {"type": "film.progress", "message": message})


def _next_number(film: Film) -> tuple[int, str]:
    """Lock the film's feed and return the next number with the hash of the event before it."""
    with connection.cursor() as cursor:
        # One statement both makes and locks the row, so two first events of a film cannot race.
        cursor.execute(
            "INSERT INTO audit_feed (film_id, seq, head) VALUES (%s, 1, '')"
            " ON CONFLICT (film_id) DO UPDATE SET seq = audit_feed.seq + 1 RETURNING seq, head",
            [film.pk],
        )
        seq, head = cursor.fetchone()
    return int(seq), str(head)


def _send_after_commit(film: Film, message: dict[str, Any]) -> None:
    group = group_name(film)
    transaction.on_commit(lambda: _send(group, message), robust=True)


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is not None:
        async_to_sync(layer.group_send)(group, message)
