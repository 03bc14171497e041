"""Where the pictures of a side come from: which frames of which scans and masters it shows."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from review.pictures.source_key import SourceKey
from review.references.shown_axis import shown_axis
from review.restorations.axis import Cell, Piece, Stretch, clipped, cut, without_overlaps
from review.restorations.errors import FrameOutside, NothingThere
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.models import Version, VersionSegment
from review.scans.models import Scan

_WHOLE = "assembly"


@dataclass(frozen=True)
class PictureSource:
    """A scan, or a master made of ``scan``: its frames, their size in pixels and their depth in bits."""

    key: SourceKey
    scan: Scan
    width: int
    height: int
    bit_depth: int

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
    if side.version.assembly_id == axis.assembly.pk:
        last = min(end, axis.assembly.frame_count)
        stretches = [Stretch(_WHOLE, first, last - first, first)] if first < last else []
    else:
        stretches = clipped(axis.stretches, first, end)
    return cut(stretches, _version_cells(axis, side, side.version, stretches))


def _scan_cells(axis: Axis) -> Cells:
    cells: Cells = {}
    for scan in axis.scans:
        if scan.frame_count and scan.width and scan.height and scan.bit_depth:
            source = PictureSource(SourceKey.of_scan(scan), scan, scan.width, scan.height, scan.bit_depth)
            cells[scan.pk] = [Cell(0, scan.frame_count, source)]
    return cells


def _version_cells(axis: Axis, side: Side, version: Version, stretches: Iterable[Stretch]) -> Cells:
    """Return the masters of the version that lie in these stretches of the assembly or of scans."""
    wanted = Q(pk__in=[])
    for stretch in stretches:
        end = stretch.first + stretch.count
        if stretch.axis == _WHOLE:
            wanted |= Q(assembly_first__lt=end, assembly_end__gt=stretch.first)
        elif stretch.axis is not None:
            wanted |= Q(scan=stretch.axis, scan_first__lt=end, scan_end__gt=stretch.first)
    is_whole = any(stretch.axis == _WHOLE for stretch in stretches)
    scans = {scan.pk: scan for scan in axis.scans}
    plane = side.plane.value
    rows = (
        VersionSegment.objects.filter(version=version, scan__in=scans)
        .exclude(**{plane: None})
        .annotate(assembly_end=F("assembly_first") + F("count"), scan_end=F("scan_first") + F("count"))
        .filter(wanted)
        .values_list(
            "scan_id",
            "scan_first",
            "assembly_first",
            "count",
            f"{plane}__artefact_id",
            f"{plane}__width",
            f"{plane}__height",
            f"{plane}__bit_depth",
        )
    )
    cells: Cells = defaultdict(list)
    for scan, scan_first, assembly_first, count, digest, width, height, depth in rows:
        source = PictureSource(SourceKey.of_master(digest), scans[scan], width, height, depth)
        axis_name, first = (_WHOLE, assembly_first) if is_whole else (scan, scan_first)
        cells[axis_name].append(Cell(first, count, source))
    return {name: without_overlaps(own) for name, own in cells.items()}
