"""Write to a film's log. Every service calls ``record`` in the transaction that changes its rows."""

import hashlib
import json
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from review.accounts.models import User
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

    Numbers follow commit order: the feed row is locked until the transaction ends. ``payload`` must be JSON.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs in the transaction that changes the rows")
    Feed.objects.get_or_create(film=film)
    Feed.objects.filter(film=film).update(seq=F("seq") + 1)
    feed = Feed.objects.get(film=film)
    at = timezone.now()
    digest = event_hash(
        previous=feed.head,
        seq=feed.seq,
        kind=kind,
        actor=str(actor.public_id) if actor else "",
        payload=payload,
        at=at.isoformat(),
    )
    event = Event.objects.create(
        film=film,
        seq=feed.seq,
        kind=kind,
        actor=actor,
        payload=payload,
        at=at,
        previous=feed.head,
        hash=digest,
    )
    Feed.objects.filter(pk=feed.pk).update(head=digest)
    message = {
        "type": "film.event",
        "seq": event.seq,
        "kind": kind,
        "payload": payload,
        "actor": str(actor.public_id) if actor else None,
        "at": at.isoformat(),
    }
    transaction.on_commit(lambda: _tell(film, message), robust=True)
    return event


def _tell(film: Film, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is not None:
        async_to_sync(layer.group_send)(group_name(film), message)
