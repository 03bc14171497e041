"""Fades and dissolves: flagged, never cut."""

from collections import deque
from typing import Final

import numpy as np
from numpy.typing import NDArray

from restoration.shots.likeness import Luma, normalised, unlikeness

# Half the frames over which one picture is looked for in the mean of two: dissolves last about 8 to 48 frames.
_HALVES: Final = (4, 8, 12, 24)
_UNLIKE: Final = 0.33
# What the picture in the middle may lack of being the mean of the two, as a part of their difference.
_MISSING: Final = 0.2
_IN_A_ROW: Final = 3
# Standard deviation (8-bit codes) of a blank picture, and of one that shows something.
_BLANK: Final = 3.0
_SHOWS: Final = 15.0
_LEAST_FADE: Final = 6
_MOST_FADE: Final = 96
_SLACK: Final = 0.3


class OpticalFinder:
    """Looks at the small pictures of an axis in order; keeps two seconds of them.

    A dissolve is linear: the picture in its middle is the mean of the two at its ends, which are unlike (after
    Lienhart, 1999). A fade ends or begins in a blank picture, and contrast falls or rises all the way.
    """

    def __init__(self) -> None:
        self._recent: deque[Luma] = deque(maxlen=2 * max(_HALVES) + 1)
        self._contrast: list[float] = []
        self._in_a_row = dict.fromkeys(_HALVES, 0)
        self._dissolves: list[int] = []

    def add(self, small: Luma) -> None:
        """Take the next picture, 48 x 64."""
        self._recent.append(small)
        self._contrast.append(float(small.std()))
        for half in _HALVES:
            self._in_a_row[half] = self._in_a_row[half] + 1 if self._is_middle(half) else 0
            if self._in_a_row[half] == _IN_A_ROW:
                self._dissolves.append(len(self._contrast) - 2 - half)

    def finish(self) -> list[int]:
        """Return the frames, counted from the first, at which a fade or a dissolve was found."""
        contrast = np.array(self._contrast)
        return sorted({*self._dissolves, *_fades(contrast), *(len(contrast) - 1 - n for n in _fades(contrast[::-1]))})

    def _is_middle(self, half: int) -> bool:
        if len(self._recent) < 2 * half + 1:
            return False
        first, middle, last = (self._recent[-1 - back] for back in (2 * half, half, 0))
        one, other = first.astype(np.float32), last.astype(np.float32)
        apart = float(np.abs(one - other).mean())
        missing = float(np.abs(middle - (one + other) / 2).mean())
        if missing > _MISSING * apart or min(first.std(), last.std()) < _SHOWS:
            return False
        return unlikeness(normalised(first), normalised(last)) >= _UNLIKE


def _fades(contrast: NDArray[np.float64]) -> list[int]:
    """Return the frames at which a fade to a blank picture ends."""
    found = []
    for end in np.flatnonzero((contrast[1:] < _BLANK) & (contrast[:-1] >= _BLANK)) + 1:
        start = int(end)
        while start > 0 and contrast[start - 1] > contrast[start] - _SLACK and end - start < _MOST_FADE:
            start -= 1
        steps = np.diff(contrast[start : end + 1])
        is_gradual = len(steps) and -steps.min() < 0.5 * contrast[start]
        falls = int((steps < 0).sum())
        if is_gradual and falls >= _LEAST_FADE and contrast[start] > _SHOWS:
            found.append(int(end))
    return found
