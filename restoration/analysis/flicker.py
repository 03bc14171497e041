"""Flicker: how far each picture's exposure lies from that of the pictures around it."""

import numpy as np
import numpy.typing as npt

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.luma import Array
from restoration.analysis.seen import Seen
from restoration.analysis.smoothing import Floats, local_mean, ramp, smooth_path

KIND = "flicker"
UNIT = 65536
"""Gains are natural logarithms in 1/65536."""

CLAMP = float(np.log(1.15))
"""No picture is made brighter or darker by more than 15 %."""
FLASH = float(np.log(1.4))
"""A picture further off than this was made so (flash, lightning, white frame) and is left alone."""

_GRID = 8
_BLACK, _WHITE = 0.02, 0.97
"""Blocks darker or brighter than this hold no measure of exposure."""
_FEWEST_BLOCKS = 6
_FAINT, _PLAIN = 0.002, 0.005
"""Flicker below/above which (local RMS of the logarithm) nothing/everything is corrected."""
_APART, _TOGETHER = 0.08, 0.04
"""Spread of the blocks' changes at which it is the scene that changes, not the exposure."""
_SOME_HELD, _MANY_HELD = 0.45, 0.3


class FlickerMeasure:
    """Collects how exposure changes from picture to picture, then turns each shot's curve into gains."""

    def __init__(self) -> None:
        self._last: Floats | None = None
        self._steps: list[tuple[float, float]] = []
        self._held: list[bool] = []
        self._shots: list[Floats] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        blocks = _block_means(seen.small)
        self._steps.append((0.0, 0.0) if self._last is None or seen.is_held else _change(self._last, blocks))
        self._held.append(seen.is_held)
        self._last = blocks

    def end_shot(self) -> None:
        """Work out the gains of the shot whose pictures were added since the last call."""
        steps = np.array(self._steps, dtype=np.float64).reshape(-1, 2)
        curve = np.cumsum(steps[:, 0])
        gain = smooth_path(curve) - curve
        gain[np.abs(gain) > FLASH] = 0
        gain = np.clip(gain, -CLAMP, CLAMP)
        held = np.array(self._held, dtype=np.float64)
        trust = ramp(np.sqrt(local_mean(gain**2)), _FAINT, _PLAIN)
        trust *= ramp(local_mean(steps[:, 1]), _APART, _TOGETHER) * ramp(local_mean(held), _SOME_HELD, _MANY_HELD)
        gain *= trust
        for frame in np.flatnonzero(held):
            gain[frame] = gain[frame - 1]
        self._shots.append(gain)
        self._last, self._steps, self._held = None, [], []

    def finish(self) -> Analysis:
        """Return the gains of all shots: `gain`, natural logarithm in 1/65536."""
        gain = np.round(np.concatenate(self._shots) * UNIT).astype(np.int32)
        percent = 100 * np.abs(np.expm1(gain / UNIT))
        summary = {
            "unit": "%",
            "typical": round(float(np.sqrt(np.mean(percent**2))), 2),
            "largest": round(float(percent.max()), 2),
            "largest_frame": int(percent.argmax()),
            "corrected_frames": int((gain != 0).sum()),
        }
        return Analysis(KIND, pack({"gain": gain}), summary)


def _block_means(luma: Array) -> Floats:
    """Return the means of an 8x8 grid of blocks; a picture with fewer pixels on a side has fewer blocks there."""
    rows, columns = (np.array_split(np.arange(length), min(_GRID, length)) for length in luma.shape)
    sums = np.add.reduceat(np.add.reduceat(luma, _starts(rows), axis=0, dtype=np.float64), _starts(columns), axis=1)
    sizes = np.array([len(row) for row in rows])[:, None] * np.array([len(column) for column in columns])[None, :]
    return np.asarray(sums / sizes)


def _starts(parts: list[npt.NDArray[np.intp]]) -> list[int]:
    return [int(part[0]) for part in parts]


def _change(before: Floats, after: Floats) -> tuple[float, float]:
    """Return the median change of the blocks (natural logarithm) and its spread (median absolute deviation)."""
    usable = (np.minimum(before, after) > _BLACK) & (np.maximum(before, after) < _WHITE)
    if usable.sum() < _FEWEST_BLOCKS:
        return 0.0, 0.0
    change = np.log(after[usable] / before[usable])
    median = float(np.median(change))
    return median, float(np.median(np.abs(change - median)))
