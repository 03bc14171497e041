"""What a viewer plays: the proxy files of one side in assembly order.

Frame numbers are integers throughout: the picture of assembly frame ``n`` is number ``n - first + skip`` of
its file. Built from plain tuples, because a feature has six thousand files.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.pictures.larger import PieceName, whole_rung
from review.pictures.source_key import SourceKey
from review.references.shown_axis import shown_axis
from review.restorations.axis import Cell, Piece, Stretch, cut
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.restorations.version_axis import cells_of, stretches_of
from review.runs.models import MasterProxy, Plane, Version, VersionSegment
from review.scans.models import Scan, SourceProxy, media_path

MasterFiles = dict[tuple[str, str], list[dict[str, Any]]]
"""The proxies of masters, by digest and by what the codes are seen as."""

RUNG_ORDER = ("270p", "540p", "1080p")


@dataclass(frozen=True)
class Picture:
    """What stands for a cell: its files, the master's digest, and whether a run made it anew.

    ``larger`` names its file at the rung that is made when somebody asks.
    """

    files: list[dict[str, Any]]
    digest: str | None
    is_rendered: bool | None
    larger: PieceName


@dataclass(frozen=True)
class Track:
    """The cells of one side on their axes, with the rungs and the size of the picture."""

    stretches: Sequence[Stretch]
    cells: dict[Hashable, list[Cell[Picture]]]
    rungs: list[dict[str, Any]]
    size: tuple[int, int] | None


@dataclass(frozen=True)
class _VersionRow:
    """One segment of a version, with its master."""

    scan_id: int | None
    scan_first: int
    assembly_first: int
    count: int
    is_rendered: bool
    digest: str
    width: int
    height: int


def manifest(axis: Axis, side: Side) -> dict[str, Any]:
    """Return the manifest of ``side`` on the newest assembly. Few queries for any length of film."""
    axis = shown_axis(axis, side)
    scans = [side.frame_map.reference.scan] if side.frame_map else axis.scans
    track = _source_track(axis, scans) if side.version is None else _version_track(axis, side.version, side.plane)
    pieces = cut(track.stretches, track.cells)
    rungs = [*track.rungs, *_add_larger(pieces)]
    first_scan = scans[0]
    width, height = track.size or (first_scan.width, first_scan.height)
    return {
        "side": str(side),
        "rate": {"num": axis.assembly.rate_num, "den": axis.assembly.rate_den},
        "media_rate": {"num": first_scan.rate_num, "den": first_scan.rate_den},
        "is_reference": side.frame_map is not None,
        "frame_count": axis.assembly.frame_count,
        "width": width,
        "height": height,
        "pixel_aspect": {"num": first_scan.pixel_aspect_num, "den": first_scan.pixel_aspect_den},
        "rungs": rungs,
        "segments": [_segment(piece) for piece in pieces],
    }


def _add_larger(shown: Iterable[Piece[Picture]]) -> list[dict[str, Any]]:
    """Add the files of the rung that is made on request where it is there for all that is shown; return the rung."""
    payloads = [piece.cell.payload for piece in shown if piece.cell and piece.cell.payload.files]
    # A file is listed once in each picture, however often the assembly shows it.
    pictures = list({id(picture): picture for picture in payloads}.values())
    pieces = whole_rung(picture.larger for picture in pictures)
    for picture in pictures if pieces else ():
        piece = pieces[picture.larger]
        digest, extension, size = piece.artefact.digest, piece.artefact.extension, piece.artefact.size
        groups = {"keyframes": piece.keyframes, "offsets": piece.offsets}
        picture.files.append(_file(piece.rung, digest, extension, size, **groups))
    first = next(iter(pieces.values()), None)
    return [_rung(first.rung, first.codec, first.width, first.height)] if first else []


def _segment(piece: Piece[Picture]) -> dict[str, Any]:
    picture = piece.cell.payload if piece.cell else None
    return {
        "first": piece.first,
        "count": piece.count,
        "skip": piece.skip,
        "files": picture.files if picture else [],
        "restored": picture is not None,
        "is_rendered": picture.is_rendered if picture else None,
        "digest": picture.digest if picture else None,
    }


def _source_track(axis: Axis, scans: Sequence[Scan]) -> Track:
    rows = (
        SourceProxy.objects.filter(scan__in=scans)
        .order_by("scan_id", "first", "rung")
        .values_list(
            "scan_id",
            "first",
            "count",
            "rung",
            "artefact_id",
            "artefact__extension",
            "artefact__size",
            "keyframes",
            "offsets",
            "codec",
            "width",
            "height",
        )
    )
    by_key = {scan.pk: scan for scan in scans}
    cells: dict[Hashable, list[Cell[Picture]]] = defaultdict(list)
    rungs: dict[str, dict[str, Any]] = {}
    for scan, first, count, rung, digest, extension, size, keyframes, offsets, codec, width, height in rows:
        own = cells[scan]
        if not own or own[-1].first != first:
            larger = PieceName(str(SourceKey.of_scan(by_key[scan])), by_key[scan].seen_as, first)
            own.append(Cell(first, count, Picture([], None, None, larger)))
        file = _file(rung, digest, extension, size, keyframes=keyframes, offsets=offsets)
        own[-1].payload.files.append(file)
        rungs.setdefault(rung, _rung(rung, codec, width, height))
    return Track(axis.stretches, cells, _ordered(rungs.values()), None)


def _version_track(axis: Axis, version: Version, plane: Plane) -> Track:
    seen_as: dict[int | None, str] = {scan.pk: scan.seen_as for scan in axis.scans}
    files, rungs = _proxies_of(version, plane.value, seen_as.values())
    rows = _version_rows(version, plane)
    stretches = stretches_of(axis, version)
    cells = cells_of(
        stretches,
        ((row.scan_id, row.scan_first, row.assembly_first, row.count, _of_master(row, files, seen_as)) for row in rows),
    )
    size = (rows[0].width, rows[0].height) if rows else None
    return Track(stretches, cells, rungs, size)


def _of_master(row: _VersionRow, files: MasterFiles, seen_as: Mapping[int | None, str]) -> Picture:
    shown = seen_as.get(row.scan_id, "")
    larger = PieceName(str(SourceKey.of_master(row.digest)), shown, 0)
    return Picture(list(files.get((row.digest, shown), [])), row.digest, row.is_rendered, larger)


def _version_rows(version: Version, plane: Plane) -> list[_VersionRow]:
    """Return the segments of ``version`` that have the plane, in assembly order. One query."""
    rows = VersionSegment.objects.filter(version=version).exclude(**{plane.value: None}).order_by("assembly_first")
    values = rows.values_list(
        "scan_id",
        "scan_first",
        "assembly_first",
        "count",
        "is_rendered",
        f"{plane.value}__artefact_id",
        f"{plane.value}__width",
        f"{plane.value}__height",
    )
    return [_VersionRow(*value) for value in values]


def _proxies_of(version: Version, master: str, seen_as: Iterable[str]) -> tuple[MasterFiles, list[dict[str, Any]]]:
    masters = VersionSegment.objects.filter(version=version).values(f"{master}__artefact_id")
    rows = (
        MasterProxy.objects.filter(master__in=masters, seen_as__in=set(seen_as))
        .order_by("rung")
        .values_list(
            "master_id",
            "seen_as",
            "rung",
            "artefact_id",
            "artefact__extension",
            "artefact__size",
            "keyframes",
            "offsets",
            "codec",
            "width",
            "height",
        )
    )
    files: MasterFiles = defaultdict(list)
    rungs: dict[str, dict[str, Any]] = {}
    for master_digest, shown, rung, digest, extension, size, keyframes, offsets, codec, width, height in rows:
        file = _file(rung, digest, extension, size, keyframes=keyframes, offsets=offsets)
        files[master_digest, shown].append(file)
        rungs.setdefault(rung, _rung(rung, codec, width, height))
    return files, _ordered(rungs.values())


def _file(
    rung: str, digest: str, extension: str, size: int, *, keyframes: list[int], offsets: list[int]
) -> dict[str, Any]:
    return {
        "rung": rung,
        "digest": digest,
        "url": media_path(digest, extension),
        "bytes": size,
        "keyframes": keyframes,
        "offsets": offsets,
    }


def _rung(name: str, codec: str, width: int, height: int) -> dict[str, Any]:
    return {"name": name, "codec": codec, "width": width, "height": height}


def _ordered(rungs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rungs, key=lambda rung: RUNG_ORDER.index(rung["name"]) if rung["name"] in RUNG_ORDER else 9)
