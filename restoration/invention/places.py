"""Invention by place: parts of the picture with their figures, the worst first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from restoration.invention.bands import Array
from restoration.stages.contract import AnalysisRows

Kind = Literal["pointed_out", "face", "lettering", "picture"]
Box = tuple[int, int, int, int]
"""Left, top, right and bottom edge; right and bottom lie outside."""

ORDER: Final[Mapping[Kind, int]] = {"pointed_out": 0, "face": 1, "lettering": 2, "picture": 3}
"""Classes in which energy alone does not tell how bad it is come first: a stroke too many is another person or word."""
PARTS: Final = (9, 16)
"""The picture is parted into so many rows and columns."""
LETTERING, FACES = "text", "faces"
"""The analyses that find letters and faces."""
_SMALLEST: Final = 8
"""Parts are no smaller than this many pixels to a side."""


@dataclass(frozen=True)
class Place:
    """A part of a generated picture.

    ``box``: in pixels of its level. ``level``: mean of the map, 0..1; ``most``: its highest.
    ``kind``: what stands there. *pointed_out*: a region that somebody named (a hand, a sign: nothing here finds those);
    *face* and *lettering* (burned-in letters): what the ``faces`` and ``text`` analyses found; *picture*: all else.
    """

    frame: int
    kind: Kind
    box: Box
    level: float
    most: float


def places_of(
    level: Array,
    frame: int,
    *,
    lettering: Iterable[Box] = (),
    faces: Iterable[Box] = (),
    pointed_out: Iterable[Box] = (),
) -> tuple[Place, ...]:
    """Return the places of a picture, worst first: by class, then by level. ``level``: H x W, 0..1, of its map.

    Boxes are in pixels of the level, which may be in another raster than the picture. Parts of the picture that lie in
    a named box with their middle are left out. Boxes outside the picture are, too.
    """
    height, width = level.shape
    named: list[tuple[Kind, Box]] = [("pointed_out", box) for box in pointed_out]
    named += [("face", box) for box in faces]
    named += [("lettering", box) for box in lettering]
    found = []
    for kind, box in named:
        left, top, right, bottom = max(0, box[0]), max(0, box[1]), min(width, box[2]), min(height, box[3])
        if left < right and top < bottom:
            found.append(_place(level, frame, kind, (left, top, right, bottom)))
    covered = [place.box for place in found]
    parts = [box for box in _parts(height, width) if not any(holds(one, box) for one in covered)]
    return worst_first([*found, *(_place(level, frame, "picture", box) for box in parts)])


def worst_first(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return places by class, and by level within each."""
    return tuple(sorted(places, key=lambda place: (ORDER[place.kind], -place.level, place.frame, place.box)))


def boxes_of(analyses: Mapping[str, AnalysisRows], kind: str, frame: int, scale: int) -> tuple[Box, ...]:
    """Return what an analysis (LETTERING, FACES) found in a frame, in pixels of a picture ``scale`` times the scan.

    None where it was not made. For pictures that no stage moved.
    """
    rows = analyses.get(kind)
    if rows is None or not rows.at("present", frame):
        return ()
    boxes = rows.at("boxes", frame).tolist()
    return tuple(
        (scale * left, scale * top, scale * right, scale * low) for left, top, right, low in boxes if left >= 0
    )


def _place(level: Array, frame: int, kind: Kind, box: Box) -> Place:
    left, top, right, bottom = box
    inside = level[top:bottom, left:right]
    return Place(frame, kind, box, float(inside.mean(dtype=np.float64)), float(inside.max()))


def _parts(height: int, width: int) -> Sequence[Box]:
    rows, columns = (_edges(side, count) for side, count in zip((height, width), PARTS, strict=True))
    return [(left, top, right, bottom) for top, bottom in pairwise(rows) for left, right in pairwise(columns)]


def _edges(side: int, count: int) -> list[int]:
    parts = max(1, min(count, side // _SMALLEST))
    return [side * part // parts for part in range(parts + 1)]


def holds(outer: Box, inner: Box) -> bool:
    """Say whether a box has the middle of another in it."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x < outer[2] and outer[1] <= y < outer[3]
