"""What the viewer's timeline shows: shots, reels and thumbnails on the assembly axis."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from review.restorations.axis import Cell, cut
from review.restorations.queries import Axis
from review.scans.models import ThumbnailSheet
from review.scans.queries import newest_shot_lists


def timeline(axis: Axis) -> dict[str, Any]:
    """Return shots, reels and thumbnail sheets. Two queries, whatever the length and the number of reels."""
    return {"shots": shots(axis), "thumbnails": _thumbnails(axis), "reels": _reels(axis)}


def shots(axis: Axis) -> list[dict[str, Any]]:
    """Return the shots as the assembly shows them, each as a ``TimelineShot``. One query."""
    lists = newest_shot_lists(axis.scans)
    numbers = {scan.pk: scan.reel for scan in axis.scans}
    cells: dict[Hashable, list[Cell[tuple[int, list[str]]]]] = {}
    for scan in axis.scans:
        found = lists.get(scan.pk)
        own = found.shots if found else [{"first": 0, "count": scan.frame_count, "marks": []}]
        cells[scan.pk] = [Cell(shot["first"], shot["count"], (numbers[scan.pk], shot["marks"])) for shot in own]
    return [
        {"first": piece.first, "count": piece.count, "marks": marks, "reel": reel}
        for piece in cut(axis.stretches, cells)
        if piece.cell
        for reel, marks in [piece.cell.payload]
    ]


def _reels(axis: Axis) -> list[dict[str, Any]]:
    """Return the stretches of each reel; neighbouring spans of one reel are one stretch."""
    reels: list[dict[str, Any]] = []
    last_scan: int | None = None
    for span in axis.spans:
        if span.scan and span.scan_id == last_scan:
            reels[-1]["count"] += span.count
        elif span.scan:
            reels.append(
                {
                    "first": span.assembly_first,
                    "count": span.count,
                    "reel": span.scan.reel,
                    "name": span.scan.reel_name,
                    "element_kind": span.scan.element.kind,
                    "coding": span.scan.coding,
                    "is_negative": span.scan.is_negative,
                }
            )
        last_scan = span.scan_id
    return reels


def _thumbnails(axis: Axis) -> list[dict[str, Any]]:
    """Return the sheets cut to what is shown: tile ``skip + i`` of the sheet shows frame ``first + i * step``."""
    cells: dict[Hashable, list[Cell[ThumbnailSheet]]] = defaultdict(list)
    for sheet in ThumbnailSheet.objects.filter(scan__in=axis.scans).select_related("artefact").order_by("first"):
        cells[sheet.scan_id].append(Cell(sheet.first, sheet.count * sheet.step, sheet))
    sheets = []
    for piece in cut(axis.stretches, cells):
        if piece.cell is None:
            continue
        sheet = piece.cell.payload
        skip = -(-piece.skip // sheet.step)
        first = piece.first + skip * sheet.step - piece.skip
        count = -(-(piece.first + piece.count - first) // sheet.step)
        if count > 0:
            sheets.append(_sheet(sheet, first=first, count=count, skip=skip))
    return sheets


def _sheet(sheet: ThumbnailSheet, *, first: int, count: int, skip: int) -> dict[str, Any]:
    return {
        "first": first,
        "step": sheet.step,
        "count": count,
        "skip": skip,
        "columns": sheet.columns,
        "tile_width": sheet.tile_width,
        "tile_height": sheet.tile_height,
        "url": sheet.artefact.url_path,
    }
