"""How many pictures are worked on side by side: as many as memory holds. It changes no pixel."""

from pathlib import Path
from typing import Final

from restoration.engine.costs import enlargement
from restoration.engine.geometry import Size
from restoration.engine.request import SegmentRequest
from restoration.stages.registry import stage_spec

BYTES: Final = 3 * 4
"""Of a pixel while it is worked on: three float32."""
READ_AHEAD: Final = 4
"""Pictures between the decoder, the stages and the encoder."""
EACH: Final = 6
"""Pictures' worth of memory that a stage takes while it works on one, its result among them."""
SHARE: Final = 0.8
"""Part of the free memory that one segment may fill: codecs and the system need some too."""


def frames_side_by_side(request: SegmentRequest, size: Size, *, most: int, free: int | None, attempt: int = 1) -> int:
    """Return how many pictures of a segment are worked on at once: 1 to `most`.

    `size`: height and width of the scan. `free`: bytes of memory that may be had; None where it cannot be told.
    `attempt`: counts from 1; after a failed one, which may have run out of memory, half as many.
    """
    allowed = max(1, most >> (attempt - 1))
    if free is None:
        return allowed
    held, enlarged = float(READ_AHEAD), 1
    for stage in request.chain.stages:
        parameters = stage.settings[0].parameters or {}
        read = stage_spec(stage.stage).reads(request.chain.frames.first, request.shot, parameters)
        held += read.count * enlarged**2
        enlarged *= enlargement(stage)
    picture = size[0] * size[1] * BYTES
    fitting = int((free * SHARE / picture - held) / (EACH * enlarged**2))
    return max(1, min(allowed, fitting))


def free_memory() -> int | None:
    """Return the bytes of memory this process may still fill, by the machine and by its cgroup (version 2)."""
    found = [value for value in (_of_machine(), _of_cgroup()) if value is not None]
    return min(found, default=None)


def _of_machine(meminfo: Path = Path("/proc/meminfo")) -> int | None:
    for line in _lines(meminfo):
        name, _, value = line.partition(":")
        if name == "MemAvailable":
            return int(value.split()[0]) * 1024
    return None


def _of_cgroup(folder: Path = Path("/sys/fs/cgroup")) -> int | None:
    limits = [_lines(folder / name) for name in ("memory.max", "memory.current")]
    if not all(limits) or limits[0][0] == "max":
        return None
    allowed, used = (int(lines[0]) for lines in limits)
    # Files that were read lie in memory until it is wanted for something else.
    given_back = dict(line.split() for line in _lines(folder / "memory.stat")).get("inactive_file", "0")
    return max(0, allowed - used + int(given_back))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
