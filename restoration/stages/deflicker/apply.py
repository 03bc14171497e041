"""Gives each picture the exposure that the flicker analysis measured for it."""

import math
from dataclasses import dataclass, replace
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
_BAND = 16
"""Rows that are worked on at a time, so that what is in between stays in the processor's cache."""

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
    asked = _asked(rows, kind, window)
    given = _as_rows(window.current)
    made = np.empty_like(given)
    is_changed = False
    for top in range(0, len(given), _BAND):
        band = slice(top, top + _BAND)
        correction = asked.on(given[band], band)
        is_changed |= bool(correction.any())
        if kind == "gain":
            _light(given[band], correction, out=made[band])
        else:
            np.add(given[band], correction, out=made[band])
        np.clip(made[band], np.float32(0), np.float32(1), out=made[band])
    return StageOutput(made.reshape(window.current.shape) if is_changed else window.current)


def _as_rows(picture: Array) -> Array:
    """Return the picture as H x 3W: numpy is slow along an axis of three."""
    return picture.reshape(len(picture), -1)


def _light(given: Array, correction: Array, out: Array) -> None:
    np.multiply(given, np.exp(correction, out=correction), out=out)
    white = given > WHITE
    if white.any():
        found, lit = given[white], out[white]
        headroom = (found - np.float32(WHITE)) / (np.float32(1) - np.float32(WHITE))
        darker = np.minimum(lit - found, 0)
        out[white] = np.where(darker < 0, found + darker * (1 - headroom), lit)


@dataclass(frozen=True)
class _Asked:
    """The correction of one picture: ``even`` everywhere, by tone (len(TONES) x 3W), and by place.

    ``field``: what H x K and K x W come to, multiplied band by band.
    """

    even: np.float32
    largest: float
    tones: Floats | None
    field: tuple[Floats, Floats] | None

    def on(self, given: Array, band: slice) -> Array:
        """Return the correction of a band of rows (`given`: R x 3W): R x 3W, or what broadcasts to it."""
        correction: Array = np.full((1, 1), self.even, np.float32)
        if self.tones is not None:
            correction = _by_tone(given, self.tones)
            correction += self.even
        if self.field is not None:
            down, across = self.field
            field = np.repeat((down[band] @ across).astype(np.float32), 3, axis=1)
            correction = np.add(correction, field, out=field)
        return np.clip(correction, -self.largest, self.largest, out=correction)


def _asked(rows: AnalysisRows, kind: str, window: StageWindow) -> _Asked:
    parameters = cast(DeflickerParameters, window.parameters)
    height, width = window.current.shape[:2]
    asked = _Asked(np.float32(rows.at(kind, window.index) / UNIT), LARGEST[kind], None, None)
    if parameters.tones and f"{kind}_tones" in rows.arrays:
        tones = rows.at(f"{kind}_tones", window.index)
        if tones.any():
            asked = replace(asked, tones=np.tile(tones * (parameters.tones / 1000 / UNIT), width))
    if parameters.blocks and f"{kind}_field" in rows.arrays:
        nodes = rows.at(f"{kind}_field", window.index)
        if nodes.any():
            scale = parameters.blocks / 1000 / UNIT
            asked = replace(asked, field=_spread(nodes * scale, height, width, window.placements.get(window.index)))
    return asked


def _by_tone(given: Array, tones: Floats) -> Array:
    """Return what each code is given, from what the codes TONES are given: straight lines between."""
    amount = _ramp(given, tones, 0)
    amount += tones[0].astype(np.float32)
    for tone in range(1, len(TONES) - 1):
        amount += _ramp(given, tones, tone)
    return amount


def _ramp(given: Array, tones: Floats, tone: int) -> Array:
    """Return what a code is given more than at one tone, on its way to the next."""
    low, high = TONES[tone : tone + 2]
    part = np.clip(given, np.float32(low), np.float32(high))
    part -= np.float32(low)
    part *= ((tones[tone + 1] - tones[tone]) / (high - low)).astype(np.float32)
    return part


def _spread(nodes: Floats, height: int, width: int, placement: Floats | None) -> tuple[Floats, Floats]:
    """Spread a field's nodes (edge to edge of the scan) over the picture: Catmull-Rom, so nothing shows their grid.

    Returns what is to be multiplied: H x K and K x W.
    """
    across, down = _scan_place(width, height, placement)
    rows = _weights(down / max(height - 1, 1), nodes.shape[0])
    columns = _weights(across / max(width - 1, 1), nodes.shape[1])
    return rows @ nodes, np.ascontiguousarray(columns.T)


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
