"""Where the tracked scratches lie on a stage's own pictures."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import StageWindow
from restoration.stages.raster import Raster
from restoration.stages.scratch.spec import POLARITY_BRIGHT, POLARITY_DARK, WIDEST_SIGMA, ScratchParameters

Array = npt.NDArray[np.float32]
Rows = npt.NDArray[np.integer]

UNIT = 256
_FWHM = 2.355
LEARNED, MORE_ASKED, MOST_DOUBTED, SUREST = 1000, 500, -400, 1.5
"""A network's log-odds on a line, up to the surest, are so much confidence, less what is asked for in addition. They
take away no more than that doubt: what runs through the film beyond doubt, by its motion, is a scratch all the same."""
_FADE = 1 / 16
"""Beyond the rows on which it was seen a scratch is repaired for this part of the height, with less and less share."""


@dataclass(frozen=True)
class Scratch:
    """One scratch: its column in each row of the pictures that show it (by frame), its width, and where to repair.

    ``share``: H, 0..1, over the rows of the current picture. ``in_codes``: whether it adds up in codes rather than in
    density. ``is_pointed_out``: by people, not tracked.
    """

    columns: dict[int, Array]
    sigma: float
    share: Array
    in_codes: bool = False
    is_pointed_out: bool = False


def tracked(window: StageWindow, parameters: ScratchParameters, odds: Array | None = None) -> list[Scratch]:
    """Return the scratches on the current picture that are sure enough, the surest first.

    Tracks are measured on the scan; each picture's placement moves them along. ``odds``: log-odds (HxW) that a scratch
    lies there, as a network sees the picture; on a line they count as confidence.
    """
    if "scratch" not in window.analyses:
        return []
    rows = window.analyses["scratch"]
    names = ("top", "bottom", "sigma", "strength", "first_row", "end_row", "confidence", "in_codes")
    now = {name: rows.at(name, window.index) for name in names}
    height = window.current.shape[0]
    found = []
    for track in range(len(now["confidence"])):
        sigma = int(now["sigma"][track]) / UNIT * _scale(window, window.index)
        if int(now["confidence"][track]) < 1 or not _is_wanted(int(now["strength"][track]), sigma, parameters):
            continue
        columns = {}
        for frame in window.frames:
            ends = [int(rows.at(name, frame)[track]) for name in ("top", "bottom")]
            if int(rows.at("confidence", frame)[track]) > 0:
                columns[frame] = _columns(window, frame, ends[0] / UNIT, ends[1] / UNIT)
        share = _share(int(now["first_row"][track]), int(now["end_row"][track]), height)
        scratch = Scratch(columns, sigma, share, in_codes=int(now["in_codes"][track]) == 1)
        learned = 0.0 if odds is None else _learned(scratch, window, odds)
        if int(now["confidence"][track]) + learned >= max(1, 1000 - parameters.sensitivity):
            found.append(scratch)
    return found


def may_show(window: StageWindow) -> bool:
    """Say whether any track was measured on the current picture."""
    rows = window.analyses.get("scratch")
    return rows is not None and bool((rows.at("confidence", window.index) > 0).any())


def _learned(scratch: Scratch, window: StageWindow, odds: Array) -> float:
    """Return what the mean log-odds along a line are in confidence; in each row the greatest beside it counts."""
    height, width = odds.shape
    beside = Raster.of(height, width, window.coding).reduction
    rows = np.flatnonzero(scratch.share >= 1)
    columns = np.round(scratch.columns[window.index][rows]).astype(int)
    near = np.clip(columns[:, None] + np.arange(-beside, beside + 1), 0, width - 1)
    if not len(rows):
        return 0.0
    said = min(SUREST, float(odds[rows[:, None], near].max(axis=1).mean()))
    return max(MOST_DOUBTED, LEARNED * said - MORE_ASKED)


def _is_wanted(strength: int, sigma: float, parameters: ScratchParameters) -> bool:
    if parameters.polarity == (POLARITY_DARK if strength > 0 else POLARITY_BRIGHT):
        return False
    return sigma <= WIDEST_SIGMA and sigma * _FWHM <= parameters.max_width


def _scale(window: StageWindow, frame: int) -> float:
    placement = window.placements.get(frame)
    return 1.0 if placement is None else float(abs(placement[0, 0]))


def _columns(window: StageWindow, frame: int, top: float, bottom: float) -> Array:
    """Return the line's column in each row of `frame`; it runs between the outer edges of first and last row."""
    height = window.current.shape[0]
    ends = np.array([[top, -0.5, 1.0], [bottom, height - 0.5, 1.0]]).T
    placement = window.placements.get(frame)
    (x0, x1), (y0, y1) = ends[:2] if placement is None else placement @ ends
    return np.asarray(x0 + (x1 - x0) * (np.arange(height) - y0) / (y1 - y0), dtype=np.float32)


def _share(first: int, end: int, height: int) -> Array:
    """Return 1 on the rows from `first` to `end`, falling to 0 beyond."""
    rows = np.arange(height)
    beyond = np.maximum(np.maximum(first - rows, rows - (end - 1)), 0)
    return np.asarray(np.clip(1 - beyond / max(1.0, _FADE * height), 0, 1), dtype=np.float32)
