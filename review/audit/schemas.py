"""Shapes of the feed."""

from typing import Any
from uuid import UUID

from ninja import Schema


class FeedEvent(Schema):
    """A numbered change. ``actor`` is a person's id; null is the machine."""

    seq: int
    kind: str
    payload: dict[str, Any]
    actor: UUID | None
    at: str


class FeedPage(Schema):
    """Events after the asked number, up to 500; ``seq`` is the number of the film's last event."""

    events: list[FeedEvent]
    seq: int
