"""An estimate of how much dirt lies on the film, from every few frames."""

import cv2
import numpy as np

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.luma import Array
from restoration.analysis.seen import Seen
from restoration.motion.flow import neighbours
from restoration.stages.dust.detect import detect, view
from restoration.stages.dust.spec import POLARITY_BRIGHT, POLARITY_DARK, DustParameters

KIND = "defects"
UNIT = 1_000_000
"""Amounts are parts per million of the picture's area."""

EVERY = 4
"""Every fourth frame of a shot is looked at."""
MAX_WIDTH = 480
UNKNOWN = -1
"""Frames that were not looked at."""


class DefectMeasure:
    """Looks for dirt on every few pictures with the dust stage's own detector, one neighbour on each side."""

    def __init__(self) -> None:
        self._recent: list[Array] = []
        self._shot: list[tuple[int, int]] = []
        self._shots: list[list[tuple[int, int]]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot; a repeated picture proves nothing and is not looked at."""
        self._recent = [*self._recent, _picture(seen.small)][-3:]
        self._shot.append((UNKNOWN, UNKNOWN))
        middle = len(self._shot) - 2
        if middle >= 1 and middle % EVERY == 1 and not seen.is_held:
            self._shot[middle] = _dirt(dict(zip((-1, 0, 1), self._recent, strict=True)))

    def end_shot(self) -> None:
        """Close the shot: its last picture has no neighbour after it."""
        self._shots.append(self._shot)
        self._recent, self._shot = [], []

    def finish(self) -> Analysis:
        """Return `dark` and `bright`: dirt in parts per million of the area, -1 where not looked at."""
        amounts = np.array([row for shot in self._shots for row in shot], dtype=np.int32)
        known = amounts[amounts[:, 0] != UNKNOWN]
        dark, bright = known.mean(axis=0) / UNIT * 100 if len(known) else (0.0, 0.0)
        worst = int(amounts.sum(axis=1).argmax())
        summary = {
            "unit": "%",
            "dark": round(float(dark), 4),
            "bright": round(float(bright), 4),
            "looked_at": len(known),
            "worst_frame": worst if len(known) else None,
        }
        return Analysis(KIND, pack({"dark": amounts[:, 0], "bright": amounts[:, 1]}), summary)


def _picture(luma: Array) -> Array:
    """Return the luma as a grey picture, at most MAX_WIDTH wide."""
    height, width = luma.shape
    if width > MAX_WIDTH:
        size = (MAX_WIDTH, max(1, round(height * MAX_WIDTH / width)))
        luma = cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.repeat(luma[..., None], 3, axis=2)


def _dirt(frames: dict[int, Array]) -> tuple[int, int]:
    """Return the area of dark and of bright dirt on the middle picture, in parts per million."""
    found = neighbours(frames)
    seen = view(frames[0], found)
    dark, bright = (
        detect(seen, found, DustParameters(polarity=polarity)).mean() for polarity in (POLARITY_DARK, POLARITY_BRIGHT)
    )
    return round(float(dark) * UNIT), round(float(bright) * UNIT)
