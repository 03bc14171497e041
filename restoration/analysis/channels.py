"""How far the red and blue records lie from green: shrunken separations and scanners leave them apart."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.luma import Array
from restoration.analysis.seen import Seen
from restoration.analysis.smoothing import Floats
from restoration.analysis.translation import Step, TileSpectra, step_between, tile_spectra

KIND = "channels"
UNIT = 256
"""Offsets are whole numbers of 1/256 pixel of the scan."""

EVERY = 12
"""Every twelfth frame of a shot is looked at."""
_MOST_WIDE, _MOST_HIGH = 960, 640
"""The middle of larger scans is looked at, at full sharpness."""
_AGREE = 0.6
"""Share of the tiles that must show the same offset."""
_LEAST = 0.15
"""Offsets below this many pixels are not told from the lens's colour fringes and the noise of the measurement."""
_SURE = 4.0
_HERE: Final = Step(0.0, 0.0, 1.0)


class ChannelMeasure:
    """Measures a shot's offsets of red and blue against green on some of its frames, and takes the median."""

    def __init__(self) -> None:
        self._count = 0
        self._seen: list[Floats] = []
        self._shots: list[tuple[int, Floats]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        if self._count % EVERY == 0:
            offsets = _offsets(_middle(seen.pixels), seen.bit_depth)
            if offsets is not None:
                self._seen.append(offsets)
        self._count += 1

    def end_shot(self) -> None:
        """Close the shot."""
        self._shots.append((self._count, _settled(self._seen)))
        self._count, self._seen = 0, []

    def finish(self) -> Analysis:
        """Return `red` and `blue` (N x 2: dx, dy against green in 1/256 px of the scan), one value a shot."""
        counts = [count for count, _ in self._shots]
        offsets = np.round(np.array([settled for _, settled in self._shots]) * UNIT).astype(np.int32)
        rows = np.repeat(offsets, counts, axis=0)
        shots: list[dict[str, Any]] = [
            {"red": [round(float(value), 2) for value in red], "blue": [round(float(value), 2) for value in blue]}
            for _, (red, blue) in self._shots
        ]
        summary = {"unit": "px", "largest": round(float(np.abs(offsets).max()) / UNIT, 2), "shots": shots}
        return Analysis(KIND, pack({"red": rows[:, 0], "blue": rows[:, 1]}), summary)


def _middle(pixels: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    height, width = pixels.shape[:2]
    top, left = max(0, (height - _MOST_HIGH) // 2), max(0, (width - _MOST_WIDE) // 2)
    return pixels[top : top + _MOST_HIGH, left : left + _MOST_WIDE]


def _offsets(pixels: npt.NDArray[np.uint16], bit_depth: int) -> Floats | None:
    """Return how far red and blue (2 x dx, dy) lie from green in one picture; None where the tiles do not agree."""
    red, green, blue = (_spectra(pixels[..., channel], bit_depth) for channel in range(3))
    steps = [step_between(green, other, step_between(green, other, _HERE)) for other in (red, blue)]
    if min(step.share for step in steps) < _AGREE:
        return None
    return np.array([(step.dx, step.dy) for step in steps])


def _spectra(channel: npt.NDArray[np.uint16], bit_depth: int) -> TileSpectra:
    scaled: Array = channel.astype(np.float32) / np.float32((1 << bit_depth) - 1)
    return tile_spectra(scaled)


def _settled(seen: list[Floats]) -> Floats:
    """Return the median offset (2 x 2) where it is sure and large enough to matter, 0 elsewhere."""
    if not seen:
        return np.zeros((2, 2))
    offsets = np.array(seen)
    median = np.median(offsets, axis=0)
    spread = 1.4826 * np.median(np.abs(offsets - median), axis=0) / np.sqrt(len(seen))
    matters = np.hypot(*median.T)[:, None] > np.maximum(_LEAST, _SURE * np.hypot(*spread.T)[:, None])
    return np.where(matters, median, 0.0)
