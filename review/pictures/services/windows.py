"""A motion window: a few seconds of a part of the picture, near lossless, so that grain and flicker can be judged."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from django.db import transaction
from django.db.models import Q

from restoration.recipe.scope import REGION_UNITS
from review.accounts.models import User
from review.pictures.contracts import Box, WindowStretch, WindowSubject
from review.pictures.errors import WindowAcrossSizes, WindowTooLarge, WindowTooLong
from review.pictures.models import WindowPiece
from review.pictures.services.asking import looked_at, request_picture
from review.pictures.sources import PictureSource, pieces_in
from review.restorations.axis import Cell
from review.restorations.errors import NothingThere
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.models import MediaJob

MOST_SECONDS = 10
MOST_MEGAPIXELS = 4
# Viewers fetch whole files: a second of them at a time.
PIECE_FRAMES = 24


@dataclass(frozen=True)
class WindowFile:
    """A piece of a window in its place: assembly frames ``[first, first + count)`` after the file's first ``skip``."""

    first: int
    count: int
    skip: int
    piece: WindowPiece


@dataclass(frozen=True)
class Window:
    """A window that is ready: ``crop`` is where its pictures lie, in pixels of a picture of ``source``'s size."""

    source: PictureSource
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
def request_window(
    *, actor: User, axis: Axis, side: Side, first: int, end: int, rectangle: Box, page: str = ""
) -> Window | WindowComing:
    """Return the motion window of assembly frames ``[first, end)``, or how far worker-media is with it.

    ``rectangle`` is in 1/65536 of the picture, so that every side is given the same part; it grows to even pixels. The
    caller has found the restoration visible to ``actor``, whose older askings for this side on the same ``page`` are
    given up. Raises ``WindowTooLong``, ``WindowTooLarge``, ``WindowAcrossSizes``, ``NothingThere``, ``PictureFailed``.
    """
    rate = (axis.assembly.rate_num, axis.assembly.rate_den)
    most = ceil(MOST_SECONDS * rate[0] / rate[1])
    if not first < end <= first + most:
        raise WindowTooLong(seconds=MOST_SECONDS, most=most)
    shown = [(piece.first, piece.count, piece.skip, piece.cell) for piece in pieces_in(axis, side, first, end)]
    source = _one_size(cell.payload for _first, _count, _skip, cell in shown if cell)
    crop = crop_of(source, rectangle)
    wanted = [part for at, count, skip, cell in shown if cell for part in _parts(at, count, skip, cell)]
    known = _known([part.stretch for part in wanted], crop)
    missing = sorted({part.stretch for part in wanted if _name(part.stretch) not in known}, key=_name)
    if missing:
        subject = WindowSubject(stretches=missing, crop=crop, rate=rate)
        digest = hashlib.sha256(subject.model_dump_json().encode()).hexdigest()
        job = request_picture(
            kind=MediaJob.Kind.WINDOW,
            subject=subject,
            subject_key=f"window:{digest}",
            actor=actor,
            place=f"{axis.assembly.restoration_id}:{side}:{page}",
        )
        return WindowComing(job.frames_done, sum(stretch.count for stretch in missing))
    files = [WindowFile(part.first, part.count, part.skip, known[_name(part.stretch)]) for part in wanted]
    return Window(source, crop, files)


def _one_size(sources: Iterable[PictureSource]) -> PictureSource:
    """Return the first of sources whose pictures have one size. Raises ``NothingThere``, ``WindowAcrossSizes``."""
    every = list(sources)
    if not every:
        raise NothingThere
    other = next((source for source in every if source.size != every[0].size), None)
    if other is not None:
        width, height = every[0].size
        raise WindowAcrossSizes(width=width, height=height, then_width=other.width, then_height=other.height)
    return every[0]


def crop_of(source: PictureSource, rectangle: Box) -> Box:
    """Return ``rectangle`` (1/65536) in whole pixels of the picture: grown to even ones. Raises ``WindowTooLarge``."""
    left, right = _even_span(rectangle.x, rectangle.width, source.width)
    top, bottom = _even_span(rectangle.y, rectangle.height, source.height)
    width, height = right - left, bottom - top
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise WindowTooLarge(width=width, height=height, most=MOST_MEGAPIXELS)
    return Box(x=left, y=top, width=width, height=height)


def _even_span(start: int, length: int, side: int) -> tuple[int, int]:
    """Return first and end of a span of ``side`` pixels, on even pixels; a picture of one pixel has that one."""
    most = side // 2 * 2
    first = max(0, min(start * side // REGION_UNITS // 2 * 2, most - 2))
    end = min(-(-(start + length) * side // REGION_UNITS), most)
    return first, min(max(first + 2, end + end % 2), max(side, 1))


def _parts(first: int, count: int, skip: int, cell: Cell[PictureSource]) -> list[_Wanted]:
    """Cut ``count`` frames of a cell from ``skip`` on, shown from assembly frame ``first`` on.

    Parts begin at multiples of ``PIECE_FRAMES`` of their source, so that another stretch finds them.
    """
    source = cell.payload
    parts: list[_Wanted] = []
    for start in range(skip // PIECE_FRAMES * PIECE_FRAMES, skip + count, PIECE_FRAMES):
        length = min(PIECE_FRAMES, cell.count - start)
        stretch = WindowStretch(source_key=str(source.key), seen_as=source.scan.seen_as, first=start, count=length)
        own_first, own_end = max(start, skip), min(start + length, skip + count)
        parts.append(_Wanted(first + own_first - skip, own_end - own_first, own_first - start, stretch))
    return parts


def _name(stretch: WindowStretch) -> tuple[str, str, int, int]:
    return stretch.source_key, stretch.seen_as, stretch.first, stretch.count


def _known(stretches: Sequence[WindowStretch], crop: Box) -> dict[tuple[str, str, int, int], WindowPiece]:
    """Return the pieces that are there, counted as looked at: they must not make room for those that are missing."""
    wanted = Q(pk__in=[])
    for stretch in stretches:
        wanted |= Q(**stretch.model_dump())
    rows = looked_at(WindowPiece.objects.filter(wanted, **crop.model_dump()))
    return {(row.source_key, row.seen_as, row.first, row.count): row for row in rows}
