"""Burned-in letters: subtitles and title cards, which do not belong to the picture that they lie on."""

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.lettering import Box, Bytes, Strokes, at_least, rows_of_letters, strokes_of
from restoration.analysis.luma import Array

KIND = "text"
MOST = 4
"""Boxes kept of one frame, the largest ones."""
NONE = -1

STANDS = 9
"""Letters stand still for at least this many frames (or all of a shorter shot) ..."""
_SEEN = 7
"""... in which each pixel of theirs is seen this often."""
_ALIKE = 0.6
"""Least correlation of a row's strokes on the last of these frames with the first and middle, moved by up to _SWAY."""
_SWAY = 1
_EARLY = 3
_HOLE = 2
"""Frames on which a row is missed (a splice, dirt) between two that show it, and filled in."""
_SAME = 0.5
_MARGIN = 3
"""Outlines and shadows reach this many measured pixels beyond the strokes."""


@dataclass(frozen=True)
class _Look:
    """One picture's strokes and, by pixel, on how many of the last STANDS pictures they lay there."""

    strokes: Strokes
    seen: Bytes


class TextMeasure:
    """Finds strokes that stand still for a third of a second and lie in rows.

    A frame's boxes depend on a finite number of frames to each side, all of them in its shot.
    """

    def __init__(self, scan: tuple[int, ...], measured: tuple[int, ...]) -> None:
        """`scan`, `measured`: height and width of the scan and of the luma that `mask` is given."""
        self._scale = (scan[1] / measured[1], scan[0] / measured[0])
        self._scan = scan
        self._looks: deque[_Look] = deque()
        self._settled = 0
        self._rows: list[list[Box]] = []
        self._shots: list[list[list[Box]]] = []

    def mask(self, small: Array) -> npt.NDArray[np.bool_] | None:
        """Take the next picture of the shot (luma 0..1) and return where letters stand, as far as its past tells.

        Generous: for measurements that are to leave letters out. None where there are none.
        """
        strokes = strokes_of(np.asarray(small * 255 + 0.5, np.uint8))
        seen = strokes.wide
        if self._looks:
            seen = seen + self._looks[-1].seen
            if len(self._looks) >= STANDS:
                seen -= self._looks[-STANDS].strokes.wide
        self._looks.append(_Look(strokes, seen))
        lasting = strokes.thin
        for number in range(2, min(_EARLY, len(self._looks)) + 1):
            lasting = lasting & self._looks[-number].strokes.wide
        rows = rows_of_letters(strokes, lasting)
        while len(self._looks) - self._settled >= STANDS:
            self._settle()
        return _painted(rows, small.shape) if rows else None

    def end_shot(self) -> None:
        """Settle the last pictures of the shot and keep the rows that stand for long enough."""
        while self._settled < len(self._looks):
            self._settle()
        self._shots.append(_standing(_filled(self._rows), min(STANDS, len(self._rows))))
        self._looks.clear()
        self._rows = []
        self._settled = 0

    def finish(self) -> Analysis:
        """Return `boxes` (N x 4 x 4: left, top, right, bottom edge in scan pixels, -1 where none) and `present` (N)."""
        frames = [rows for shot in self._shots for rows in shot]
        boxes = np.full((len(frames), MOST, 4), NONE, np.int32)
        for frame, rows in enumerate(frames):
            largest = sorted(rows, key=lambda box: (box[0] - box[2]) * (box[3] - box[1]))[:MOST]
            for place, box in enumerate(sorted(largest, key=lambda box: (box[1], box[0]))):
                boxes[frame, place] = self._on_scan(box)
        present = np.array([bool(rows) for rows in frames], dtype=np.int32)
        summary = {
            "frames_with_text": int(present.sum()),
            "shots": [{"frames_with_text": sum(bool(rows) for rows in shot)} for shot in self._shots],
        }
        return Analysis(KIND, pack({"boxes": boxes, "present": present}), summary)

    def _settle(self) -> None:
        """Find the rows of the next picture, which has all the future that it needs."""
        here = self._settled
        found: list[Box] = []
        for end in sorted({min(here + ahead, len(self._looks) - 1) for ahead in (STANDS - 1, STANDS // 2, 0)})[::-1]:
            new = [box for box in self._rows_within(here, end) if not _shows(found, box)]
            found += new
        self._rows.append(found)
        if self._settled < STANDS - 1:
            self._settled += 1
        else:
            self._looks.popleft()

    def _rows_within(self, here: int, end: int) -> list[Box]:
        """Return the rows of picture `here` that stand still over the pictures up to `end`."""
        first = max(0, end - STANDS + 1)
        strokes, count = self._looks[here].strokes, end - first + 1
        if count < STANDS and (first > 0 or end < len(self._looks) - 1):
            return []
        needed = max(1, round(count * _SEEN / STANDS))
        standing = at_least(self._looks[end].seen, needed) & strokes.thin
        last = self._looks[end].strokes.thin
        earlier = [self._looks[number].strokes.thin for number in (first, (first + end) // 2)]
        rows = rows_of_letters(strokes, standing)
        return [box for box in rows if all(_is_alike(before, last, box) for before in earlier)]

    def _on_scan(self, box: Box) -> list[int]:
        """Return a box with its margin in scan pixels, inside the scan."""
        (across, down), (height, width) = self._scale, self._scan
        left, top, right, bottom = box
        return [
            max(0, int((left - _MARGIN) * across)),
            max(0, int((top - _MARGIN) * down)),
            min(width, int(np.ceil((right + _MARGIN) * across))),
            min(height, int(np.ceil((bottom + _MARGIN) * down))),
        ]


def _painted(rows: list[Box], shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    mask = np.zeros(shape, bool)
    for left, top, right, bottom in rows:
        mask[max(0, top - _MARGIN) : bottom + _MARGIN, max(0, left - _MARGIN) : right + _MARGIN] = True
    return mask


def _is_alike(before: Bytes, after: Bytes, box: Box) -> bool:
    """True if the strokes in a box lie on the same pixels of two pictures, but for the letters' own weave."""
    left, top, right, bottom = box
    if before[top:bottom, left:right].any() and after[top:bottom, left:right].any():
        one, other = (cv2.blur(strokes[top:bottom, left:right] * np.uint8(255), (3, 3)) for strokes in (before, after))
        wider = cv2.copyMakeBorder(other, _SWAY, _SWAY, _SWAY, _SWAY, cv2.BORDER_CONSTANT)
        return bool(cv2.matchTemplate(wider, one, cv2.TM_CCOEFF_NORMED).max() >= _ALIKE)
    return False


def _is_same(a: Box, b: Box) -> bool:
    """True if two boxes share at least half of what they cover together."""
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0, across) * max(0, down)
    covered = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)) - shared
    return shared >= _SAME * covered


def _shows(rows: list[Box], box: Box) -> bool:
    return any(_is_same(box, other) for other in rows)


def _filled(frames: list[list[Box]]) -> list[list[Box]]:
    """Add the rows that are missed on at most _HOLE frames between two that show them."""
    filled = [list(rows) for rows in frames]
    for first, rows in enumerate(frames):
        for end in range(first + 2, min(first + _HOLE + 2, len(frames))):
            for box in rows:
                hole = range(first + 1, end)
                if _shows(frames[end], box) and not any(_shows(filled[frame], box) for frame in hole):
                    for frame in hole:
                        filled[frame].append(box)
    return filled


def _standing(frames: list[list[Box]], needed: int) -> list[list[Box]]:
    """Return the rows that are seen on at least `needed` frames in a row."""
    return [
        [
            box
            for box in rows
            if 1
            + _stretch(frames[max(0, frame - needed) : frame][::-1], box)
            + _stretch(frames[frame + 1 : frame + needed], box)
            >= needed
        ]
        for frame, rows in enumerate(frames)
    ]


def _stretch(frames: list[list[Box]], box: Box) -> int:
    """Return for how many frames from the first on the box is seen."""
    return next((count for count, rows in enumerate(frames) if not _shows(rows, box)), len(frames))
