"""How well maps of one picture tell where its detail is wrong."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from benchmarks.enlargement.shown import KEPT, WINDOW
from benchmarks.invention.drawn import Drawing, Drawn, Mask, drawn
from benchmarks.invention.sheets import write_sheet
from benchmarks.packages import PackageAbsent
from benchmarks.restoration.clips import ClipAbsent
from benchmarks.restoration.tables import OURS, Measure, Table, Target, mean_row
from restoration.invention import Generated, InventionMap, invention_map, places_of
from restoration.invention.bands import Array, detail, energy
from restoration.invention.estimate import AROUND, bands_of
from restoration.motion.flow import luma
from restoration.timebase import FrameRange

MAP: Final = f"{OURS}: invention map"
ALONE: Final = f"{OURS}: the same without neighbours"
PIXELS: Final = "plain difference, pixel by pixel"
EVENED: Final = "plain difference of fine detail, evened"
ERROR_RANK, ERROR_LINEAR = "error, rank", "error, linear"
HARM_RANK, HARM_LINEAR = "harm, rank", "harm, linear"
LEVEL, FOUND = "level", "worst place is pasted"
_CORRELATIONS: Final = tuple(
    Measure(name, "", "more", 3) for name in (ERROR_RANK, ERROR_LINEAR, HARM_RANK, HARM_LINEAR)
)
_RIM: Final = 8
"""Pixels at the borders that are not judged."""
_EVERY: Final = 4
"""Of pixels each so many across and down are compared: those between say the same, as all is evened."""
_TARGETS: Final = tuple(
    Target(measure, row=MAP, peers=peer) for peer in (PIXELS, EVENED) for measure in (ERROR_RANK, HARM_LINEAR)
)


def invention(drawing: Drawing, clips: Sequence[str] = ()) -> Table:
    """Compare maps with the truth on these clips (all by default); a sheet of each clip is written on the way."""
    began = time.monotonic()
    said: list[str] = []
    values: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    spent: dict[str, dict[str, float]] = defaultdict(dict)
    for clip in (one for one in drawing.clips if not clips or one in clips):
        try:
            made = drawn(clip, drawing)
        except ClipAbsent as absent:
            said.append(f"Clip {clip} was left out: {absent}.")
            continue
        except PackageAbsent as absent:
            said.append(f"{drawing.tier} was left out: {absent}.")
            break
        figures, seconds = _judged(clip, drawing, made)
        for name, one in figures.items():
            values[name][clip], spent[name][clip] = one, seconds[name]
    extra = (Measure(FOUND, "% of pictures", "more", 0),) if drawing.pasted else ()
    return Table(
        name=drawing.name,
        about=f"{', '.join(values[MAP])}; {len(KEPT)} pictures of each; {drawing.degradation.about}",
        measures=(*_CORRELATIONS, *extra, Measure(LEVEL, "mean, 0..1", None, 3)),
        rows=tuple(mean_row(name, values[name], spent[name]) for name in values if values[name]),
        targets=_TARGETS,
        said=tuple(said),
        seconds=time.monotonic() - began,
    )


def _judged(clip: str, drawing: Drawing, made: Drawn) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    told: dict[str, list[dict[str, float]]] = defaultdict(list)
    seconds: dict[str, list[float]] = defaultdict(list)
    frames = dict(enumerate(made.given.pictures))
    for place, generated in enumerate(made.generated):
        given = Generated(generated, made.faithful[place], frames, KEPT[place], FrameRange(0, WINDOW))
        error, harm = _truths(given, made.given.truth[place])
        maps = _maps(given, seconds)
        for name, one in maps.items():
            told[name].append(_correlations(one.codes, error, harm))
            if name in (MAP, ALONE):
                told[name][-1][LEVEL] = float(one.level.mean())
            if drawing.pasted:
                told[name][-1][FOUND] = 100.0 * _is_found(one, made.pasted[place])
        if place == len(made.generated) // 2:
            shown = {name: maps[name].codes for name in (PIXELS, MAP)}
            write_sheet(clip, drawing.name, given, made.given.truth[place], {"true error": error, "harm": harm} | shown)
    means = {name: {key: float(np.mean([one[key] for one in each])) for key in each[0]} for name, each in told.items()}
    return means, {name: float(np.mean(each)) for name, each in seconds.items()}


def _maps(given: Generated, seconds: dict[str, list[float]]) -> dict[str, InventionMap]:
    """Return everybody's map; plain ones have no scale of their own, their codes stand for the level, too."""
    own = {given.index: given.source}
    ways = {
        MAP: lambda: invention_map(given),
        ALONE: lambda: invention_map(replace(given, frames=own)),
        PIXELS: lambda: _plain(np.abs(given.generated - given.faithful).mean(axis=2)),
        EVENED: lambda: _plain(_evened(luma(given.generated) - luma(given.faithful), given.scale)),
    }
    found = {}
    for name, way in ways.items():
        began = time.process_time()
        found[name] = way()
        seconds[name].append(time.process_time() - began)
    return found


def _plain(values: Array) -> InventionMap:
    return InventionMap(values, values, np.zeros_like(values))


def _evened(added: Array, scale: int) -> Array:
    return np.asarray(np.sqrt(energy(detail(added, bands_of(scale)), AROUND * scale)))


def _truths(given: Generated, truth: Array) -> tuple[Array, Array]:
    """Return the error of fine detail, and by how much it is greater than that of the faithful picture (RMS, codes)."""
    generated, faithful, right = (luma(one) for one in (given.generated, given.faithful, truth))
    error, before = _evened(generated - right, given.scale), _evened(faithful - right, given.scale)
    return error, np.sqrt(np.maximum(error**2 - before**2, 0))


def _correlations(values: Array, error: Array, harm: Array) -> dict[str, float]:
    map_, wrong, worse = (one[_RIM:-_RIM:_EVERY, _RIM:-_RIM:_EVERY].ravel() for one in (values, error, harm))
    return {
        ERROR_RANK: _correlation(_ranks(map_), _ranks(wrong)),
        ERROR_LINEAR: _correlation(map_, wrong),
        HARM_RANK: _correlation(_ranks(map_), _ranks(worse)),
        HARM_LINEAR: _correlation(map_, worse),
    }


def _ranks(values: Array) -> Array:
    """Return ranks; equal values share theirs (Spearman)."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[places])


def _correlation(one: Array, other: Array) -> float:
    """Return Pearson's correlation; nothing can be told of what is the same everywhere."""
    return float(np.corrcoef(one, other)[0, 1]) if one.std() > 0 and other.std() > 0 else float("nan")


def _is_found(one: InventionMap, pasted: Mask) -> bool:
    """Say whether half of a map's worst place, or more, lies in what was pasted."""
    left, top, right, bottom = places_of(one.level, 0)[0].box
    return float(pasted[top:bottom, left:right].mean()) >= 0.5
