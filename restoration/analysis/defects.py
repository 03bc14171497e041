"""An estimate of how much dirt lies on the film, from every few frames."""

import numpy as np

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.luma import Array
from restoration.analysis.seen import Seen
from restoration.motion.flow import luma
from restoration.stages.dust.detect import detect
from restoration.stages.dust.spec import POLARITY_BRIGHT, POLARITY_DARK, DustParameters
from restoration.stages.dust.view import view
from restoration.stages.raster import Raster

KIND = "defects"
UNIT = 1_000_000
"""Amounts are parts per million of the area looked at."""

EVERY = 8
"""One frame in so many of a shot is looked at, the second one first."""
SAMPLE_WIDTH, SAMPLE_HEIGHT = 640, 480
"""At full size, for small dirt is lost in a reduced picture, but only so much of it: another place each time."""
_PLACES = ((0.5, 0.5), (0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.5, 0.0), (0.5, 1.0), (0.0, 0.5), (1.0, 0.5))
UNKNOWN = -1
"""Frames that were not looked at."""

Amount = tuple[int, int]


class DefectMeasure:
    """Looks for dirt on every few pictures with the dust stage's own detector, one neighbour on each side."""

    def __init__(self) -> None:
        self._recent: list[Array] = []
        self._is_held = False
        self._shot: list[Amount] = []
        self._shots: list[list[Amount]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot; pictures that are repeated prove nothing and are not looked at."""
        look, step = divmod(len(self._shot), EVERY)
        self._shot.append((UNKNOWN, UNKNOWN))
        if step > 2:
            return
        if step == 0:
            self._recent, self._is_held = [], False
        self._recent.append(_sample(seen, _PLACES[look % len(_PLACES)]))
        self._is_held |= step > 0 and seen.is_held
        if step == 2 and not self._is_held:
            height, width = seen.pixels.shape[:2]
            self._shot[-2] = _dirt(dict(zip((-1, 0, 1), self._recent, strict=True)), Raster.of(height, width))

    def end_shot(self) -> None:
        """Close the shot: its last picture has no neighbour after it."""
        self._shots.append(self._shot)
        self._recent, self._shot = [], []

    def finish(self) -> Analysis:
        """Return `dark` and `bright`: dirt in parts per million of the area, -1 where not looked at.

        The summary has their means in percent, and per shot in parts per million (None for a shot that was too short
        to look at): a shot on which next to nothing was found needs no dust stage.
        """
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
            "shots": [_of_shot(shot) for shot in self._shots],
        }
        return Analysis(KIND, pack({"dark": amounts[:, 0], "bright": amounts[:, 1]}), summary)


def _of_shot(shot: list[Amount]) -> dict[str, int | None]:
    """Return what was found on a shot, in parts per million."""
    known = np.array([row for row in shot if row[0] != UNKNOWN], dtype=np.float64)
    if not len(known):
        return {"looked_at": 0, "dark_ppm": None, "bright_ppm": None}
    dark, bright = known.mean(axis=0)
    return {"looked_at": len(known), "dark_ppm": round(float(dark)), "bright_ppm": round(float(bright))}


def _sample(seen: Seen, place: tuple[float, float]) -> Array:
    """Return a part of the picture, 0..1; `place`: how far down and to the right it lies, 0..1."""
    height, width = seen.pixels.shape[:2]
    top, left = (
        round(max(0, side - size) * part)
        for side, size, part in zip((height, width), (SAMPLE_HEIGHT, SAMPLE_WIDTH), place, strict=True)
    )
    part = seen.pixels[top : top + SAMPLE_HEIGHT, left : left + SAMPLE_WIDTH]
    return np.asarray(part / np.float32((1 << seen.bit_depth) - 1), dtype=np.float32)


def _dirt(frames: dict[int, Array], raster: Raster) -> Amount:
    """Return the area of dark and of bright dirt on the middle picture, in parts per million."""
    seen = view(frames, raster, {offset: luma(frame) for offset, frame in frames.items()})
    if seen is None:
        raise ValueError("there are two neighbours to look at")
    dark, bright = (detect(seen, DustParameters(polarity=one)).mean() for one in (POLARITY_DARK, POLARITY_BRIGHT))
    return round(float(dark) * UNIT), round(float(bright) * UNIT)
