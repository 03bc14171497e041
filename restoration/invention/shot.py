"""Invention by shot: figures for a lane and a limit, and the list of places to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from restoration.invention.places import ORDER, Place, worst_first

LISTED: Final = 20
"""Places kept of one shot."""


@dataclass(frozen=True)
class ShotInvention:
    """A shot's figures. ``level``: mean of its pictures' levels, 0..1; ``frames``: the level of each by frame.

    ``worst``: the places to look at, worst first: of each part of the picture, and of each class, the frame where it is
    worst, at most LISTED. The last of a class are left out first.
    """

    level: float
    frames: Mapping[int, float]
    worst: tuple[Place, ...]


def shot_invention(pictures: Sequence[tuple[Place, ...]]) -> ShotInvention:
    """Return the figures of a shot from the places (``places_of``) of its pictures; 0 and none for no picture."""
    frames = {places[0].frame: _mean(places) for places in pictures if places}
    level = sum(frames.values()) / len(frames) if frames else 0.0
    by_place = sorted((place for places in pictures for place in places), key=_part)
    worst = worst_first(max(same, key=lambda place: place.level) for _, same in groupby(by_place, key=_part))
    return ShotInvention(level, frames, worst[:LISTED])


def _mean(places: Sequence[Place]) -> float:
    """Return the mean level of the places by the pixels in them."""
    sizes = [(right - left) * (bottom - top) for left, top, right, bottom in (place.box for place in places)]
    return sum(size * place.level for size, place in zip(sizes, places, strict=True)) / sum(sizes)


def _part(place: Place) -> tuple[int, tuple[int, int, int, int]]:
    return ORDER[place.kind], place.box
