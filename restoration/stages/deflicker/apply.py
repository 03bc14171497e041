"""Gives each picture the exposure that the flicker analysis measured for it."""

import math
from itertools import pairwise
from typing import cast

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import AnalysisRows, StageOutput, StageWindow
from restoration.stages.deflicker.spec import DeflickerParameters

TONES = (0.1, 0.35, 0.7)
"""The codes that `gain_tones` and `offset_tones` stand for."""
UNIT = 65536
"""Gains are stored as natural logarithms in 1/65536, offsets in 1/65536 of the range of codes."""
LARGEST = {"gain": math.log(1.15), "offset": 0.07}
"""No pixel is made brighter or darker by more than this."""
WHITE = 0.97
"""Codes from here to 1 are darkened less and less: what clipped to white stays white."""

Array = npt.NDArray[np.float32]
Floats = npt.NDArray[np.floating]


def apply(window: StageWindow) -> StageOutput:
    """Return the picture in its measured exposure, clipped to 0..1; the engine mixes the input back by strength.

    Display codes are multiplied (``gain`` of the flicker analysis), codes that are logarithms themselves (printing
    density, scene log) moved (``offset``). A correction of nothing returns the very same array.
    """
    rows = window.analyses.get("flicker")
    kind = "gain" if window.coding.coding == "display" else "offset"
    if rows is None or kind not in rows.arrays:
        return StageOutput(window.current)
    height, width = window.current.shape[:2]
    correction = np.clip(_correction(rows, kind, window, height, width), -LARGEST[kind], LARGEST[kind])
    if not correction.any():
        return StageOutput(window.current)
    if kind == "offset":
        return StageOutput(np.clip(window.current + correction, np.float32(0), np.float32(1)))
    lit = window.current * np.exp(correction)
    white = window.current > WHITE
    if white.any():
        found = window.current[white]
        headroom = (found - np.float32(WHITE)) / (np.float32(1) - np.float32(WHITE))
        darker = np.minimum(lit[white] - found, 0)
        lit[white] = np.where(darker < 0, found + darker * (1 - headroom), lit[white])
    return StageOutput(np.clip(lit, np.float32(0), np.float32(1), out=lit))


def _correction(rows: AnalysisRows, kind: str, window: StageWindow, height: int, width: int) -> Array:
    """Return the correction of the current frame, H x W x 3 or what broadcasts to it."""
    parameters = cast(DeflickerParameters, window.parameters)
    correction = np.full((1, 1, 1), rows.at(kind, window.index) / UNIT, np.float32)
    if parameters.tones and f"{kind}_tones" in rows.arrays:
        tones = rows.at(f"{kind}_tones", window.index)
        if tones.any():
            correction = correction + _by_tone(window.current, tones * (parameters.tones / 1000 / UNIT))
    if parameters.blocks and f"{kind}_field" in rows.arrays:
        nodes = rows.at(f"{kind}_field", window.index)
        if nodes.any():
            scale = parameters.blocks / 1000 / UNIT
            field = _spread(nodes * scale, height, width, window.placements.get(window.index))
            correction = correction + field[..., None]
    return correction


def _by_tone(picture: Array, tones: Floats) -> Array:
    """Return what each code is given, from what the codes TONES are given (len(TONES) x 3): straight lines between."""
    given = np.broadcast_to(tones[0].astype(np.float32), picture.shape)
    for tone, (low, high) in enumerate(pairwise(TONES)):
        slope = ((tones[tone + 1] - tones[tone]) / (high - low)).astype(np.float32)
        given = given + (np.clip(picture, np.float32(low), np.float32(high)) - np.float32(low)) * slope
    return given


def _spread(nodes: Floats, height: int, width: int, placement: Floats | None) -> Array:
    """Spread a field's nodes (edge to edge of the scan) over the picture: Catmull-Rom, so nothing shows their grid."""
    across, down = _scan_place(width, height, placement)
    rows = _weights(down / max(height - 1, 1), nodes.shape[0])
    columns = _weights(across / max(width - 1, 1), nodes.shape[1])
    return np.asarray(rows @ nodes @ columns.T, dtype=np.float32)


def _scan_place(width: int, height: int, placement: Floats | None) -> tuple[Floats, Floats]:
    """Return where columns and rows lie on the scan; the slight turn of a placement does not matter to a field."""
    across, down = np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64)
    if placement is None:
        return across, down
    return (across - placement[0, 2]) / placement[0, 0], (down - placement[1, 2]) / placement[1, 1]


def _weights(place: Floats, count: int) -> Floats:
    """Return each of `count` nodes' weight at each place (0..1): Catmull and Rom, 1974; the ends run straight on."""
    at = np.clip(place, 0, 1) * (count - 1)
    left = np.minimum(at.astype(np.intp), count - 2)
    t = at - left
    parts = (
        ((-0.5 * t + 1) * t - 0.5) * t,
        (1.5 * t - 2.5) * t**2 + 1,
        ((-1.5 * t + 2) * t + 0.5) * t,
        (0.5 * t - 0.5) * t**2,
    )
    beyond = np.zeros((len(place), count + 2))
    for offset, part in enumerate(parts):
        beyond[np.arange(len(place)), left + offset] = part
    weights = beyond[:, 1:-1].copy()
    for end, next_to_it, outside in ((0, 1, 0), (-1, -2, -1)):
        weights[:, end] += 2 * beyond[:, outside]
        weights[:, next_to_it] -= beyond[:, outside]
    return weights
