"""Keep the parts of an installation running: prefixed logs, restart after a crash, an orderly end."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

import httpx

from review.config.runtime import CHECKOUT
from workers.supervision.parts import Part
from workers.supervision.processes import ProcessIdentity

GRACE_SECONDS = 10.0
HEALTHY_AFTER_SECONDS = 60.0
FIRST_BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.2

Say = Callable[[str], None]


class DidNotBecomeHealthy(RuntimeError):
    """The site did not answer on /healthz in time."""


class Service(Protocol):
    """An embedded server that can be asked and started again."""

    def start(self) -> None: ...

    def answers(self) -> bool: ...


@dataclass
class _Child:
    part: Part
    process: subprocess.Popen[str]
    started_at: float
    backoff: float = FIRST_BACKOFF_SECONDS
    restart_at: float | None = None

    @property
    def identity(self) -> ProcessIdentity | None:
        return ProcessIdentity.of(self.process.pid)


class Supervisor:
    """Runs ``parts`` and looks after ``services`` until it is asked to end.

    A part that ends is started again after 1, 2, 4 … 30 seconds; the pause starts over once it ran for a minute.
    """

    def __init__(self, parts: list[Part], *, services: Sequence[Service], say: Say, note: Callable[[], None]) -> None:
        self._parts = parts
        self._services = services
        self._say = say
        self._note = note
        self._children: dict[str, _Child] = {}
        self._ending = threading.Event()

    @property
    def children(self) -> list[ProcessIdentity]:
        """The processes that run now."""
        found = [child.identity for child in self._children.values()]
        return [identity for identity in found if identity is not None]

    def end(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Ask ``run`` to stop everything and return; fit to be a signal handler."""
        self._ending.set()

    def run(self, *, address: str, on_healthy: Callable[[], None]) -> None:
        """Start every part, call ``on_healthy`` once the site answers, and stay until ``end``.

        Raises ``DidNotBecomeHealthy`` where it does not answer within two minutes.
        """
        signal.signal(signal.SIGINT, self.end)
        signal.signal(signal.SIGTERM, self.end)
        watcher = threading.Thread(target=self._watch_services, name="services", daemon=True)
        try:
            for part in self._parts:
                self._start(part)
            self._note()
            watcher.start()
            if self._wait_until_healthy(address):
                on_healthy()
            while not self._ending.wait(LOOK_EVERY_SECONDS):
                self._look()
        finally:
            self._ending.set()
            self._stop_all()

    def _start(self, part: Part, backoff: float = FIRST_BACKOFF_SECONDS) -> None:
        process = subprocess.Popen(
            part.command,
            cwd=CHECKOUT,
            env={**os.environ, **part.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Its own group: Ctrl-C in the terminal reaches the supervisor alone, which then ends them in order.
            start_new_session=True,
        )
        self._children[part.name] = _Child(part, process, time.monotonic(), backoff)
        threading.Thread(target=self._relay, args=(part.name, process), daemon=True).start()

    def _relay(self, name: str, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # noqa: S101  (opened as a pipe above)
        for line in process.stdout:
            self._say(f"{name:<15}| {line.rstrip()}")

    def _look(self) -> None:
        now = time.monotonic()
        for child in list(self._children.values()):
            if child.process.poll() is None:
                continue
            if child.restart_at is None:
                if now - child.started_at > HEALTHY_AFTER_SECONDS:
                    child.backoff = FIRST_BACKOFF_SECONDS
                child.restart_at = now + child.backoff
                ended = child.process.returncode
                self._say(f"{child.part.name:<15}| ended ({ended}); starting again in {child.backoff:.0f} s")
            elif now >= child.restart_at:
                self._start(child.part, min(child.backoff * 2, LONGEST_BACKOFF_SECONDS))
                self._note()

    def _watch_services(self) -> None:
        while not self._ending.wait(1.0):
            for service in self._services:
                if self._ending.is_set() or service.answers():
                    continue
                self._say(f"{'services':<15}| {type(service).__name__} does not answer; starting it again")
                try:
                    service.start()
                except (RuntimeError, OSError) as error:
                    self._say(f"{'services':<15}| {error}")
                self._note()

    def _wait_until_healthy(self, address: str, seconds: float = 120.0) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._ending.wait(LOOK_EVERY_SECONDS):
                return False
            self._look()
            try:
                if httpx.get(f"{address}/healthz", timeout=2.0).status_code == httpx.codes.OK:
                    return True
            except httpx.TransportError:
                continue
        raise DidNotBecomeHealthy(
            f"The site at {address} did not become healthy in {seconds:.0f} s; see the lines above."
        )

    def _stop_all(self) -> None:
        stopping = [
            threading.Thread(target=identity.stop_group, kwargs={"grace_seconds": GRACE_SECONDS})
            for identity in self.children
        ]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        for child in self._children.values():
            child.process.wait()
