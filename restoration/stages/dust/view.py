"""One square of the picture and its neighbours, as the detector looks at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.exposure import evened
from restoration.motion.flow import Array, Neighbour, neighbours
from restoration.stages.raster import Raster

Mask = npt.NDArray[np.bool_]

LEAST_GRAIN, MOST_GRAIN = 0.004, 0.06
"""Finer grain is not told from rounding; what looks coarser is a flash, or motion that was not understood."""
NOT_UNDERSTOOD = 1.0
"""The grain of a range of luma in which no dirt can be told."""
_LEVELS = 8
"""Grain is measured apart in this many ranges of luma: film's depends on density."""
_ENOUGH = 400
"""Pixels that a range of luma must have to be measured for itself."""


@dataclass(frozen=True)
class View:
    """The current picture's luma, its neighbours, and the nearest of these as seen from it.

    `seen`: by offset, the luma of the two neighbours that have to prove dirt, moved onto the current picture and with
    slow differences of exposure evened out: the nearest on each side; next to a cut the two nearest on the one side.
    """

    frame: Array
    current: Array
    found: Sequence[Neighbour]
    seen: dict[int, Array]
    raster: Raster

    @property
    def is_one_sided(self) -> bool:
        """True next to a cut (and among repeats), where the scene is seen from one side in time only."""
        return len({offset > 0 for offset in self.seen}) == 1

    @cached_property
    def grain(self) -> Array:
        """Standard deviation of the grain at each of 256 levels of luma, in codes."""
        differences = self.current - sum(self.seen.values()) / len(self.seen)
        level = np.clip(self.current[::4, ::4] * _LEVELS, 0, _LEVELS - 1).astype(np.intp).ravel()
        apart = np.abs(differences[::4, ::4]).ravel()
        scale = 1.4826 / (1 + 1 / len(self.seen)) ** 0.5
        spread = np.full(_LEVELS, np.median(apart))
        for number in range(_LEVELS):
            here = apart[level == number]
            if len(here) >= _ENOUGH:
                spread[number] = np.median(here)
        at = (np.arange(256) + 0.5) / 256 * _LEVELS - 0.5
        spread = np.where(spread * scale > MOST_GRAIN, NOT_UNDERSTOOD, np.maximum(spread * scale, LEAST_GRAIN))
        curve = np.interp(at, np.arange(_LEVELS), spread)
        return curve.astype(np.float32)

    @cached_property
    def grain_here(self) -> Array:
        """The grain's standard deviation at every pixel, HxW."""
        return np.asarray(cv2.LUT(cv2.convertScaleAbs(self.current, alpha=255), self.grain), np.float32)

    @cached_property
    def typical_grain(self) -> float:
        """The grain of the greater part of the square."""
        return float(np.median(self.grain_here[::8, ::8]))

    def grain_of(self, bright: Array) -> Array:
        """Return the grain's standard deviation at scattered pixels of that luma (N)."""
        return np.asarray(self.grain[np.clip(bright * 255, 0, 255).astype(np.uint8)], np.float32)


def view(frames: Mapping[int, Array], raster: Raster, lumas: Mapping[int, Array]) -> View | None:
    """Look at the neighbours from `frames[0]` (keys are offsets from it); None where it has none."""
    current = lumas[0]
    nearest = _nearest(sorted((offset for offset in frames if offset), key=lambda offset: (abs(offset), offset)))
    if not nearest:
        return None
    found = neighbours(frames, raster.reduction, quick=frames.keys() - set(nearest), lumas=lumas)
    seen = {one.offset: evened(one.seen_as_luma(), current) for one in found if one.offset in nearest}
    return View(frames[0], current, found, seen, raster)


def _nearest(offsets: list[int]) -> list[int]:
    before, after = [n for n in offsets if n < 0], [n for n in offsets if n > 0]
    return [before[0], after[0]] if before and after else offsets[:2]
