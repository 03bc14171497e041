"""A database, a broker, a store and workers of their own: tests kill and restart them without harming others."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from review.config.runtime import CHECKOUT, Runtime
from tests.workers.kept_states import KeptStates, empty_tables
from workers.embedded import EmbeddedPostgres, EmbeddedValkey
from workers.supervision.parts import UNCHECKED, installation
from workers.supervision.processes import ProcessIdentity

PARTS = ("worker-media", "worker-restore", "beat")


class Stack:
    """Starts worker processes as ``manage.py up`` does, with leases of a second and a half."""

    def __init__(self, place: Runtime, roots: Path) -> None:
        self.place, self.roots = place, roots
        self.states = KeptStates()
        self.postgres, self.valkey = EmbeddedPostgres(place), EmbeddedValkey(place)
        self._commands = {part.name: part.command for part in installation(host="127.0.0.1", port=1)}
        self._commands["worker-restore-2"] = tuple(
            word.replace("restore-", "second-restore-") for word in self._commands["worker-restore"]
        )
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this stack."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "review.config.settings",
            "DATABASE_URL": self.place.database_url,
            "BROKER_URL": self.place.broker_url,
            "STORE_URL": self.place.store_dir.as_uri(),
            "MEDIA_ROOTS": f"archive={self.roots}",
            "SECRET_KEY": "of no use outside this test",
            "LEASE_SECONDS": "1.5",
            "HEARTBEAT_SECONDS": "0.3",
            "BEAT_SECONDS": "0.3",
            "OMP_NUM_THREADS": "1",
            **UNCHECKED,
        }

    def start_services(self) -> None:
        """Start database and broker; make the tables on first use."""
        self.roots.mkdir(parents=True, exist_ok=True)
        self.postgres.start()
        self.valkey.start()
        migrate = [sys.executable, "manage.py", "migrate", "-v", "0"]
        subprocess.run(migrate, cwd=CHECKOUT, env=self.environment, check=True)

    def stop_services(self) -> None:
        """Stop everything."""
        self.stop(*self._commands)
        self.postgres.stop()
        self.valkey.stop()

    @contextmanager
    def database(self) -> Iterator[None]:
        """Let Django in this process use this stack's database, emptied. What runs on it ends with the test.

        Workers that went on would take the jobs of the next test from under its hands.
        """
        before = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(HOST=str(self.place.socket_dir), NAME="answerprint")
        try:
            empty_tables()
            yield
        finally:
            self.stop(*self._commands)
            connection.close()
            connection.settings_dict.update(HOST=before["HOST"], NAME=before["NAME"])

    @property
    def running(self) -> list[str]:
        """The parts that were started and neither ended nor were killed."""
        return [name for name, process in self._running.items() if process.poll() is None]

    def run(self, *names: str) -> None:
        """Start the named parts that do not run."""
        for name in names:
            if name not in self._running or self._running[name].poll() is not None:
                log = (self.place.data_dir / f"{name}.log").open("ab")
                self._running[name] = subprocess.Popen(
                    self._commands[name],
                    cwd=CHECKOUT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def kill(self, name: str) -> None:
        """Kill a part and all its processes with -9."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_broker(self) -> None:
        """Kill the broker with -9; its messages are gone."""
        if self.valkey.pid is not None:
            os.kill(self.valkey.pid, signal.SIGKILL)

    def kill_database(self) -> None:
        """Kill the database server with -9."""
        if self.postgres.pid is not None:
            os.kill(self.postgres.pid, signal.SIGKILL)

    def stop(self, *names: str) -> None:
        """End the named parts in an orderly way."""
        for name in names:
            process = self._running.pop(name, None)
            if process is None or (identity := ProcessIdentity.of(process.pid)) is None:
                continue
            identity.stop_group(grace_seconds=5)
            process.wait()

    def log(self, name: str) -> str:
        """Return what the part has printed."""
        return (self.place.data_dir / f"{name}.log").read_text()


def wait_for(what: Callable[[], Any], *, seconds: float = 60.0, why: str = "") -> Any:
    """Return the first true value of ``what``; fail the test when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s in vain {why}")
