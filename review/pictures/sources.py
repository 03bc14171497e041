"""Where the pictures of a side come from: which frames of which scans and masters it shows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from review.pictures.source_key import SourceKey
from review.references.shown_axis import shown_axis
from review.restorations.axis import Cell, Piece, Stretch, clipped, cut
from review.restorations.errors import FrameOutside, NothingThere
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.restorations.version_axis import cells_of, segments_in, stretches_of
from review.runs.models import Version
from review.scans.models import Scan


@dataclass(frozen=True)
class PictureSource:
    """A scan, or a master made of ``scan``: its frames, their size in pixels and their depth in bits.

    ``render``: the key of the master's row. Renders that come out equal share bytes and ``key``, not what they report.
    """

    key: SourceKey
    scan: Scan
    width: int
    height: int
    bit_depth: int
    render: str = ""

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height


@dataclass(frozen=True)
class FramePlace:
    """One frame of a source."""

    source: PictureSource
    frame: int


Cells = dict[Hashable, list[Cell[PictureSource]]]


def place_at(axis: Axis, side: Side, frame: int) -> FramePlace:
    """Return what ``side`` shows at assembly frame ``frame``. One query.

    Raises ``FrameOutside``, and ``NothingThere`` on a slug or a frame that was not restored.
    """
    pieces = pieces_in(axis, side, frame, frame + 1)
    if not pieces:
        raise FrameOutside(last=axis.assembly.frame_count - 1)
    cell = pieces[0].cell
    if cell is None:
        raise NothingThere
    return FramePlace(cell.payload, pieces[0].skip)


def pieces_in(axis: Axis, side: Side, first: int, end: int) -> list[Piece[PictureSource]]:
    """Return what ``side`` shows at assembly frames ``[first, end)``, in order; ``skip`` is the source's frame.

    Frames beyond the assembly are left out. At most one query.
    """
    axis = shown_axis(axis, side)
    if side.version is None:
        return cut(clipped(axis.stretches, first, end), _scan_cells(axis))
    stretches = clipped(stretches_of(axis, side.version), first, end)
    return cut(stretches, _version_cells(axis, side, side.version, stretches))


def _scan_cells(axis: Axis) -> Cells:
    cells: Cells = {}
    for scan in axis.scans:
        if scan.frame_count and scan.width and scan.height and scan.bit_depth:
            source = PictureSource(SourceKey.of_scan(scan), scan, scan.width, scan.height, scan.bit_depth)
            cells[scan.pk] = [Cell(0, scan.frame_count, source)]
    return cells


def _version_cells(axis: Axis, side: Side, version: Version, stretches: Sequence[Stretch]) -> Cells:
    """Return the masters of the version that lie in these stretches. One query."""
    scans = {scan.pk: scan for scan in axis.scans}
    plane = side.plane.value
    rows = (
        segments_in(version, stretches)
        .filter(scan__in=scans)
        .exclude(**{plane: None})
        .values_list(
            "scan_id",
            "scan_first",
            "assembly_first",
            "count",
            f"{plane}__artefact_id",
            f"{plane}__width",
            f"{plane}__height",
            f"{plane}__bit_depth",
            f"{plane}_id",
        )
    )
    return cells_of(
        stretches,
        (
            (scan, scan_first, assembly_first, count, PictureSource(SourceKey.of_master(digest), scans[scan], *size))
            for scan, scan_first, assembly_first, count, digest, *size in rows
        ),
    )
