"""What sandbox children do in the tests: work, report, and misbehave."""

import ctypes
import os
import resource
import socket
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av

from restoration.errors import RestorationError
from restoration.media import find_medium, open_reader
from restoration.media.errors import NotAFilm
from restoration.timebase import FrameRange, FrameRate

Report = Callable[[dict[str, Any]], None]


def count(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    for number in range(arguments["to"]):
        report({"number": number})
    return {"sum": sum(range(arguments["to"]))}


def surroundings(_: dict[str, Any], __: Report) -> dict[str, Any]:
    return {
        # What it was started with: OpenCV adds names of its own when it is imported.
        "environment": [pair.partition("=")[0] for pair in Path("/proc/self/environ").read_text().split("\0") if pair],
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "descriptors": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "cpu": resource.getrlimit(resource.RLIMIT_CPU)[0],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "file": resource.getrlimit(resource.RLIMIT_FSIZE)[0],
        "folder": str(Path.cwd()),
    }


def refuse(arguments: dict[str, Any], _: Report) -> dict[str, Any]:
    raise NotAFilm(name=arguments["name"], found="it is a test")


class UnknownElsewhere(RestorationError):
    code = "unknown-elsewhere"
    sentence = "{name} is only known in the child."


def refuse_unknown(_: dict[str, Any], __: Report) -> dict[str, Any]:
    raise UnknownElsewhere(name="reel 3")


def stumble(_: dict[str, Any], __: Report) -> dict[str, Any]:
    message = "seven"
    raise KeyError(message)


def swallow_memory(_: dict[str, Any], __: Report) -> dict[str, Any]:
    held = []
    while True:
        held.append(bytearray(64 * 1024 * 1024))


def swallow_memory_in_c(_: dict[str, Any], __: Report) -> dict[str, Any]:
    held = []
    while True:
        held.append(av.VideoFrame(8192, 8192, "yuv444p16le"))


def loop(_: dict[str, Any], __: Report) -> dict[str, Any]:
    while True:
        pass


def sleep(_: dict[str, Any], report: Report) -> dict[str, Any]:
    report({"state": "asleep"})
    time.sleep(600)
    return {}


def crash(_: dict[str, Any], __: Report) -> dict[str, Any]:
    ctypes.string_at(0)
    return {}


def leave(_: dict[str, Any], __: Report) -> dict[str, Any]:
    os._exit(7)


def chatter(_: dict[str, Any], __: Report) -> dict[str, Any]:
    os.write(1, b'{"kind":"result","value":{"forged":true}}\n')
    print("a decoder prints")
    return {"forged": False}


def call_home(arguments: dict[str, Any], _: Report) -> dict[str, Any]:
    with socket.create_connection(("127.0.0.1", arguments["port"]), timeout=5):
        return {}


def read(arguments: dict[str, Any], _: Report) -> dict[str, Any]:
    return {"text": Path(arguments["path"]).read_text()}


def write(arguments: dict[str, Any], _: Report) -> dict[str, Any]:
    path = Path(arguments["path"])
    path.write_bytes(bytes(arguments["size"]))
    return {"size": path.stat().st_size}


def use_a_folder(arguments: dict[str, Any], _: Report) -> dict[str, Any]:
    with TemporaryDirectory(dir=arguments["path"]) as folder:
        (Path(folder) / "a.txt").write_text("words")
    return {"left": len(list(Path(arguments["path"]).iterdir()))}


def open_by_name(arguments: dict[str, Any], _: Report) -> dict[str, Any]:
    """What a careless caller of libav would do with a playlist."""
    with av.open(arguments["path"], options={"allowed_extensions": "ALL", "extension_picky": "0"}) as container:
        return {"frames": sum(1 for _frame in container.decode(video=0))}


def examine(arguments: dict[str, Any], report: Report) -> dict[str, Any]:
    """Facts and first frames (all with ``most`` 0) of each path, or the code of its refusal, reported one by one."""
    for path in arguments["paths"]:
        report({"path": path, "state": "begun"})
        try:
            with open_reader(find_medium(Path(path), FrameRate(24))) as reader:
                facts = reader.facts
                most = arguments["most"] or facts.frame_count
                read_now = sum(1 for _ in reader.frames(FrameRange(0, min(most, facts.frame_count))))
                report({"path": path, "state": "read", "facts": facts.model_dump(mode="json"), "frames": read_now})
        except RestorationError as error:
            report({"path": path, "state": "refused", "code": error.code, "detail": error.detail})
    return {}
