"""The real site on a real port, with the tests' database: for what only real HTTP shows."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import uvicorn

from review.accounts.models import User
from tests.people import People

CSRF = "t" * 32


@dataclass(frozen=True)
class LiveSite:
    """A running site."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def headers(self, people: People, user: User) -> dict[str, str]:
        """Return the cookies and the CSRF header of a logged-in browser."""
        session = people.client(user).cookies["sessionid"].value
        return {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF, "Tus-Resumable": "1.0.0"}

    def client(self, people: People, user: User) -> httpx.Client:
        return httpx.Client(base_url=self.address, headers=self.headers(people, user), timeout=30)


@contextmanager
def live_site() -> Iterator[LiveSite]:
    """Serve the site until the block ends."""
    from review.config.asgi import application

    server = uvicorn.Server(uvicorn.Config(application, port=0, lifespan="off", log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield LiveSite(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(timeout=10)
