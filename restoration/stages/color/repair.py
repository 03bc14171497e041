"""From parameters and the measured fade of the shot to one change of density."""

import numpy as np

from restoration.analysis.fade import CODE_UNIT, KIND, UNIT
from restoration.color.element import Element
from restoration.color.fade import (
    NO_CHANGE,
    Contrast,
    DensityChange,
    Floats,
    balance_offset,
    clear_end,
    density_of,
    fade_repair,
    left_over,
)
from restoration.stages.color.spec import ColorParameters
from restoration.stages.contract import AnalysisRows, StageWindow

_WHOLE = np.ones(3)


def density_change(parameters: ColorParameters, window: StageWindow) -> DensityChange | None:
    """Return the change of density that repairs fade and then balances; None where neither changes anything."""
    element = Element(parameters.element)
    left = _known_left(parameters)
    if parameters.fade:
        measured = left_over(_contrast(window), element)
        left = left * np.minimum(measured / left, 1) ** (parameters.fade / 1000)
    change = None
    if (left < _WHOLE).any():
        change = fade_repair(left, window.coding, element, _clear(parameters, window))
    if parameters.balance:
        start = change or NO_CHANGE
        ends = density_of(np.stack([_codes(window, name) for name in ("darkest", "lightest")]), window.coding)
        darkest, lightest = start.apply(ends.astype(np.float32)).astype(np.float64)
        offset = parameters.balance / 1000 * balance_offset(darkest, lightest, left, element)
        change = start.with_offset(offset) if offset.any() else change
    return change


def _known_left(parameters: ColorParameters) -> Floats:
    """Return the parts of cyan, magenta and yellow dye that people say are left."""
    lost = [parameters.cyan_loss, parameters.magenta_loss, parameters.yellow_loss]
    return np.asarray(1 - np.array(lost) / 1000)


def _clear(parameters: ColorParameters, window: StageWindow) -> Floats:
    """Return the density of film without dye: as people state it, else of the clearest that the shot shows."""
    stated = np.array([parameters.base_red, parameters.base_green, parameters.base_blue]) / 1000
    end = clear_end(window.coding, Element(parameters.element))
    return np.asarray(stated if stated.any() else density_of(_codes(window, end), window.coding))


def _rows(window: StageWindow) -> AnalysisRows:
    return window.analyses[KIND]


def _codes(window: StageWindow, name: str) -> Floats:
    return np.asarray(_rows(window).at(name, window.index) / CODE_UNIT, dtype=np.float64)


def _contrast(window: StageWindow) -> Contrast:
    """Return the contrast of the layers as it is for scans of this coding."""
    reading = "display" if window.coding.coding == "display" else "log"
    red, blue, trust = _rows(window).at(f"contrast_{reading}", window.index) / UNIT
    return Contrast(float(red), float(blue), float(trust))
