"""Cadence and interlace as they are: repeats, combing, field order, flashes, and the pattern of each shot.

Only measured: nothing is removed, and a pattern is a mark for people (step-printing looks exactly like a fault).
"""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.patterns import pattern_of
from restoration.analysis.seen import Seen

KIND = "cadence"
UNIT = 65536
"""Differences and levels are 1/65536 of the range of codes."""
SHARE = 1_000_000
"""Combing is parts per million of the picture's area."""

_COLUMNS = 160
_COMBED = 0.02
"""A line that lies this far (codes) beyond both lines beside it, on the same side, is a tooth of a comb."""
_TELLS_ORDER = 1.3
"""Lines of two fields that lie next in time fit better than those further apart, by this factor or more."""
_LEAST_ORDER = 0.002

Lines = npt.NDArray[np.float32]
TOP_FIRST, BOTTOM_FIRST, UNKNOWN_ORDER = 1, -1, 0


class CadenceMeasure:
    """Compares each picture with the one before: whole, and line by line of either field."""

    def __init__(self) -> None:
        self._last: Lines | None = None
        self._rows: list[tuple[int, ...]] = []
        self._shots: list[list[tuple[int, ...]]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        lines = _lines(seen)
        combing = round(SHARE * comb_share(lines))
        top = bottom = order = 0
        if self._last is not None and lines.shape[0] >= 4:
            distance = np.abs(lines - self._last).mean(axis=1)
            top, bottom = (round(UNIT * float(distance[parity::2].mean())) for parity in (0, 1))
            order = _field_order(self._last, lines)
        level = round(UNIT * float(lines.mean()))
        self._rows.append((top, bottom, combing, order, level, int(seen.is_held)))
        self._last = lines

    def end_shot(self) -> None:
        """Close the shot: its last picture is compared with none after it."""
        self._shots.append(self._rows)
        self._last, self._rows = None, []

    def finish(self) -> Analysis:
        """Return what was measured by frame, and by shot a pattern and marks (see ``patterns.pattern_of``).

        ``top``, ``bottom``: mean distance of either field's lines from the picture before, 1/65536. ``combing``: ppm.
        ``order``: 1 top field first, -1 bottom first, 0 not told. ``level``: mean luma, 1/65536. ``held``: 1 where it
        repeats the picture before, grain and all.
        """
        names = ("top", "bottom", "combing", "order", "level", "held")
        table = np.array([row for shot in self._shots for row in shot], dtype=np.int32)
        arrays = {name: table[:, column] for column, name in enumerate(names)}
        shots: list[dict[str, Any]] = []
        first = 0
        for rows in self._shots:
            part = {name: array[first : first + len(rows)] for name, array in arrays.items()}
            shots.append({"first": first, "count": len(rows), **pattern_of(part)})
            first += len(rows)
        summary = {"held_frames": int(arrays["held"].sum()), "shots": shots}
        return Analysis(KIND, pack(arrays), summary)


def comb_share(lines: Lines) -> float:
    """Return which part of the picture is combed (0..1), beyond what its texture would be in one field.

    A tooth lies beyond the lines above and below it (Decomb's test, Graft 2003); texture does so within a field too.
    """
    woven = _teeth(lines)
    return max(0.0, woven - max(_teeth(lines[0::2]), _teeth(lines[1::2])))


def _teeth(lines: Lines) -> float:
    if lines.shape[0] < 3:
        return 0.0
    above, below = lines[1:-1] - lines[:-2], lines[1:-1] - lines[2:]
    return float(((above * below > 0) & (np.minimum(np.abs(above), np.abs(below)) > _COMBED)).mean())


def _field_order(before: Lines, after: Lines) -> int:
    """Tell which field is shot first, by weaving each field with the other one of the picture before.

    With the top field first, its lines follow the bottom lines before by one field, and the bottom lines follow the top
    lines before by three.
    """
    top_next, bottom_next = after.copy(), after.copy()
    top_next[1::2], bottom_next[0::2] = before[1::2], before[0::2]
    one, other = (float(_roughness(woven)) for woven in (top_next, bottom_next))
    if max(one, other) - min(one, other) < _LEAST_ORDER or max(one, other) < _TELLS_ORDER * min(one, other):
        return UNKNOWN_ORDER
    return TOP_FIRST if one < other else BOTTOM_FIRST


def _roughness(lines: Lines) -> float:
    return float(np.abs(2 * lines[1:-1] - lines[:-2] - lines[2:]).mean())


def _lines(seen: Seen) -> Lines:
    """Return the picture's luma with all its lines, and few columns."""
    height, width = seen.pixels.shape[:2]
    thinned = np.ascontiguousarray(seen.pixels[:, :: max(1, width // (2 * _COLUMNS)), 1]).astype(np.float32)
    narrow = cv2.resize(thinned, (min(_COLUMNS, thinned.shape[1]), height), interpolation=cv2.INTER_AREA)
    return np.asarray(narrow / np.float32((1 << seen.bit_depth) - 1), dtype=np.float32)
