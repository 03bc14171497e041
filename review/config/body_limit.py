"""Refuse a request body that is too large before the site has taken it in.

Django reads a whole body to disk before a view can look at its length; a body of terabytes must not get so
far. Sits in front of the site, so it also bounds bodies that do not announce their length.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

MAX_BODY = 16 * 1024 * 1024


class BodyLimit:
    """An ASGI application that answers 413 for bodies over ``most`` bytes and passes everything else on."""

    def __init__(self, app: App, most: int = MAX_BODY) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._announced(scope) > self._most:
            await self._refuse(send)
        else:
            await self._count(scope, receive, send)

    def _announced(self, scope: Scope) -> int:
        length = dict(scope["headers"]).get(b"content-length", b"0")
        return int(length) if length.isdigit() else 0

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            # To the site an over-long body looks like a client that went away: it stops and answers nothing.
            return {"type": "http.disconnect"} if taken > self._most else message

        async def unless_refused(message: Message) -> None:
            if taken <= self._most:
                await send(message)

        await self._app(scope, counted, unless_refused)
        if taken > self._most:
            await self._refuse(send)

    async def _refuse(self, send: Send) -> None:
        body = json.dumps(
            {
                "code": "body_too_large",
                "title": "Too much at once",
                "detail": f"A request carries at most {self._most // 1024**2} MiB.",
                "retryable": False,
                "errors": [],
                "request_id": "",
            }
        ).encode()
        headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": body})
