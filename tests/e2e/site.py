"""The whole site in processes of its own, as ``manage.py up`` runs it: what the browser tests talk to."""

from pathlib import Path

import httpx

from review.config.runtime import Runtime
from tests.workers.stack import PARTS, Stack, wait_for
from workers.supervision.parts import free_port, installation

HOST = "127.0.0.1"
PASSWORD = "as long as a short reel"


class Site(Stack):
    """Database, broker, web, both workers and beat; ``address`` is where people go."""

    def __init__(self, place: Runtime, roots: Path) -> None:
        super().__init__(place, roots)
        port = free_port(HOST, 0)
        self.address = f"http://{HOST}:{port}"
        [web] = [part for part in installation(host=HOST, port=port) if part.name == "web"]
        self._commands["web"] = web.command

    @property
    def environment(self) -> dict[str, str]:
        """Leases are longer than in the tests that kill workers: a browser takes the processor from them."""
        return {**super().environment, "SITE_URL": self.address, "LEASE_SECONDS": "20", "HEARTBEAT_SECONDS": "2"}

    def open(self) -> None:
        """Run every part and wait until the site answers."""
        self.run("web", *PARTS)
        wait_for(self._is_healthy, seconds=60, why="for the site to answer")

    def _is_healthy(self) -> bool:
        try:
            return httpx.get(f"{self.address}/healthz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False
