"""Invention by shot: figures for a lane and a limit, and the list of places to look at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from restoration.invention.bands import Array
from restoration.invention.places import Place, holds, worst_first

LISTED: Final = 20
"""Places kept of one shot."""
NOTHING: Final = 0.0005
"""Places of less than this mean level, half of what figures tell, are not worth a look."""


@dataclass
class ShotInvention:
    """A shot's figures, gathered picture by picture; of each no more than its mean stays.

    ``frames``: the mean level of each picture by frame, 0..1. ``worst``: the places to look at, worst first, at most
    LISTED: of places of a class of which one has the middle of the other in it (the same part, a face that moves) the
    worst. The last of a class are left out first.
    """

    frames: dict[int, float] = field(default_factory=dict)
    worst: tuple[Place, ...] = ()

    @property
    def level(self) -> float:
        """Return the mean of the pictures' levels; 0 for none."""
        return sum(self.frames.values()) / len(self.frames) if self.frames else 0.0

    def add(self, frame: int, level: Array, places: Iterable[Place]) -> None:
        """Count in a picture: its map's level, H x W, 0..1, and its places (``places_of``)."""
        self.frames[frame] = float(level.mean(dtype=np.float64))
        self.worst = _worst((*self.worst, *places))


def _worst(places: Iterable[Place]) -> tuple[Place, ...]:
    kept: list[Place] = []
    for place in worst_first(place for place in places if place.level >= NOTHING):
        if not any(one.kind == place.kind and holds(one.box, place.box) for one in kept):
            kept.append(place)
        if len(kept) == LISTED:
            break
    return tuple(kept)
