"""What a film's live pages are told, in the shape they get it: the feed and the websocket send the same."""

from datetime import UTC, datetime
from typing import Any, TypedDict

from review.audit.models import Event


class EventMessage(TypedDict):
    """A numbered change. ``actor`` is a public id; None is the machine."""

    seq: int
    kind: str
    payload: dict[str, Any]
    actor: str | None
    at: str


class ProgressMessage(TypedDict):
    """Something that passes: no number, never repeated."""

    kind: str
    payload: dict[str, Any]


def wire_time(moment: datetime) -> str:
    """Return ``moment`` as ISO 8601 in UTC with a ``Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def event_message(event: Event) -> EventMessage:
    """Return ``event`` as it is sent; its actor should be loaded."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "payload": event.payload,
        "actor": str(event.actor.public_id) if event.actor else None,
        "at": wire_time(event.at),
    }
