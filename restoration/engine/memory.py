"""How many pictures are worked on side by side, and how much of one a network is shown at once: what memory holds.

Pictures side by side change no pixel; smaller tiles change them within what back ends may differ by, and show no seam.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

from restoration.engine.costs import enlargement
from restoration.engine.drawing_memory import drawing_bytes, drawn_region
from restoration.engine.errors import DrawingTooLarge
from restoration.engine.geometry import Size
from restoration.engine.request import SegmentRequest
from restoration.models.contract import FolderSpec, GenerativeSpec, Held, Room
from restoration.models.registry import model_specs
from restoration.recipe import ResolvedStage
from restoration.stages.raster import Raster
from restoration.stages.registry import stage_spec

GB: Final = 10**9
BYTES: Final = 3 * 4
"""Of a pixel while it is worked on: three float32."""
READ_AHEAD: Final = 4
"""Pictures between the decoder, the stages and the encoder."""
EACH: Final = 6
"""Pictures' worth of memory that a stage takes while it works on one, its result among them."""
SHARE: Final = 0.8
"""Part of the free memory that one segment may fill: codecs and the system need some too."""
SHOWN: Final = 2
"""Pictures' worth of memory for each frame of a cell as a network is shown it, with the motion to both sides."""
DRAWN: Final = 6
"""Pictures' worth, enlarged, while one of a cell is drawn."""
ESTIMATED: Final = 3
"""Pictures' worth more, enlarged, while a stage estimates what it invented (measured: 8.5 with what it made)."""
LARGEST_TILE: Final = 1024
LEAST_TILE: Final = 128
"""Smaller tiles would be mostly margins."""


def room_for(
    request: SegmentRequest, size: Size, *, most: int, free: int | None, on_device: int | None = None, attempt: int = 1
) -> Room:
    """Return how many pictures of a segment are worked on at once, 1 to `most`, and how large its tiles may be.

    `size`: height and width of the scan. `free`: bytes of memory that may be had; None where it cannot be told.
    `on_device`: the same of a device that networks have memory of their own on; None where they have not.
    `attempt`: counts from 1; after a failed one, which may have run out of memory, half as many pictures and tiles of
    half the side. Raises DrawingTooLarge where a generative model has to hold more than there is.
    """
    allowed = max(1, most >> (attempt - 1))
    largest = max(LEAST_TILE, LARGEST_TILE >> (attempt - 1))
    if free is None:
        return Room(allowed, largest)
    need = _Need.of(request, size)
    need.check_drawing(free, on_device)
    for at_once in range(allowed, 0, -1):
        tile = largest
        while tile >= LEAST_TILE:
            if need.fits(Room(at_once, tile), free * SHARE, None if on_device is None else on_device * SHARE):
                return Room(at_once, tile)
            tile //= 2
    return Room(1, LEAST_TILE)


@dataclass(frozen=True)
class _Need:
    """Bytes that are held whatever is worked on, bytes for each picture worked on, and where networks work.

    `waiting`: bytes between the parts of networks that work on cells, and of what is drawn on them; `drawn`: the most
    that a model which draws holds at once. `networks`: by network, the height and width of the pictures that it is
    given.
    """

    held: float
    each: float
    waiting: int
    drawn: int
    networks: tuple[tuple[Held, Size], ...]

    @classmethod
    def of(cls, request: SegmentRequest, size: Size) -> "_Need":
        held, each, enlarged, waiting, most_drawn = float(READ_AHEAD), EACH, 1, 0, 0
        networks: list[tuple[Held, Size]] = []
        for stage in request.chain.stages:
            spec, settings = stage_spec(stage.stage), _settings(stage)
            read = max(spec.reads(request.chain.frames.first, request.shot, one).count for one in settings)
            estimates = [estimate.radius for one in settings if (estimate := spec.asked(one)) is not None]
            if estimates:
                read += 2 * max(estimates)
                each = EACH + ESTIMATED
            held += read * enlarged**2
            given, used = _times(size, enlarged), _networks(stage)
            networks += [(one, given if one.is_tiled else _reduced(given)) for one in used]
            larger = enlarged * enlargement(stage)
            if any(spec.cells_at(one) is not None for one in settings):
                held += SHOWN * read * enlarged**2 + DRAWN * larger**2
                near = min(read, *(work.frames + 2 * work.halo for work in spec.cells))
                parts = near * given[0] * given[1] * sum(one.waiting for one in used)
                drawing = _drawing(stage)
                # A program of its own takes its own memory.
                own = [one for one in drawing if isinstance(one, FolderSpec)]
                region = drawn_region(stage, settings, size)
                large = None if region is None else _times(region, larger)
                drawn = max((drawing_bytes(one, _times(size, larger), read, large) for one in own), default=0)
                most_drawn = max(most_drawn, drawn)
                # One after the other: first all pictures are enlarged, and they wait while a model draws on them.
                waiting += max(parts, drawn)
                held += read * larger**2 if drawing else 0
            enlarged = larger
        picture = size[0] * size[1] * BYTES
        return cls(held * picture, each * enlarged**2 * picture, waiting, most_drawn, tuple(networks))

    def check_drawing(self, free: float, on_device: float | None) -> None:
        """Raise DrawingTooLarge where a model that draws would hold more than there is: it cannot be made smaller."""
        least, there = (self.drawn + self.held, free) if on_device is None else (self.drawn, on_device)
        if self.drawn and least > there:
            raise DrawingTooLarge(needed=ceil(least / GB), free=int(there / GB))

    def fits(self, room: Room, free: float, on_device: float | None) -> bool:
        """Say whether there is memory for it. What a network took it keeps for the next time: all of them count."""
        tiles = sum(held.bytes_for(*size, room.tile) for held, size in self.networks)
        pictures, networks = self.held + room.at_once * self.each, self.waiting + room.at_once * tiles
        if on_device is None:
            return pictures + networks <= free
        return pictures <= free and networks <= on_device


def _reduced(size: Size) -> Size:
    reduction = Raster.of(*size).reduction
    return -(-size[0] // reduction), -(-size[1] // reduction)


def _times(size: Size, larger: int) -> Size:
    return size[0] * larger, size[1] * larger


def _settings(stage: ResolvedStage) -> list[Mapping[str, int]]:
    """Return the parameters of each place where the stage works: the hungriest says what is needed."""
    return [setting.parameters for setting in stage.settings if setting.parameters is not None] or [{}]


def _drawing(stage: ResolvedStage) -> list[GenerativeSpec]:
    names = sorted({name for setting in stage.settings for name in setting.models})
    specs = [model_specs().get(name) for name in names]
    return [spec for spec in specs if isinstance(spec, GenerativeSpec)]


def _networks(stage: ResolvedStage) -> list[Held]:
    names = sorted({name for setting in stage.settings for name in setting.models})
    found = [model_specs()[name].held for name in names if name in model_specs()]
    return [held for held in found if held is not None]


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
