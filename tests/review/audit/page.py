"""An open page: the browser's end of a websocket into the ASGI application.

``channels.testing`` has the same, but cannot be imported without the Daphne server, which is not installed.
"""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.routing import ProtocolTypeRouter


class Page:
    """One websocket. Waits are in seconds; a message that does not come raises ``TimeoutError``."""

    def __init__(self, application: ProtocolTypeRouter, path: str, *, session: str = "", origin: str) -> None:
        headers = [(b"origin", origin.encode())]
        if session:
            headers.append((b"cookie", f"sessionid={session}".encode()))
        path, _mark, query = path.partition("?")
        scope: dict[str, Any] = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
            "subprotocols": [],
        }
        self._socket = ApplicationCommunicator(application, scope)

    async def connect(self) -> bool:
        """Knock; say whether the socket was accepted."""
        await self._socket.send_input({"type": "websocket.connect"})
        answer = await self._socket.receive_output(10)
        return bool(answer["type"] == "websocket.accept")

    async def say(self, text: str | None = None, data: bytes | None = None) -> None:
        """Send a frame."""
        await self._socket.send_input({"type": "websocket.receive", "text": text, "bytes": data})

    async def message(self, wait_seconds: float = 10) -> dict[str, Any]:
        """Return the next message."""
        sent = await self._socket.receive_output(wait_seconds)
        assert sent["type"] == "websocket.send", sent
        message: dict[str, Any] = json.loads(sent["text"])
        return message

    async def numbers(self, count: int) -> list[int]:
        """Return the numbers of the next ``count`` messages."""
        return [(await self.message())["seq"] for _ in range(count)]

    async def close_code(self) -> int:
        """Return the code with which the socket is closed next."""
        sent = await self._socket.receive_output(10)
        assert sent["type"] == "websocket.close", sent
        return int(sent["code"])

    async def stays_silent(self, seconds: float) -> bool:
        """Say whether nothing comes for so long."""
        return bool(await self._socket.receive_nothing(timeout=seconds))

    async def leave(self) -> None:
        """Close from this end."""
        await self._socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._socket.wait(10)
