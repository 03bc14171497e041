"""Foreign bytes are parsed in a child process that can do little harm."""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, ClassVar, Final

from restoration.errors import RestorationError, error_kinds

_CHILD: Final = Path(__file__).with_name("sandbox_child.py")
_MAX_MESSAGE: Final = 64 * 1024 * 1024
_TAIL: Final = 4000
_ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
_GIB: Final = 1024**3


class SandboxKilled(RestorationError):
    """The child was stopped, or stopped itself, before it answered."""

    code: ClassVar[str] = "sandbox-killed"
    sentence: ClassVar[str] = "Reading was stopped: {found}."


class SandboxTimeout(SandboxKilled):
    """The child took longer than its limit, by the clock or in processor time."""

    code: ClassVar[str] = "sandbox-timeout"
    sentence: ClassVar[str] = "Reading was stopped after {seconds} s: it took too long."


class SandboxOutOfMemory(SandboxKilled):
    """The child wanted more memory than its limit."""

    code: ClassVar[str] = "sandbox-memory"
    sentence: ClassVar[str] = "Reading was stopped: it wanted more than {megabytes} MB of memory."


class SandboxCrashed(SandboxKilled):
    """A decoder crashed on the bytes it was given."""

    code: ClassVar[str] = "sandbox-crashed"
    sentence: ClassVar[str] = "Reading crashed the decoder ({signal}); the medium is damaged or made to do harm."


class SandboxFailed(RestorationError):
    """The child met something nobody expected."""

    code: ClassVar[str] = "sandbox-failed"
    sentence: ClassVar[str] = "Reading failed unexpectedly: {found}."


@dataclass(frozen=True)
class SandboxLimits:
    """What a child may use. Bytes, seconds, counts; ``threads`` holds for ordinary users only."""

    memory_bytes: int = 4 * _GIB
    cpu_seconds: int = 4 * 3600
    wall_seconds: float = 4 * 3600.0
    file_bytes: int = 64 * _GIB
    open_files: int = 256
    threads: int = 64


@dataclass(frozen=True)
class Confinement:
    """What this system enforces on a child beside the limits: no network, and no files but the named ones."""

    network_is_cut: bool
    files_are_fenced: bool


@dataclass
class _Heard:
    """What the child has said so far."""

    confinement: dict[str, Any] = field(default_factory=dict)
    outcome: dict[str, Any] | None = None


def run_sandboxed(
    function: str,
    arguments: Mapping[str, Any],
    *,
    limits: SandboxLimits | None = None,
    readable: Sequence[Path] = (),
    writable: Sequence[Path] = (),
    on_progress: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Run ``"module:function"`` in a child and return its answer.

    The function is called as ``function(arguments, report)``: it returns a dict and may call ``report(dict)``, which
    calls ``on_progress`` here; both JSON. The child sees a cleared environment, the limits, no network, and no files
    but the program, ``readable`` and ``writable`` paths, as far as the system can (see ``confinement``).
    Whatever ``on_progress`` raises stops the child and is raised. Raises ``SandboxTimeout``, ``SandboxOutOfMemory``,
    ``SandboxCrashed``, ``SandboxFailed``, or the ``RestorationError`` that the function raised, as the same class.
    """
    limits = limits or SandboxLimits()
    request = _request(function, limits, arguments, readable=readable, writable=writable)
    return _run(request, limits, on_progress)[0]


def confinement() -> Confinement:
    """What this system enforces on sandbox children, found by starting one."""
    limits = SandboxLimits(wall_seconds=60)
    _, heard = _run(_request("restoration.media.sandbox:_nothing", limits, {}), limits, None)
    return Confinement(bool(heard.get("network")), bool(heard.get("files")))


def _nothing(_arguments: dict[str, Any], _report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    return {}


def _request(
    function: str,
    limits: SandboxLimits,
    arguments: Mapping[str, Any],
    *,
    readable: Sequence[Path] = (),
    writable: Sequence[Path] = (),
) -> dict[str, Any]:
    return {
        "function": function,
        "arguments": dict(arguments),
        "limits": asdict(limits),
        "readable": [str(path.resolve()) for path in readable],
        "writable": [str(path.resolve()) for path in writable],
    }


def _run(
    request: dict[str, Any], limits: SandboxLimits, on_progress: Callable[[dict[str, Any]], None] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(request).encode())
        asked.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", str(_CHILD)],
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=said,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
        try:
            heard, is_late = _listen(child, time.monotonic() + limits.wall_seconds, on_progress)
        finally:
            _stop(child)
        if is_late:
            raise SandboxTimeout(seconds=round(limits.wall_seconds))
        return _answer(child.returncode, heard, limits, said), heard.confinement


def _listen(
    child: subprocess.Popen[bytes], deadline: float, on_progress: Callable[[dict[str, Any]], None] | None
) -> tuple[_Heard, bool]:
    """Read messages until the child closes its end; returns what it said and whether time ran out first."""
    heard, rest = _Heard(), b""
    if child.stdout is None:
        return heard, False
    with selectors.DefaultSelector() as selector, child.stdout as pipe:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return heard, True
            if not selector.select(left):
                continue
            chunk = os.read(pipe.fileno(), 1 << 16)
            if not chunk:
                break
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _MAX_MESSAGE:
                raise SandboxFailed(found="its answer is too long")
            for line in lines:
                _hear(heard, line, on_progress)
    try:
        child.wait(timeout=max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return heard, True
    return heard, False


def _hear(heard: _Heard, line: bytes, on_progress: Callable[[dict[str, Any]], None] | None) -> None:
    try:
        message = json.loads(line)
        kind = message["kind"]
    except (ValueError, TypeError, KeyError):
        raise SandboxFailed(found="its answer is not understood") from None
    if kind == "confined":
        heard.confinement = message
    elif kind != "progress":
        heard.outcome = message
    elif on_progress is not None and isinstance(message.get("value"), dict):
        on_progress(message["value"])


def _stop(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _answer(returncode: int, heard: _Heard, limits: SandboxLimits, said: IO[bytes]) -> dict[str, Any]:
    outcome = heard.outcome or {}
    kind = outcome.get("kind")
    if kind == "result" and isinstance(outcome.get("value"), dict):
        return dict(outcome["value"])
    out_of_memory = SandboxOutOfMemory(megabytes=limits.memory_bytes // 1024**2)
    if kind == "memory":
        raise out_of_memory
    if kind == "error":
        raise _same_error(outcome)
    if kind == "failure":
        raise SandboxFailed(found=f"{outcome.get('type')}: {outcome.get('text')}")
    if returncode == -signal.SIGXCPU:
        raise SandboxTimeout(seconds=limits.cpu_seconds)
    tail = _tail(said)
    # SIGKILL that is not ours comes from the system's own memory guard.
    if returncode == -signal.SIGKILL or any(word in tail for word in ("bad_alloc", "MemoryError", "ut of memory")):
        raise out_of_memory
    if returncode < 0:
        raise SandboxCrashed(signal=signal.Signals(-returncode).name)
    raise SandboxFailed(found=tail.strip().rsplit("\n", maxsplit=1)[-1][:300] or f"exit code {returncode}")


def _same_error(outcome: dict[str, Any]) -> RestorationError:
    kind = error_kinds().get(str(outcome.get("code")))
    values = {str(key): value for key, value in dict(outcome.get("values") or {}).items()}
    if kind is None:
        return SandboxFailed(found=f"{outcome.get('code')} {values}")
    return kind(**values)


def _tail(said: IO[bytes]) -> str:
    length = said.seek(0, os.SEEK_END)
    said.seek(max(0, length - _TAIL))
    return said.read().decode(errors="replace")
