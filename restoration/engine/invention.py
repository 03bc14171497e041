"""The invention map of a segment: levels kept beside the pictures, figures by frame and place in the report.

Levels are an estimate (``restoration.invention``) and in no key: they are made of what is in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from restoration.engine.frame_archive import FrameArchive
from restoration.engine.geometry import Level, Placement, Size, scan_edges
from restoration.invention import FACES, LETTERING, Place, ShotInvention, boxes_of, places_of
from restoration.invention.bands import Array
from restoration.recipe.scope import REGION_UNITS, Region
from restoration.stages.contract import AnalysisRows
from restoration.timebase import FrameRange

MOST: Final = np.float32(255)
PARTS: Final = 1000
"""Figures are whole numbers of so many parts of the highest level."""


@dataclass(frozen=True)
class Invented:
    """What a stage invented of one picture: the level in its input's raster, and its places there, worst first."""

    level: Level
    places: tuple[Place, ...]


def invented(
    level: Level,
    frame: int,
    analyses: Mapping[str, AnalysisRows],
    regions: Iterable[Region | None],
    *,
    scan: Size,
    placement: Placement,
) -> Invented:
    """Return a level with its places.

    First come the ``regions`` (of the scan) in which people said something of the stage, then the faces and the letters
    that were found, where these measurements are among ``analyses``. ``placement``: where the scan lies in the level's
    raster.
    """
    faces, letters = (
        [_moved(box, placement) for box in boxes_of(analyses, kind, frame, 1)] for kind in (FACES, LETTERING)
    )
    named = [_moved(scan_edges(region, scan), placement) for region in regions if region is not None]
    places = places_of(parts_of(level), frame, lettering=letters, faces=faces, pointed_out=named)
    return Invented(level, places)


def parts_of(level: Level) -> Array:
    """Return a level as it is estimated, 0..1."""
    return np.asarray(level / MOST, np.float32)


def _moved(box: tuple[float, float, float, float], placement: Placement) -> tuple[int, int, int, int]:
    """Return the smallest box of whole pixels around a box of the scan; both are edges of pixels."""
    corners = np.array([[x - 0.5, y - 0.5, 1.0] for x in (box[0], box[2]) for y in (box[1], box[3])]).T
    x, y = (placement @ corners)[:2] + 0.5
    left, top, right, bottom = np.floor(x.min()), np.floor(y.min()), np.ceil(x.max()), np.ceil(y.max())
    return int(left), int(top), int(right), int(bottom)


class InventionFigures:
    """Gathers what was invented, picture by picture, in numbers."""

    def __init__(self) -> None:
        self._shot = ShotInvention()
        self._size: Size = (1, 1)

    def add(self, frame: int, found: Invented) -> None:
        """Count one picture in."""
        self._shot.add(frame, parts_of(found.level), found.places)
        self._size = found.level.shape

    def report(self, frames: FrameRange) -> dict[str, Any]:
        """Return the figures of ``frames`` as JSON values, all levels in 1/1000.

        ``first``, ``levels``: the mean level of each picture, None where the stage drew nothing; ``level``: their mean.
        ``worst``: places to look at, worst first: ``frame`` (of the scan), ``kind``, ``box`` (x, y, width and height in
        1/65536 of the picture), ``level`` (its mean) and ``most`` (its highest).
        """
        by_frame = self._shot.frames
        levels = [_parts(by_frame[frame]) if frame in by_frame else None for frame in frames]
        worst = [self._listed(place) for place in self._shot.worst if _parts(place.level)]
        return {"first": frames.first, "level": _parts(self._shot.level), "levels": levels, "worst": worst}

    def _listed(self, place: Place) -> dict[str, Any]:
        height, width = self._size
        left, top, right, bottom = place.box
        x, y = REGION_UNITS * left // width, REGION_UNITS * top // height
        box = [x, y, REGION_UNITS * right // width - x, REGION_UNITS * bottom // height - y]
        figures = {"level": _parts(place.level), "most": _parts(place.most)}
        return {"frame": place.frame, "kind": place.kind, "box": box, **figures}


class InventionArchive(FrameArchive):
    """Writes levels, frame by frame, into a ``.npz`` and gathers their ``figures``; equal levels give equal bytes.

    ``numpy.load(path)["42"]`` is the level of scan frame 42, uint8 H x W; every row but the first as its differences
    from the row above (modulo 256): neighbours are alike, so that takes less room.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.figures = InventionFigures()

    def add(self, frame: int, found: Invented) -> None:
        """Store the level of one frame."""
        self.figures.add(frame, found)
        self.store(str(frame), np.diff(found.level, axis=0, prepend=np.uint8(0)))


def _parts(level: float) -> int:
    return round(PARTS * level)


def read_level(path: Path, frame: int) -> Level | None:
    """Return the level of a frame from such an archive, uint8 H x W; None where it holds none for it."""
    with np.load(path, allow_pickle=False) as archive:
        if str(frame) not in archive.files:
            return None
        return np.asarray(np.cumsum(archive[str(frame)], axis=0, dtype=np.uint8))
