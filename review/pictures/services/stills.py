"""The exact picture of a frame, in tiles: ready, or asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from review.pictures.contracts import Box, StillSubject
from review.pictures.errors import PictureFailed, RectangleOutside
from review.pictures.models import StillTile
from review.pictures.sources import FramePlace, Medium, place_at
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.contracts import Contract
from review.runs.dispatch import request_media_job
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob

TILE_SIDE = 512
# What one texture of every graphics card holds.
MOST_PIXELS_A_SIDE = 8192
# What failed is not tried again by every page that waits for it, only by somebody who comes back later.
FAILURE_IS_NEWS = timedelta(seconds=30)


@dataclass(frozen=True)
class Still:
    """The tiles that cover the rectangle that was asked for, of a picture of ``medium``'s size. ``bits``: theirs."""

    medium: Medium
    bits: int
    tiles: Sequence[StillTile]


@transaction.atomic
def request_still(*, axis: Axis, side: Side, frame: int, rectangle: Box | None, deep: bool) -> Still | None:
    """Return the exact picture of assembly frame ``frame`` inside ``rectangle`` (pixels; None: all of it).

    None where worker-media was asked to make it. ``deep``: with more than 8 bits where the picture has them. The caller
    has found the restoration visible to the asking person. Raises ``FrameOutside``, ``NothingThere``,
    ``RectangleOutside``, ``PictureFailed``.
    """
    place = place_at(axis, side, frame)
    medium = place.medium
    whole = Box(x=0, y=0, width=medium.width, height=medium.height)
    boxes = tiles_of(medium, rectangle or whole)
    bits = seen_bits(medium.bit_depth) if deep else 8
    tiles = request_tiles(place, boxes, shows=StillTile.Shows.SEEN, bits=bits)
    return None if tiles is None else Still(medium, bits, tiles)


def seen_bits(bit_depth: int) -> int:
    """Return how many bits the most exact tile of a picture keeps: 16 are rounded to 12."""
    return next((bits for bits in (8, 10) if bit_depth <= bits), 12)


def tiles_of(medium: Medium, rectangle: Box) -> list[Box]:
    """Return the tiles of the picture that touch ``rectangle``, row by row. Raises ``RectangleOutside``."""
    right, bottom = rectangle.x + rectangle.width, rectangle.y + rectangle.height
    is_inside = right <= medium.width and bottom <= medium.height
    if not is_inside or max(rectangle.width, rectangle.height) > MOST_PIXELS_A_SIDE:
        raise RectangleOutside(width=medium.width, height=medium.height, most=MOST_PIXELS_A_SIDE)
    return [
        Box(x=x, y=y, width=min(TILE_SIDE, medium.width - x), height=min(TILE_SIDE, medium.height - y))
        for y in range(rectangle.y // TILE_SIDE * TILE_SIDE, bottom, TILE_SIDE)
        for x in range(rectangle.x // TILE_SIDE * TILE_SIDE, right, TILE_SIDE)
    ]


def request_tiles(
    place: FramePlace, boxes: Sequence[Box], *, shows: StillTile.Shows, bits: int
) -> list[StillTile] | None:
    """Return these tiles of a frame; None where worker-media was asked for those that are missing."""
    key = place.medium.key
    rows = StillTile.objects.select_related("artefact").filter(
        source_key=key, frame=place.frame, shows=shows, bits=bits, x__in={box.x for box in boxes}
    )
    known = {(tile.x, tile.y): tile for tile in rows}
    missing = [box for box in boxes if (box.x, box.y) not in known]
    if missing:
        subject = StillSubject(source_key=key, frame=place.frame, shows=shows.value, bits=bits, tiles=missing)
        first, last = missing[0], missing[-1]
        corners = f"{first.x},{first.y}-{last.x},{last.y}"
        request_picture(MediaJob.Kind.STILL, subject, f"{key}:{place.frame}:{shows.value}{bits}:{corners}")
        return None
    tiles = [known[box.x, box.y] for box in boxes]
    StillTile.objects.filter(pk__in=[tile.pk for tile in tiles]).update(used_at=timezone.now())
    return tiles


def request_picture(kind: MediaJob.Kind, subject: Contract, subject_key: str) -> MediaJob:
    """Return the live job of this subject, made if there is none. Raises ``PictureFailed`` where it just failed."""
    last = MediaJob.objects.filter(kind=kind, subject_key=subject_key).order_by("-pk").first()
    if last is not None and last.state == LeasedJob.State.FAILED and _is_recent(last):
        raise PictureFailed(reason=last.error_detail or last.error_code)
    return request_media_job(kind=kind, subject=subject, subject_key=subject_key)


def _is_recent(job: MediaJob) -> bool:
    return job.finished_at is None or job.finished_at > timezone.now() - FAILURE_IS_NEWS
