"""Where tiers are compared: small parts of held-out clips, each worth a look. Generative models are slow."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from benchmarks.enlargement.shown import Degradation, Shown, shown
from benchmarks.enlargement.ways import Picture

SCALE: Final = 2
SIDE: Final = 128
"""Of a part, in pixels of the truth."""


@dataclass(frozen=True)
class Place:
    """A part of a clip that begins so many pixels down and across in the truth (even numbers)."""

    clip: str
    down: int
    across: int


PLACES: Final[Mapping[str, Place]] = {
    "spokes": Place("bikes", 96, 300),
    "traffic": Place("traffic", 40, 230),
    "foliage": Place("bear", 70, 480),
    "fur": Place("bear", 160, 80),
    "cyclist": Place("bmx", 40, 200),
    "carving": Place("temple", 60, 290),
    "lettering": Place("packing", 60, 500),
    "fabric": Place("packing", 190, 270),
    "face": Place("carphone", 0, 20),
}


def part_of(place: Place, degradation: Degradation) -> Shown:
    """Return a part of a window of its clip as it is shown, and the truth of it. Raises ClipAbsent."""
    given = _whole(place.clip, degradation)
    return Shown(
        [_cut(one, place, SIDE // SCALE, SCALE) for one in given.pictures],
        [_cut(one, place, SIDE, 1) for one in given.truth],
    )


@cache
def _whole(clip: str, degradation: Degradation) -> Shown:
    return shown(clip, degradation, SCALE)


def _cut(picture: Picture, place: Place, side: int, smaller: int) -> Picture:
    down, across = place.down // smaller, place.across // smaller
    return picture[down : down + side, across : across + side].copy()
