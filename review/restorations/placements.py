"""Where the scan lies in the pictures of a version: what its renders recorded, read for a few frames at a time."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from review.restorations.axis import Cell, Piece, Stretch, clipped, cut
from review.restorations.errors import RangeNotAsked
from review.restorations.queries import Axis
from review.restorations.region_moves import UNMOVED, Raster, RegionMove, to_picture
from review.restorations.sides import Side
from review.restorations.version_axis import cells_of, segments_in

MOST_FRAMES = 1000


@dataclass(frozen=True)
class Placed:
    """The recorded placements of a segment's frames, in order; None for a picture that lies as on the scan."""

    scan: Raster
    picture: Raster
    placements: Sequence[Sequence[int] | None]


def move_at(side: Side, scan_id: int, frame: int) -> RegionMove:
    """Return how regions of the scan move to the picture that ``side`` shows of its frame. At most one query.

    Where the side shows the scan itself, or no picture of the frame, nothing moves.
    """
    cells = _cells(side, [Stretch(scan_id, frame, 1, frame)]).get(scan_id)
    if not cells:
        return UNMOVED
    placed = cells[0].payload
    placement = placed.placements[frame - cells[0].first]
    return UNMOVED if placement is None else to_picture(placement, scan=placed.scan, picture=placed.picture)


def placements(axis: Axis, side: Side, first: int, end: int) -> dict[str, Any]:
    """Return where the pictures of assembly frames ``[first, end)`` lie, as a ``PlacementsOut``. At most one query.

    Raises ``RangeNotAsked`` for no frames, or more than ``MOST_FRAMES``.
    """
    if not first < end <= first + MOST_FRAMES:
        raise RangeNotAsked(most=MOST_FRAMES)
    stretches = clipped(axis.stretches, first, end)
    pieces = cut(stretches, _cells(side, stretches))
    return {"side": str(side), "pieces": [_piece(piece, piece.cell) for piece in pieces if piece.cell]}


def _piece(piece: Piece[Placed], cell: Cell[Placed]) -> dict[str, Any]:
    placed = cell.payload
    return {
        "first": piece.first,
        "count": piece.count,
        "scan": {"width": placed.scan.width, "height": placed.scan.height},
        "picture": {"width": placed.picture.width, "height": placed.picture.height},
        "placements": placed.placements[piece.skip : piece.skip + piece.count],
    }


def _cells(side: Side, stretches: Sequence[Stretch]) -> dict[Hashable, list[Cell[Placed]]]:
    """Return the segments that hold moved pictures of these stretches, on their scans."""
    if side.version is None:
        return {}
    master = side.plane.value
    rows = segments_in(side.version, stretches).values_list(
        "scan_id",
        "scan_first",
        "assembly_first",
        "count",
        "scan__width",
        "scan__height",
        f"{master}__width",
        f"{master}__height",
        f"{master}__report__placements",
    )
    return cells_of(
        stretches,
        (
            (scan, scan_first, assembly_first, count, Placed(Raster(*size[:2]), Raster(*size[2:]), recorded))
            for scan, scan_first, assembly_first, count, *size, recorded in rows
            if recorded
        ),
    )
