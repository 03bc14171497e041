"""The live page of a film: every event after the number it names, once and in order, then progress as it comes."""

import asyncio
import logging
from importlib import import_module
from typing import Any, ClassVar
from urllib.parse import parse_qs

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings

from review.accounts.models import User
from review.accounts.policies import visible_films
from review.audit.messages import EventMessage, ProgressMessage, event_message
from review.audit.outbox import Outbox
from review.audit.queries import PAGE, events_after, head
from review.audit.services import group_name
from review.catalog.models import Film

logger = logging.getLogger(__name__)

NOT_LOGGED_IN = 4401
NOT_FOUND = 4404
BAD_REQUEST = 4400
INTERNAL_ERROR = 1011


class FilmConsumer(AsyncJsonWebsocketConsumer):
    """``/ws/films/<id>/?after=<seq>``; without ``after`` only what is new.

    Messages of the channel layer are hints about the log: one that does not follow the last sent number makes
    the consumer read the log, so what the layer drops or turns round is neither lost nor sent twice.
    """

    RECHECK_SECONDS: ClassVar[float] = 10.0

    async def connect(self) -> None:
        """Check who asks, join the film's group, then start sending."""
        self._sender: asyncio.Task[None] | None = None
        self._group = ""
        after = self._after()
        if after is not None and after < 0:
            await self._refuse(BAD_REQUEST)
            return
        film = await self._film()
        if isinstance(film, int):
            await self._refuse(film)
            return
        self._outbox = Outbox()
        self._group = group_name(film)
        # Joined before the log is read: an event is in the log by then, or it arrives through the group.
        await self.channel_layer.group_add(self._group, self.channel_name)
        last = await database_sync_to_async(head)(film) if after is None else after
        await self.accept()
        self._sender = asyncio.create_task(self._send_until_closed(film, last))

    async def disconnect(self, code: int) -> None:
        """Stop sending and leave the group."""
        if self._sender is not None:
            self._sender.cancel()
        if self._group:
            await self.channel_layer.group_discard(self._group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_: Any) -> None:
        """Let what a page says pass by: this socket only tells."""

    async def film_event(self, event: dict[str, Any]) -> None:
        """Take a numbered event from the channel layer."""
        message: EventMessage = event["message"]
        self._outbox.put_event(message)

    async def film_progress(self, event: dict[str, Any]) -> None:
        """Take progress from the channel layer."""
        message: ProgressMessage = event["message"]
        self._outbox.put_progress(message)

    def _after(self) -> int | None:
        values = parse_qs(self.scope["query_string"].decode()).get("after")
        if not values:
            return None
        return int(values[0]) if values[0].isascii() and values[0].isdigit() else -1

    async def _send_until_closed(self, film: Film, last: int) -> None:
        try:
            last = await self._catch_up(film, last)
            while True:
                waiting = await self._outbox.take(wait_seconds=self.RECHECK_SECONDS)
                access = await self._film()
                if isinstance(access, int):
                    await self.close(access)
                    return
                if waiting.incomplete or not (waiting.events or waiting.progress):
                    last = await self._catch_up(film, last)
                for message in waiting.events:
                    last = await self._send_next(film, message, last)
                for progress in waiting.progress:
                    await self.send_json(progress)
        except Exception:
            # The page reconnects with its last number, so closing loses nothing.
            logger.exception("a live page was closed")
            await self.close(INTERNAL_ERROR)

    async def _send_next(self, film: Film, message: EventMessage, last: int) -> int:
        if message["seq"] <= last:
            return last
        if message["seq"] > last + 1:
            return await self._catch_up(film, last)
        await self.send_json(message)
        return message["seq"]

    async def _catch_up(self, film: Film, last: int) -> int:
        """Send everything the log holds after ``last``, page by page; return the new last number."""
        while True:
            messages = await database_sync_to_async(_messages_after)(film, last)
            for message in messages:
                await self.send_json(message)
                last = message["seq"]
            if len(messages) < PAGE:
                return last

    async def _film(self) -> Film | int:
        """Return the film if the person may see it now, else the code to close with."""
        session = self.scope["session"].session_key
        store = import_module(settings.SESSION_ENGINE).SessionStore(session)
        user = await get_user({**self.scope, "session": store})
        if not isinstance(user, User):
            return NOT_LOGGED_IN
        film = await database_sync_to_async(_visible_film)(user, self.scope["url_route"]["kwargs"]["film_id"])
        return film or NOT_FOUND

    async def _refuse(self, code: int) -> None:
        # A browser learns the close code of accepted sockets only.
        await self.accept()
        await self.close(code)


def _visible_film(user: User, film_id: str) -> Film | None:
    return visible_films(user).filter(public_id=film_id).first()


def _messages_after(film: Film, last: int) -> list[EventMessage]:
    return [event_message(event) for event in events_after(film, last)]
