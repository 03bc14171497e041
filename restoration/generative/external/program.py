"""An external engine's program: started, watched, stopped with all that it started."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from pydantic import ValidationError

from restoration.generative.external.contract import (
    DONE,
    NOT_READY,
    OUT_OF_MEMORY,
    PROGRESS,
    REFUSED,
    Description,
)
from restoration.generative.external.errors import (
    EngineKilled,
    EngineNotAsDeclared,
    EngineNotReady,
    EngineOutOfMemory,
    EngineProblem,
    EngineRefused,
    EngineTooSlow,
)

LOOK: Final = 0.5
"""Seconds between two looks at whether anybody still wants it."""
LEAVE: Final = 5.0
"""Seconds that it has to put its things in order when it is asked to end."""
DESCRIBING: Final = 120.0
"""Seconds to say what it is: such programs import much first."""
MOST_SAID: Final = 64 * 1024
_TOLD: Final = 300
_PASSED_ON: Final = (
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "CUDA_HOME",
    "CUDA_VISIBLE_DEVICES",
    "NVIDIA_VISIBLE_DEVICES",
)
"""What such programs need of our environment; the rest, credentials among it, is none of their business."""
_OFFLINE: Final = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
_ENDINGS: Final[dict[int, type[EngineProblem]]] = {
    REFUSED: EngineRefused,
    OUT_OF_MEMORY: EngineOutOfMemory,
    NOT_READY: EngineNotReady,
}


@dataclass(frozen=True)
class Program:
    """A program by its declared name and the words it is started with."""

    name: str
    command: tuple[str, ...]

    def describe(self) -> Description:
        """Return what it says of itself. Raises EngineProblem, EngineNotAsDeclared where that is nothing."""
        said = self.run(["describe"], Path.cwd(), seconds=DESCRIBING)
        try:
            return Description.model_validate_json(said)
        except ValidationError as error:
            found = f"it does not say what it is ({error.error_count()} faults in what it says)"
            raise EngineNotAsDeclared(engine=self.name, found=found) from error

    def run(
        self,
        words: Sequence[str],
        folder: Path,
        *,
        seconds: float,
        pictures: int = 0,
        beat: Callable[[], object] = lambda: None,
    ) -> str:
        """Run it to its end in a folder and return what it wrote to standard output beside its progress.

        ``beat`` is called twice a second at least; what it raises stops the program. So do ``seconds`` in which
        it finished no other one of the ``pictures``. When this returns or raises, nothing that the program started is
        left. Raises EngineProblem.
        """
        log = folder / "log.txt" if words[0] != "describe" else None
        with _started(self.name, (*self.command, *words), folder, log) as process:
            said = _Said(pictures)
            while not _has_ended(process):
                beat()
                if time.monotonic() > said.moved_at + seconds:
                    raise EngineTooSlow(engine=self.name, seconds=round(seconds))
                said.take(process, LOOK)
            said.take(process, 0)
        self._judge(process.returncode, said.text if log is None else _end_of(log))
        return said.text

    def _judge(self, ended: int, said: str) -> None:
        found = said.strip()[-_TOLD:] or "it does not say why"
        if ended < 0:
            raise EngineKilled(engine=self.name, signal=-ended, found=found)
        if ended != DONE:
            kind = _ENDINGS.get(ended, EngineProblem)
            raise kind(engine=self.name, found=found)


class _Said:
    """Standard output: when another picture was last finished; what is no progress is kept up to a limit."""

    def __init__(self, pictures: int) -> None:
        self._pictures = pictures
        self._finished = 0
        self._open = b""
        self.text = ""
        self.moved_at = time.monotonic()

    def take(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        """Take what is there, waiting so long for it at most."""
        out = _stream(process)
        with selectors.DefaultSelector() as selector:
            selector.register(out, selectors.EVENT_READ)
            while selector.select(seconds):
                read = os.read(out.fileno(), MOST_SAID)
                if not read:
                    time.sleep(min(seconds, 0.05))
                    break
                self._lines(read)
                seconds = 0

    def _lines(self, read: bytes) -> None:
        *lines, self._open = (self._open + read)[-MOST_SAID:].split(b"\n")
        for line in lines:
            text = line.decode(errors="replace")
            number = text.removeprefix(PROGRESS).strip()
            if text.startswith(PROGRESS) and number.isdecimal():
                if self._finished < int(number) <= self._pictures:
                    self._finished, self.moved_at = int(number), time.monotonic()
            else:
                self.text = f"{self.text}{text}\n"[-MOST_SAID:]


@contextmanager
def _started(name: str, command: tuple[str, ...], folder: Path, log: Path | None) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program in a session of its own; when the block ends all of that session has ended."""
    environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ} | _OFFLINE
    with open(log or os.devnull, "wb") as errors:  # noqa: PTH123 -- os.devnull is no path of ours
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                # A program that reads it sees the end of it when we are gone, however we went.
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        except OSError as error:
            raise EngineNotAsDeclared(engine=name, found=f"it cannot be started, {error.strerror}") from error
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a program's session: its own helpers too, which may hold a GPU."""
    if not _has_ended(process):
        _signal(process, signal.SIGTERM)
        until = time.monotonic() + LEAVE
        while not _has_ended(process) and time.monotonic() < until:
            time.sleep(0.05)
    # Not reaped yet, so its number is nobody else's.
    _signal(process, signal.SIGKILL)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Say whether it has ended, without taking note of how: its number stays its own."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _stream(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdout is None:
        raise ValueError("the program's output was not asked for")
    return process.stdout


def _end_of(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - MOST_SAID))
        return file.read().decode(errors="replace")
