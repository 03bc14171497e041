"""The sandbox child: confines itself, then runs one function on foreign bytes.

Started by path, so that nothing but the standard library is loaded (and no thread runs) before the limits hold.
"""

import ctypes
import importlib.util
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38

# Landlock (Linux 5.13 and later): system call numbers are the same on every architecture.
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_RULE_PATH_BENEATH: Final = 1
_READ: Final = 0b1101
_WRITE: Final = 0b11_1111 | 1 << 7 | 1 << 8 | 1 << 14
_FILE_RIGHTS: Final = 0b0111 | 1 << 14
_RIGHTS_BY_ABI: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_SYSTEM: Final = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/ssl/openssl.cnf",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/sys",
    "/sys/devices/system",
    "/sys/fs/cgroup",
    "/dev/null",
    "/dev/urandom",
)


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def main() -> None:
    """Read the request from standard input, confine, run, write messages to what was standard output."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Decoders print; what they print must never look like a message.
    os.dup2(2, 1)
    request: dict[str, Any] = json.load(sys.stdin)
    root = Path(__file__).resolve().parents[2]
    module, _, name = request["function"].partition(":")
    own = [root / "restoration", root / module.partition(".")[0], Path(sys.prefix), Path(sys.base_prefix)]
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    is_cut_off = _cut_network(libc)
    is_fenced = _fence_files(libc, [*own, *request["readable"]], request["writable"])
    _send(channel, {"kind": "confined", "network": is_cut_off, "files": is_fenced})
    _limit(request["limits"])
    for package in {"restoration", module.partition(".")[0]}:
        _load_package(root / package)
    code = _work(channel, module, name, request["arguments"])
    # Leaves without running finalisers of decoders that were stopped in the middle.
    os._exit(code)


def _work(channel: IO[str], module: str, name: str, arguments: dict[str, Any]) -> int:
    def report(progress: dict[str, Any]) -> None:
        _send(channel, {"kind": "progress", "value": progress})

    try:
        function: Callable[..., dict[str, Any]] = getattr(importlib.import_module(module), name)
        _send(channel, {"kind": "result", "value": function(arguments, report)})
    except MemoryError:
        _send(channel, {"kind": "memory"})
        return 1
    except Exception as error:
        _send(channel, _described(error))
        return 1
    return 0


def _load_package(folder: Path) -> None:
    """Load a top package by its place: behind the fence the checkout's root cannot be searched."""
    spec = importlib.util.spec_from_file_location(
        folder.name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is not None and spec.loader is not None:
        package = importlib.util.module_from_spec(spec)
        sys.modules[folder.name] = package
        spec.loader.exec_module(package)


def _described(error: Exception) -> dict[str, Any]:
    code = getattr(error, "code", None)
    values = getattr(error, "values", None)
    if isinstance(code, str) and isinstance(values, dict):
        return {"kind": "error", "code": code, "values": values}
    # ENOMEM is what decoders return where Python would raise MemoryError.
    if getattr(error, "errno", None) == 12:
        return {"kind": "memory"}
    return {"kind": "failure", "type": type(error).__name__, "text": str(error)[:300]}


def _send(channel: IO[str], message: dict[str, Any]) -> None:
    channel.write(json.dumps(message, separators=(",", ":")) + "\n")
    channel.flush()


def _limit(limits: dict[str, int]) -> None:
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    if os.getuid() != 0:
        # The limit counts every thread of the user, so it is set just above what runs now.
        most = _threads_of(os.getuid()) + limits["threads"]
        hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
        resource.setrlimit(resource.RLIMIT_NPROC, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _threads_of(user: int) -> int:
    count = 0
    for task in Path("/proc").glob("[0-9]*/task"):
        try:
            count += len(list(task.iterdir())) if task.stat().st_uid == user else 0
        except OSError:
            continue
    return count


def _cut_network(libc: Any) -> bool:
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWNET | _CLONE_NEWUSER))


def _fence_files(libc: Any, readable: list[Any], writable: list[Any]) -> bool:
    """Let this process open nothing but these paths, by Landlock. Returns whether the kernel can."""
    abi = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if abi < 1:
        return False
    handled = (1 << _RIGHTS_BY_ABI.get(abi, 16)) - 1
    attributes = _RulesetAttributes(fs=handled)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return False
    for paths, rights in (((*_SYSTEM, *readable), _READ), (writable, _WRITE)):
        for path in paths:
            _allow(libc, ruleset, Path(path), rights & handled)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)


def _allow(libc: Any, ruleset: int, path: Path, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    allowed = rights if path.is_dir() else rights & _FILE_RIGHTS
    rule = _PathBeneath(allowed=allowed, parent=handle)
    libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    os.close(handle)


if __name__ == "__main__":
    main()
