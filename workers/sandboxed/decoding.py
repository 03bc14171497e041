"""What the sandbox child does for a render: decode a range of frames into a pipe. Runs without Django."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from restoration.media.errors import SizeChanges
from restoration.timebase import FrameRange
from workers.sandboxed.opening import open_medium


def stream_frames(arguments: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Write frames ``[first, end)`` of the medium at ``path`` into ``pipe``.

    Each frame is 32 bytes of digest, then its RGB codes as little-endian uint16 of ``shape`` (height, width), then its
    infrared plane in the same way, if it has one.
    """
    expected = (*arguments["shape"], arguments["bit_depth"])
    with (
        Path(arguments["pipe"]).open("wb", buffering=0) as pipe,
        open_medium(arguments) as reader,
    ):
        for frame in reader.frames(FrameRange(arguments["first"], arguments["end"])):
            found = (*frame.pixels.shape[:2], frame.bit_depth)
            if found != expected:
                raise SizeChanges(
                    name=reader.name, where=f"frame {frame.index}", expected=str(expected), found=str(found)
                )
            _write(pipe, bytes.fromhex(frame.digest))
            _write(pipe, frame.pixels.astype("<u2").tobytes())
            if frame.infrared is not None:
                _write(pipe, frame.infrared.astype("<u2").tobytes())
    return {"frames": arguments["end"] - arguments["first"]}


def _write(pipe: Any, content: bytes) -> None:
    part = memoryview(content)
    while part:
        part = part[pipe.write(part) :]
