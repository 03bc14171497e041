"""Quality lanes of the timeline: how a measure runs along the film, in a few steps instead of a value a frame.

Everything comes from what ingest and runs wrote into rows: the summaries that analyses keep of each shot, and what
renders report of each segment. No file is opened.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from django.db.models import F

from restoration.stages.registry import stage_specs
from review.references.shown_axis import shown_axis
from review.restorations.axis import Cell, Piece, cut, without_overlaps
from review.restorations.invention import invention_levels
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.models import Plane, Version, VersionSegment
from review.scans.models import Analysis, Scan

MOST_STEPS = 2000
"""So many steps a lane has at most: more than a screen is wide."""
MOST_FLAGGED = 2000
"""So many frames are named for one flag at most, the first ones."""

PPM_A_PERCENT = 10_000
PPM_A_LEVEL = 1_000
PLANES_UP_TO = {
    Plane.RESTORED: {"restored"},
    Plane.ENHANCED: {"restored", "enhanced"},
    Plane.GRADED: {"restored", "enhanced", "graded"},
}

Flagged = dict[str, list[int]]
Cells = dict[Hashable, list[Cell[int | None]]]
FlaggedCells = dict[Hashable, list[Cell[Flagged]]]


@dataclass(frozen=True)
class Step:
    """``count`` frames with one value; None where nothing was measured."""

    count: int
    value: int | None


def lanes(axis: Axis, side: Side) -> dict[str, Any]:
    """Return ``LanesOut``: flicker and defects of the scan, with a version what it changed, invented and flagged.

    One query, three with a version, whatever the length. Every lane covers the assembly without gaps; that of invention
    is there where something was drawn.
    """
    invented = invention_levels(axis, side)
    axis = shown_axis(axis, side)
    measured = _measured(axis.scans)
    shown = [_lane(name, cut(axis.stretches, measured[name])) for name in _OF_SHOT]
    flags: Flagged = {}
    if side.version is not None:
        changed, flagged = _rendered(side.version, side.plane)
        shown.append(_lane("changed", cut(axis.stretches, changed)))
        flags = _flags(cut(axis.stretches, flagged))
    if any(level is not None for level in invented):
        shown.append(_stepped_lane("invention", ((1, _ppm(level)) for level in invented)))
    return {"frame_count": axis.assembly.frame_count, "lanes": shown, "flags": flags}


def stepped(values: Iterable[tuple[int, int | None]], most: int) -> list[Step]:
    """Return ``(count, value)`` pairs as at most ``most`` steps; what is joined shows the greatest value it holds."""
    steps = _joined(values)
    while len(steps) > most:
        # Each round halves: pairs of neighbours become one.
        pairs = zip_longest(steps[::2], steps[1::2], fillvalue=(0, None))
        steps = _joined((one[0] + other[0], _greater(one[1], other[1])) for one, other in pairs)
    return [Step(*step) for step in steps]


def _joined(values: Iterable[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    # Plain pairs: a lane of single frames has as many as the film.
    steps: list[tuple[int, int | None]] = []
    for count, value in values:
        if steps and steps[-1][1] == value:
            steps[-1] = (steps[-1][0] + count, value)
        else:
            steps.append((count, value))
    return steps


def _greater(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def _lane(name: str, pieces: Sequence[Piece[int | None]]) -> dict[str, Any]:
    return _stepped_lane(name, ((piece.count, piece.cell.payload if piece.cell else None) for piece in pieces))


def _stepped_lane(name: str, values: Iterable[tuple[int, int | None]]) -> dict[str, Any]:
    steps = stepped(values, MOST_STEPS)
    return {"lane": name, "counts": [step.count for step in steps], "values": [step.value for step in steps]}


def _ppm(level: int | None) -> int | None:
    return None if level is None else PPM_A_LEVEL * level


def _flicker(shot: dict[str, Any]) -> int | None:
    """Return how far exposure strays on a shot, over the whole picture or within it, whichever is more."""
    return round(PPM_A_PERCENT * max(shot["typical"], shot["uneven"]))


def _defects(shot: dict[str, Any]) -> int | None:
    """Return the area under dirt on a shot."""
    return None if shot["dark_ppm"] is None else shot["dark_ppm"] + shot["bright_ppm"]


_OF_SHOT: dict[str, Callable[[dict[str, Any]], int | None]] = {"flicker": _flicker, "defects": _defects}
"""Lanes that are kinds of analysis at the same time: how a shot's entry of the summary becomes parts per million."""


def _measured(scans: Sequence[Scan]) -> dict[str, Cells]:
    """Return what is known of each shot, by lane, under the newest shot list that was measured. One query."""
    rows = (
        Analysis.objects.filter(scan__in=scans, kind__in=_OF_SHOT)
        .select_related("shot_list")
        .order_by("scan_id", "kind", "-shot_list__revision")
        .distinct("scan_id", "kind")
    )
    measured: dict[str, Cells] = {name: {} for name in _OF_SHOT}
    for row in rows:
        value_of = _OF_SHOT[row.kind]
        measured[row.kind][row.scan_id] = [
            Cell(shot["first"], shot["count"], value_of(found))
            for shot, found in zip(row.shot_list.shots, row.summary["shots"], strict=True)
        ]
    return measured


def _rendered(version: Version, plane: Plane) -> tuple[Cells, FlaggedCells]:
    """Return how much of each segment was changed, and the frames of it that were flagged. One query."""
    rows = (
        VersionSegment.objects.filter(version=version, **{f"{plane.value}__isnull": False}, scan__isnull=False)
        .order_by("assembly_first")
        .values_list("scan_id", "scan_first", "count", F(f"{plane.value}__report__stages"))
    )
    changed: Cells = defaultdict(list)
    flagged: FlaggedCells = defaultdict(list)
    for scan, first, count, reported in rows:
        stages = reported or {}
        changed[scan].append(Cell(first, count, _changed(stages, plane)))
        frames: Flagged = defaultdict(list)
        for stage in stages.values():
            for code, found in stage.get("flags", {}).items():
                frames[code].extend(found)
        if frames:
            flagged[scan].append(Cell(first, count, frames))
    return (
        {scan: without_overlaps(own) for scan, own in changed.items()},
        {scan: without_overlaps(own) for scan, own in flagged.items()},
    )


def _changed(stages: dict[str, dict[str, Any]], plane: Plane) -> int:
    """Return the most that one stage changed, of those that leave every pixel in its place."""
    own = _comparable(plane)
    return max((stage["changed_ppm"] for name, stage in stages.items() if name in own), default=0)


@cache
def _comparable(plane: Plane) -> frozenset[str]:
    return frozenset(
        spec.name
        for spec in stage_specs()
        if spec.plane in PLANES_UP_TO[plane] and spec.keeps_raster and not spec.maps_defects
    )


def _flags(pieces: Iterable[Piece[Flagged]]) -> Flagged:
    """Return flagged assembly frames by code, in order."""
    flags: dict[str, set[int]] = defaultdict(set)
    for piece in pieces:
        if piece.cell is None:
            continue
        shift = piece.first - piece.skip - piece.cell.first
        for code, frames in piece.cell.payload.items():
            shown = (frame + shift for frame in frames)
            flags[code].update(frame for frame in shown if piece.first <= frame < piece.first + piece.count)
    return {code: sorted(frames)[:MOST_FLAGGED] for code, frames in sorted(flags.items())}
