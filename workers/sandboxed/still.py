"""What the sandbox child does for a still of a scan. Runs without Django."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from restoration.media import write_still
from workers.sandboxed.opening import open_medium, viewing


def write_scan_still(arguments: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Write frame ``frame`` of the medium at ``path`` to ``target`` as lossless WebP; return its size."""
    with open_medium(arguments) as reader:
        frame = reader.frame(arguments["frame"])
        seen = viewing(arguments, reader.facts).codes(frame.pixels)
    still = write_still(Path(arguments["target"]), seen, frame.bit_depth)
    return {"width": still.width, "height": still.height}
