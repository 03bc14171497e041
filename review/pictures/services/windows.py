"""A motion window: a few seconds of a part of the picture, near lossless, so that grain and flicker can be judged."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from review.pictures.contracts import Box, WindowStretch, WindowSubject
from review.pictures.errors import WindowTooLarge, WindowTooLong
from review.pictures.models import WindowPiece
from review.pictures.services.stills import request_picture
from review.pictures.sources import Medium, pieces_in
from review.restorations.axis import Piece
from review.restorations.errors import NothingThere
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.models import MediaJob

MOST_SECONDS = 10
MOST_MEGAPIXELS = 4
# Viewers fetch whole files: a second of them at a time.
PIECE_FRAMES = 24
UNITS = 65536


@dataclass(frozen=True)
class WindowFile:
    """A piece of a window in its place: assembly frames ``[first, first + count)`` after the file's first ``skip``."""

    first: int
    count: int
    skip: int
    piece: WindowPiece


@dataclass(frozen=True)
class Window:
    """A window that is ready: ``crop`` is where its pictures lie, in pixels of a picture of ``medium``'s size."""

    medium: Medium
    crop: Box
    files: Sequence[WindowFile]


@dataclass(frozen=True)
class WindowComing:
    """A window in the making: frames made of frames to make."""

    frames_done: int
    frame_count: int


@dataclass(frozen=True)
class _Wanted:
    first: int
    count: int
    skip: int
    stretch: WindowStretch


@transaction.atomic
def request_window(*, axis: Axis, side: Side, first: int, end: int, rectangle: Box) -> Window | WindowComing:
    """Return the motion window of assembly frames ``[first, end)``, or how far worker-media is with it.

    ``rectangle`` is in 1/65536 of the picture, so that every side is given the same part; it grows to even pixels. The
    caller has found the restoration visible to the asking person. Raises ``WindowTooLong``, ``WindowTooLarge``,
    ``NothingThere``, ``PictureFailed``.
    """
    rate = (axis.assembly.rate_num, axis.assembly.rate_den)
    most = ceil(MOST_SECONDS * rate[0] / rate[1])
    if not first < end <= first + most:
        raise WindowTooLong(seconds=MOST_SECONDS, most=most)
    pieces = [piece for piece in pieces_in(axis, side, first, end) if piece.cell is not None]
    if not pieces or pieces[0].cell is None:
        raise NothingThere
    medium = pieces[0].cell.payload
    crop = crop_of(medium, rectangle)
    wanted = [part for piece in pieces for part in _parts(piece)]
    known = _known([part.stretch for part in wanted], crop)
    missing = sorted({part.stretch for part in wanted if _name(part.stretch) not in known}, key=_name)
    if missing:
        subject = WindowSubject(stretches=missing, crop=crop, rate=rate)
        digest = hashlib.sha256(subject.model_dump_json().encode()).hexdigest()
        job = request_picture(MediaJob.Kind.WINDOW, subject, f"window:{digest}")
        return WindowComing(job.frames_done, sum(stretch.count for stretch in missing))
    WindowPiece.objects.filter(pk__in=[piece.pk for piece in known.values()]).update(used_at=timezone.now())
    files = [WindowFile(part.first, part.count, part.skip, known[_name(part.stretch)]) for part in wanted]
    return Window(medium, crop, files)


def crop_of(medium: Medium, rectangle: Box) -> Box:
    """Return ``rectangle`` (1/65536) in whole pixels of the picture: grown to even ones. Raises ``WindowTooLarge``."""
    left, right = _even_span(rectangle.x, rectangle.width, medium.width)
    top, bottom = _even_span(rectangle.y, rectangle.height, medium.height)
    width, height = right - left, bottom - top
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise WindowTooLarge(width=width, height=height, most=MOST_MEGAPIXELS)
    return Box(x=left, y=top, width=width, height=height)


def _even_span(start: int, length: int, side: int) -> tuple[int, int]:
    most = side // 2 * 2
    first = min(start * side // UNITS // 2 * 2, most - 2)
    end = min(-(-(start + length) * side // UNITS), most)
    return first, max(first + 2, end + end % 2)


def _parts(piece: Piece[Medium]) -> list[_Wanted]:
    """Cut what a piece shows at multiples of ``PIECE_FRAMES`` of its medium, so that another stretch finds them."""
    if piece.cell is None:
        return []
    cell = piece.cell
    parts: list[_Wanted] = []
    for start in range(piece.skip // PIECE_FRAMES * PIECE_FRAMES, piece.skip + piece.count, PIECE_FRAMES):
        count = min(PIECE_FRAMES, cell.count - start)
        stretch = WindowStretch(source_key=cell.payload.key, first=start, count=count)
        own_first, own_end = max(start, piece.skip), min(start + count, piece.skip + piece.count)
        parts.append(_Wanted(piece.first + own_first - piece.skip, own_end - own_first, own_first - start, stretch))
    return parts


def _name(stretch: WindowStretch) -> tuple[str, int, int]:
    return stretch.source_key, stretch.first, stretch.count


def _known(stretches: Sequence[WindowStretch], crop: Box) -> dict[tuple[str, int, int], WindowPiece]:
    """Return the pieces that are there. One query."""
    wanted = Q(pk__in=[])
    for stretch in stretches:
        wanted |= Q(source_key=stretch.source_key, first=stretch.first, count=stretch.count)
    rows = WindowPiece.objects.select_related("artefact").filter(wanted, **crop.model_dump())
    return {(row.source_key, row.first, row.count): row for row in rows}
