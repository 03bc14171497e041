"""Who runs this profile of this checkout: one supervisor at a time, found by every later start."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from review.config.runtime import Runtime
from workers.supervision.processes import ProcessIdentity


def occupancy_path(place: Runtime) -> Path:
    """Return the file that says who runs the profile."""
    return place.data_dir / "running.json"


def running_address(place: Runtime) -> str | None:
    """Return the address at which the profile runs now; None where it does not run or is still starting."""
    path = occupancy_path(place)
    if not path.exists():
        return None
    notes = _notes(path.read_text())
    holder = notes.get("holder")
    is_alive = holder is not None and ProcessIdentity(**holder).is_alive()
    return str(notes["address"]) if is_alive else None


def _notes(text: str) -> dict[str, Any]:
    try:
        return dict(json.loads(text)) if text else {}
    except ValueError:
        return {}


class AlreadyRunning(RuntimeError):
    """Another supervisor holds the profile; the message says where it runs."""


class Occupancy:
    """A locked file that names the running supervisor and its children.

    The lock goes with the process, however it ends; the names stay, so that the next start can stop children that
    a killed supervisor left behind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> "Occupancy":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            notes = self._read()
            self._file.close()
            where = notes.get("address") or "it is just starting, and prints its address when it is ready"
            raise AlreadyRunning(f"Answerprint already runs here: {where}") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write({})
        self._file.close()

    def left_behind(self) -> list[ProcessIdentity]:
        """Return the children named by the last holder that still run."""
        named = [ProcessIdentity(**child) for child in self._read().get("children", [])]
        return [child for child in named if child.is_alive()]

    def note(self, *, address: str, children: list[ProcessIdentity]) -> None:
        """Write down that this process runs here, where, and with which children."""
        holder = ProcessIdentity.of(os.getpid())
        self._write(
            {
                "holder": asdict(holder) if holder else None,
                "address": address,
                "children": [asdict(child) for child in children],
            }
        )

    def _read(self) -> dict[str, Any]:
        self._file.seek(0)
        return _notes(self._file.read())

    def _write(self, notes: Mapping[str, Any]) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps(notes))
        self._file.flush()
