"""Start and stop the embedded parts that no URL of the environment replaces."""

import json
from dataclasses import asdict
from pathlib import Path

from review.config.env import Env
from review.config.runtime import Runtime
from workers.embedded import EmbeddedPostgres, EmbeddedValkey
from workers.supervision.processes import ProcessIdentity

EmbeddedService = EmbeddedPostgres | EmbeddedValkey


class NotOurs(RuntimeError):
    """A server runs where ours should be, but it is not the one this checkout started."""


class EmbeddedServices:
    """PostgreSQL and Valkey of one profile, as far as the environment does not name others."""

    def __init__(self, place: Runtime, env: Env | None = None) -> None:
        env = env or Env()
        self._record = place.data_dir / "services.json"
        self._services: dict[str, EmbeddedService] = {}
        if not env.database_url:
            self._services["PostgreSQL"] = EmbeddedPostgres(place)
        if not env.broker_url:
            self._services["Valkey"] = EmbeddedValkey(place)

    def all(self) -> list[EmbeddedService]:
        """Return every embedded server of this profile."""
        return list(self._services.values())

    def running(self) -> dict[str, ProcessIdentity]:
        """Return the servers that run now, by name."""
        found = {name: ProcessIdentity.of(service.pid or 0) for name, service in self._services.items()}
        return {name: one for name, one in found.items() if one is not None}

    def start(self) -> list[str]:
        """Start what does not answer yet; return the names of what was started."""
        started = []
        for name, service in self._services.items():
            if not service.answers():
                service.start()
                started.append(name)
        self.remember()
        return started

    def stop(self, names: list[str] | None = None) -> list[str]:
        """Stop the servers this checkout started (``names``, or all of them); return which were stopped.

        Raises ``NotOurs``, and stops nothing, where a process has the number but not the start time on record.
        """
        known = read_record(self._record)
        stopped = []
        for name, service in self._services.items():
            running = ProcessIdentity.of(service.pid or 0)
            if running is None or (names is not None and name not in names):
                continue
            if known.get(name) != running:
                raise NotOurs(f"{name} is process {running.pid}, which this checkout did not start; it is left alone.")
            service.stop()
            stopped.append(name)
        return stopped

    def remember(self) -> None:
        """Write down which processes serve this profile now."""
        self._record.parent.mkdir(parents=True, exist_ok=True)
        self._record.write_text(json.dumps({name: asdict(one) for name, one in self.running().items()}))


def read_record(path: Path) -> dict[str, ProcessIdentity]:
    """Return the processes written down at ``path``; empty where there is none."""
    if not path.exists():
        return {}
    return {name: ProcessIdentity(**one) for name, one in json.loads(path.read_text()).items()}
