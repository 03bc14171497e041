"""Moves each picture by the correction that the weave analysis holds for it."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.stabilise.border import Neighbour, blackened, filled
from restoration.stages.stabilise.spec import BORDER_BLACK, BORDER_FILL, FILL_REACH, StabiliseParameters
from restoration.stages.stabilise.translate import UNIT, Array, Shift, translated

_NOTHING = Shift(0, 0)


def apply(window: StageWindow) -> StageOutput:
    """Return the picture moved by the measured correction times strength, no axis further than `max_shift`.

    Reads `correction` (dx, dy in 1/256 px) of the weave analysis, and for borders that are filled its `place` and
    `known`; `red` and `blue` of the channels analysis. Without a row for this frame nothing moves. The transform is
    that of green.
    """
    parameters = cast(StabiliseParameters, window.parameters)
    shift, records = correction(window, window.index), _records(window)
    pixels = _moved(window.current, shift, records)
    if parameters.border == BORDER_BLACK and shift != _NOTHING:
        pixels = blackened(pixels, shift, 1.0 if window.coding.is_negative else 0.0)
    if parameters.border == BORDER_FILL and shift != _NOTHING:
        neighbours = _neighbours(window, shift)
        pixels = _filled(pixels, shift, neighbours, records)
    return StageOutput(pixels, transform=shift.matrix())


def correction(window: StageWindow, index: int) -> Shift:
    """Return the shift this window asks for picture `index`, a whole number of 1/256 pixel on each axis."""
    parameters = cast(StabiliseParameters, window.parameters)
    rows = window.analyses.get("weave")
    if rows is None:
        return _NOTHING
    dx, dy = (
        int(np.clip(_part(value, parameters.strength), -parameters.max_shift, parameters.max_shift))
        for value in rows.at("correction", index).tolist()
    )
    return Shift(dx, dy)


def _part(value: int, strength: int) -> int:
    """Return `strength`/1000 of a value, rounded half away from zero, so that a picture and its mirror move alike."""
    size = (abs(value) * strength + 500) // 1000
    return size if value > 0 else -size


def _records(window: StageWindow) -> tuple[Shift, Shift, Shift]:
    """Return what brings red, green and blue over green."""
    parameters = cast(StabiliseParameters, window.parameters)
    rows = window.analyses.get("channels")
    if rows is None or parameters.strength == 0:
        return _NOTHING, _NOTHING, _NOTHING
    red, blue = (
        Shift(*(-_part(value, parameters.channels) for value in rows.at(name, window.index).tolist()))
        for name in ("red", "blue")
    )
    return red, _NOTHING, blue


def _moved(frame: Array, shift: Shift, records: tuple[Shift, Shift, Shift]) -> Array:
    """Move the picture, each record by its own shift in one filter; the very picture where nothing moves."""
    if records == (_NOTHING, _NOTHING, _NOTHING):
        return translated(frame, shift)
    moved = [translated(frame[..., number : number + 1], shift + record) for number, record in enumerate(records)]
    return np.concatenate(moved, axis=2)


def _filled(pixels: Array, shift: Shift, neighbours: list[Neighbour], records: tuple[Shift, Shift, Shift]) -> Array:
    if records == (_NOTHING, _NOTHING, _NOTHING):
        return filled(pixels, shift, neighbours)
    parts = [
        filled(
            pixels[..., number : number + 1],
            shift,
            [Neighbour(one.frame[..., number : number + 1], one.shift + record) for one in neighbours],
        )
        for number, record in enumerate(records)
    ]
    return np.concatenate(parts, axis=2)


def _neighbours(window: StageWindow, shift: Shift) -> list[Neighbour]:
    """Return the previous and the next picture, the one that lies nearer first, as far as their place is sure."""
    rows = window.analyses["weave"]
    if "place" not in rows.arrays or not rows.at("known", window.index):
        return []
    here = _shift(rows.at("place", window.index))
    found = []
    for index, frame in window.frames.items():
        if index != window.index and rows.at("known", index):
            apart = here - _shift(rows.at("place", index))
            steadied = apart + shift - correction(window, index)
            if max(_length(apart), _length(steadied)) <= FILL_REACH * UNIT:
                found.append((_length(apart), index, Neighbour(frame, shift + apart)))
    return [neighbour for _, _, neighbour in sorted(found, key=lambda one: one[:2])]


def _shift(values: npt.NDArray[np.integer[Any]]) -> Shift:
    dx, dy = values.tolist()
    return Shift(dx, dy)


def _length(shift: Shift) -> int:
    return max(abs(shift.dx), abs(shift.dy))
