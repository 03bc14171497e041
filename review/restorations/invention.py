"""How much of a version's detail its renders say was invented: by frame, shot and place. An estimate.

Everything comes from what renders reported of their segments. No file is opened.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from operator import itemgetter
from typing import Any, NamedTuple

from review.restorations.axis import Piece, cut
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.restorations.timeline import shots
from review.restorations.version_axis import cells_of, segments_in, stretches_of
from review.runs.models import Plane

MOST_OF_A_KIND = 40
"""So many places of each kind are listed at most, the worst."""
KINDS = ("pointed_out", "face", "lettering", "picture")
"""In the order in which people should look: a stroke too many is another person or word, however little it is."""

Levels = list[int | None]
Listed = dict[str, Any]


class _Found(NamedTuple):
    """What the render of a segment reported: by frame of the segment, and places by frame of the scan."""

    scan_first: int
    levels: Sequence[int | None]
    worst: Sequence[Listed] = ()


def invention(axis: Axis, side: Side) -> dict[str, Any]:
    """Return ``InventionOut``: the figures of ``side``, whose levels are in 1/1000. Two queries, whatever the length.

    Only planes of versions in which something was drawn have any, and only where the render kept them.
    """
    pieces = _pieces(axis, side, "levels", "worst")
    levels = _levels(axis, pieces)
    by_shot = [(shot["first"], shot["count"]) for shot in shots(axis)]
    return {
        "level": _mean(levels),
        "shots": [
            {"first": first, "count": count, "level": _mean(levels[first : first + count])} for first, count in by_shot
        ],
        "worst": _worst(pieces, by_shot),
    }


def invention_levels(axis: Axis, side: Side) -> Levels:
    """Return each frame's mean level in 1/1000; None where nothing was drawn. At most one query."""
    return _levels(axis, _pieces(axis, side, "levels"))


def _pieces(axis: Axis, side: Side, *parts: str) -> list[Piece[_Found]]:
    if side.version is None or side.plane == Plane.RESTORED:
        return []
    stretches = stretches_of(axis, side.version)
    reported = f"{side.plane.value}__report__invention"
    rows = (
        segments_in(side.version, stretches)
        .filter(**{f"{reported}__isnull": False})
        .values_list("scan_id", "scan_first", "assembly_first", "count", *(f"{reported}__{part}" for part in parts))
    )
    cells = cells_of(
        stretches,
        (
            (scan, scan_first, assembly_first, count, _Found(scan_first, *found))
            for scan, scan_first, assembly_first, count, *found in rows
        ),
    )
    return [piece for piece in cut(stretches, cells) if piece.cell]


def _levels(axis: Axis, pieces: Iterable[Piece[_Found]]) -> Levels:
    levels: Levels = [None] * axis.assembly.frame_count
    for piece in pieces:
        if piece.cell:
            shown = piece.cell.payload.levels[piece.skip : piece.skip + piece.count]
            levels[piece.first : piece.first + len(shown)] = shown
    return levels


def _mean(levels: Iterable[int | None]) -> int | None:
    known = [level for level in levels if level is not None]
    return round(sum(known) / len(known)) if known else None


def _worst(pieces: Iterable[Piece[_Found]], by_shot: Iterable[tuple[int, int]]) -> list[Listed]:
    """Return the places to look at, worst first: of each part of the picture, the frame of a shot that is worst."""
    worst: dict[tuple[int, str, tuple[int, ...]], tuple[int, Listed]] = {}
    ends = iter([first + count for first, count in by_shot])
    end = next(ends, 0)
    for frame, place in _shown(pieces):
        while frame >= end and (later := next(ends, None)) is not None:
            end = later
        part = (end, place["kind"], tuple(place["box"]))
        if part not in worst or worst[part][1]["level"] < place["level"]:
            worst[part] = (frame, place)
    by_kind: dict[str, list[tuple[int, Listed]]] = defaultdict(list)
    for frame, place in worst.values():
        by_kind[place["kind"]].append((frame, place))
    return [
        _listed(frame, place)
        for kind in KINDS
        for frame, place in nsmallest(MOST_OF_A_KIND, by_kind[kind], key=lambda found: (-found[1]["level"], found[0]))
    ]


def _shown(pieces: Iterable[Piece[_Found]]) -> Iterator[tuple[int, Listed]]:
    """Yield the places of frames that are shown with those frames on the assembly, in their order."""
    for piece in pieces:
        if piece.cell is None:
            continue
        found = piece.cell.payload
        first = found.scan_first + piece.skip
        for place in sorted(found.worst, key=itemgetter("frame")):
            if first <= place["frame"] < first + piece.count:
                yield piece.first + place["frame"] - first, place


def _listed(frame: int, place: Listed) -> Listed:
    return {**place, "frame": frame, "box": dict(zip(("x", "y", "width", "height"), place["box"], strict=True))}
