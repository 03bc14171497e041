"""Tape splices: how much of the pictures beside each cut lies under tape."""

from collections import deque
from collections.abc import Mapping

import numpy as np

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.luma import Array
from restoration.analysis.seen import Seen
from restoration.stages.tear.detect import tape_rows
from restoration.stages.tear.reference import aligned, inward
from restoration.stages.tear.spec import SPLICE_FRAMES, TEMPORAL_RADIUS

KIND = "splice"
UNIT = 1000
"""Amounts are parts per thousand of the picture's height."""

_KEPT = SPLICE_FRAMES + TEMPORAL_RADIUS


class SpliceMeasure:
    """Looks for tape on the first and last pictures of each shot, with the tear stage's own detector."""

    def __init__(self) -> None:
        self._first: list[Array] = []
        self._last: deque[Array] = deque(maxlen=_KEPT)
        self._count = 0
        self._shots: list[np.ndarray[tuple[int], np.dtype[np.int32]]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        picture = np.repeat(seen.small[..., None], 3, axis=2)
        if len(self._first) < _KEPT:
            self._first.append(picture)
        self._last.append(picture)
        self._count += 1

    def end_shot(self) -> None:
        """Look at the pictures beside the cuts of the shot."""
        rows = np.zeros(self._count, np.int32)
        ends: Mapping[int, Array] = dict(enumerate(self._first)) | {
            self._count - len(self._last) + place: picture for place, picture in enumerate(self._last)
        }
        for index in ends:
            if min(index, self._count - 1 - index) < SPLICE_FRAMES:
                around = {number - index: ends[number] for number in ends if abs(number - index) <= TEMPORAL_RADIUS}
                rows[index] = _taped(around, index, self._count)
        self._shots.append(rows)
        self._first, self._count = [], 0
        self._last.clear()

    def finish(self) -> Analysis:
        """Return `rows`: rows under tape in 1/1000 of the height; 0 for pictures away from cuts."""
        rows = np.concatenate(self._shots)
        shots = [{"taped_frames": int((shot > 0).sum())} for shot in self._shots]
        summary = {"taped_frames": int((rows > 0).sum()), "shots": shots}
        return Analysis(KIND, pack({"rows": rows}), summary)


def _taped(frames: dict[int, Array], index: int, count: int) -> int:
    made = inward(frames, index, (0, count))
    if made is None:
        return 0
    near = aligned(made, frames[0], np.zeros(frames[0].shape[:2], bool))
    return round(UNIT * float(tape_rows(frames[0], near, 1.0).mean()))
