"""What waits to be sent to one live page: bounded, and progress gives way first."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from review.audit.messages import EventMessage, ProgressMessage

EVENTS = 200
PROGRESS = 64


@dataclass
class Waiting:
    """Everything that waited. ``incomplete``: events were let go and must be read from the log."""

    events: list[EventMessage] = field(default_factory=list)
    progress: list[ProgressMessage] = field(default_factory=list)
    incomplete: bool = False


class Outbox:
    """Filled by the channel layer, emptied by the one task that writes to the socket.

    Events are also in the log, so when too many wait they are let go and read there. Of a kind that ends in
    ``.progress`` only the newest word about each subject waits; of too many messages the oldest is dropped.
    """

    def __init__(self, *, events: int = EVENTS, progress: int = PROGRESS) -> None:
        self._event_limit = events
        self._progress_limit = progress
        self._filled = asyncio.Event()
        self._events: list[EventMessage] = []
        self._incomplete = False
        self._progress: OrderedDict[tuple[object, ...], ProgressMessage] = OrderedDict()

    def put_event(self, message: EventMessage) -> None:
        """Keep an event, in the order of arrival."""
        if len(self._events) >= self._event_limit:
            self._events.clear()
            self._incomplete = True
        self._events.append(message)
        self._filled.set()

    def put_progress(self, message: ProgressMessage) -> None:
        """Keep an unnumbered message; progress takes the place of older progress about the same subject."""
        subject = _subject(message)
        self._progress.pop(subject, None)
        self._progress[subject] = message
        if len(self._progress) > self._progress_limit:
            self._progress.popitem(last=False)
        self._filled.set()

    async def take(self, *, wait_seconds: float) -> Waiting:
        """Return all that waits, as soon as there is something; empty after ``wait_seconds``."""
        try:
            await asyncio.wait_for(self._filled.wait(), wait_seconds)
        except TimeoutError:
            return Waiting()
        self._filled.clear()
        waiting = Waiting(self._events, list(self._progress.values()), self._incomplete)
        self._events, self._incomplete = [], False
        self._progress.clear()
        return waiting


def _subject(message: ProgressMessage) -> tuple[object, ...]:
    if not message["kind"].endswith(".progress"):
        # It says something once, like "this still is ready", so nothing newer stands for it.
        return (object(),)
    payload = message["payload"]
    return (message["kind"], payload.get("run"), payload.get("scan"), payload.get("position"))
