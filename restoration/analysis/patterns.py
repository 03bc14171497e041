"""The pattern in which a shot's pictures follow each other, and the marks it earns."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Rows = Mapping[str, npt.NDArray[np.int32]]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

FREEZE_FRAMES = 8
"""So many equal pictures in a row are a freeze."""
FLASH_FRAMES = 3
"""A change of light that is over within this many frames is a flash."""

_PERIODS = range(2, 25)
_ALIKE = 0.92
"""A pattern repeats if this part of the frames agrees with the frame one period on."""
_CYCLES = 3
_SEEN = 0.35
"""Part of the repeats of a pull-down that must be seen."""
_STILL, _LEAP = 0.35, 1.6
"""Against the usual change around it: a picture that hardly differs is a repeat, one that differs much a leap."""
_AROUND = 12
_MOVES = 65536 * 0.002
"""Mean difference (1/65536) under which a shot stands still: nothing can be told of its cadence."""
_FLASH = 65536 * 20 / 255
_COMBED_PPM = 4000
_MANY_COMBED, _SOME_COMBED = 0.6, 0.25


def pattern_of(rows: Rows) -> dict[str, Any]:
    """Return ``pattern``, its ``period`` and ``phase`` in frames (None where there is none), ``flashes`` and ``marks``.

    Patterns: ``even``; ``step_printed`` (pictures printed several times); ``pulldown`` (2:3, fields woven or a picture
    in five repeated); ``freeze``; ``undercranked`` (pictures left out in a rhythm); ``interlaced``. ``flashes``:
    frames of the shot. ``marks``: the as-made marks of a shot that this supports.
    """
    change = (rows["top"].astype(np.float64) + rows["bottom"]) / 2
    held = _repeats(change, rows["held"] > 0)
    flashes = flash_frames(rows["level"].astype(np.float64))
    pattern, period, phase = _pattern(rows, change, held)
    marks = [] if pattern == "even" else [pattern]
    if flashes:
        marks.append("flash")
    if pattern != "freeze" and _longest(held) + 1 >= FREEZE_FRAMES:
        marks.append("freeze")
    return {
        "pattern": pattern,
        "period": period,
        "phase": phase,
        "held": int(held.sum()),
        "flashes": flashes,
        "marks": marks,
    }


def flash_frames(level: Floats) -> list[int]:
    """Return the frames at which the light jumps and is back within FLASH_FRAMES."""
    found = []
    for frame in range(1, len(level)):
        jump = level[frame] - level[frame - 1]
        after = level[frame + 1 : frame + 1 + FLASH_FRAMES]
        if abs(jump) > _FLASH and (np.abs(after - level[frame - 1]) < abs(jump) / 3).any():
            found.append(frame)
    return found


def _pattern(rows: Rows, change: Floats, held: Bools) -> tuple[str, int | None, int | None]:
    combed = rows["combing"] > _COMBED_PPM
    moving = change > _MOVES
    if combed.any() and moving.any():
        share = float(combed[moving].mean())
        period = _period(combed)
        if _SOME_COMBED < share < _MANY_COMBED and period == 5:
            return "pulldown", 5, _phase(combed, 5)
        if share >= _MANY_COMBED:
            return "interlaced", None, None
    if held.any():
        period = _period(held)
        repeated = _one_in_five(rows["held"] > 0)
        if repeated is None:
            repeated = _one_in_five(held)
        if repeated is not None:
            return "pulldown", 5, repeated
        if period is not None:
            return "step_printed", period, _phase(~held, period)
        if _longest(held) + 1 >= FREEZE_FRAMES:
            return "freeze", None, None
        if held.mean() > 1 / 3:
            return "step_printed", None, None
        return "even", None, None
    leaps = change > _LEAP * _around(change, 50)
    period = _period(leaps & moving)
    return ("even", None, None) if period is None else ("undercranked", period, _phase(leaps, period))


def _one_in_five(held: Bools) -> int | None:
    """Return the place of every fifth picture that repeats the one before, if repeats are there and nowhere else.

    Still stretches and compression hide some: a part of them is enough.
    """
    places = np.bincount(np.flatnonzero(held) % 5, minlength=5)
    place, expected = int(places.argmax()), len(held) / 5
    is_alone = places[place] >= _ALIKE * places.sum()
    return place if is_alone and places[place] >= max(_CYCLES, _SEEN * expected) else None


def _repeats(change: Floats, held: Bools) -> Bools:
    """Return which pictures repeat the one before: exactly, or but for grain where all around them move."""
    still = (change < _STILL * _around(change, 75)) & (_around(change, 75) > _MOVES)
    still[0] = False
    periodic = _period(still) is not None
    return held | still if periodic else held


def _around(values: Floats, percent: float) -> Floats:
    """Return the percentile of the frames around each."""
    padded = np.pad(values[1:] if len(values) > 1 else values, (_AROUND + (len(values) > 1), _AROUND), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1)
    return np.asarray(np.percentile(windows[: len(values)], percent, axis=1))


def _period(flags: Bools) -> int | None:
    """Return the shortest period in which the flags come again; None where they do not, or too rarely."""
    inner = flags[1:]
    for period in _PERIODS:
        if len(inner) < _CYCLES * period:
            return None
        agree = (inner[period:] == inner[:-period]).mean()
        both = (inner[period:] & inner[:-period]).sum()
        if agree >= _ALIKE and both >= max(2, _ALIKE * inner[period:].sum()) and not inner.all():
            return period
    return None


def _fold(flags: Bools, period: int) -> Bools:
    """Return which places of the period are mostly flagged, counted from the shot's first frame."""
    return np.array([flags[1:][place::period].mean() > 0.5 for place in range(period)])[np.arange(-1, period - 1)]


def _phase(flags: Bools, period: int) -> int:
    """Return the first place of the period at which the flags begin."""
    folded = _fold(flags, period)
    begins = folded & ~np.roll(folded, 1)
    return int(np.flatnonzero(begins)[0]) if begins.any() else 0


def _longest(flags: Bools) -> int:
    longest = run = 0
    for is_set in flags:
        run = run + 1 if is_set else 0
        longest = max(longest, run)
    return longest
