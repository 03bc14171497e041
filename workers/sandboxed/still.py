"""What the sandbox child does for a still of a scan. Runs without Django."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from restoration.media import find_medium, open_reader, write_still
from restoration.timebase import FrameRate


def write_scan_still(arguments: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Write frame ``frame`` of the medium at ``path`` to ``target`` as lossless WebP; return its size."""
    rate = FrameRate(*arguments["rate"]) if arguments["rate"] else None
    with open_reader(find_medium(Path(arguments["path"]), rate)) as reader:
        frame = reader.frame(arguments["frame"])
    still = write_still(Path(arguments["target"]), frame.pixels, frame.bit_depth)
    return {"width": still.width, "height": still.height}
