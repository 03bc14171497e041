"""The exact picture of a frame, in tiles: ready, or asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from review.accounts.models import User
from review.pictures.contracts import Box, StillSubject
from review.pictures.errors import RectangleOutside
from review.pictures.models import StillTile
from review.pictures.services.asking import looked_at, request_picture
from review.pictures.sources import FramePlace, PictureSource, place_at
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.runs.models import MediaJob

TILE_SIDE = 512
# What one texture of every graphics card holds.
MOST_PIXELS_A_SIDE = 8192


@dataclass(frozen=True)
class Still:
    """The tiles that cover the rectangle that was asked for, of a picture of ``source``'s size. ``bits``: theirs."""

    source: PictureSource
    bits: int
    tiles: Sequence[StillTile]


@transaction.atomic
def request_still(
    *, actor: User, axis: Axis, side: Side, frame: int, rectangle: Box | None, deep: bool
) -> Still | None:
    """Return the exact picture of assembly frame ``frame`` inside ``rectangle`` (pixels; None: all of it).

    None where worker-media was asked to make it. ``deep``: with more than 8 bits where the picture has them. The caller
    has found the restoration visible to ``actor``. Raises ``FrameOutside``, ``NothingThere``, ``RectangleOutside``,
    ``PictureFailed``.
    """
    place = place_at(axis, side, frame)
    source = place.source
    whole = Box(x=0, y=0, width=source.width, height=source.height)
    boxes = tiles_of(source, rectangle or whole)
    bits = seen_bits(source.bit_depth) if deep else 8
    tiles = request_tiles(actor, place, boxes, shows=StillTile.Shows.SEEN, bits=bits)
    return None if tiles is None else Still(source, bits, tiles)


def seen_bits(bit_depth: int) -> int:
    """Return how many bits the most exact tile of a picture keeps: 16 are rounded to 12."""
    return next((bits for bits in (8, 10) if bit_depth <= bits), 12)


def tiles_of(source: PictureSource, rectangle: Box) -> list[Box]:
    """Return the tiles of the picture that touch ``rectangle``, row by row. Raises ``RectangleOutside``."""
    right, bottom = rectangle.x + rectangle.width, rectangle.y + rectangle.height
    is_inside = right <= source.width and bottom <= source.height
    if not is_inside or max(rectangle.width, rectangle.height) > MOST_PIXELS_A_SIDE:
        raise RectangleOutside(width=source.width, height=source.height, most=MOST_PIXELS_A_SIDE)
    return [
        Box(x=x, y=y, width=min(TILE_SIDE, source.width - x), height=min(TILE_SIDE, source.height - y))
        for y in range(rectangle.y // TILE_SIDE * TILE_SIDE, bottom, TILE_SIDE)
        for x in range(rectangle.x // TILE_SIDE * TILE_SIDE, right, TILE_SIDE)
    ]


def request_tiles(
    actor: User, place: FramePlace, boxes: Sequence[Box], *, shows: StillTile.Shows, bits: int
) -> list[StillTile] | None:
    """Return these tiles of a frame; None where worker-media was asked for those that are missing."""
    source_key = str(place.source.key)
    seen_as = place.source.scan.seen_as if shows == StillTile.Shows.SEEN else ""
    rows = StillTile.objects.filter(
        source_key=source_key,
        frame=place.frame,
        shows=shows,
        seen_as=seen_as,
        bits=bits,
        x__in={box.x for box in boxes},
        y__in={box.y for box in boxes},
    )
    # Also where a part is missing: what is there must not make room for the rest.
    known = {(tile.x, tile.y): tile for tile in looked_at(rows)}
    missing = [box for box in boxes if (box.x, box.y) not in known]
    if missing:
        subject = StillSubject(
            source_key=source_key, seen_as=seen_as, frame=place.frame, shows=shows.value, bits=bits, tiles=missing
        )
        first, last = missing[0], missing[-1]
        shown = f"{shows.value}{bits}:{seen_as}"
        subject_key = f"{source_key}:{place.frame}:{shown}:{first.x},{first.y}-{last.x},{last.y}"
        request_picture(kind=MediaJob.Kind.STILL, subject=subject, subject_key=subject_key, actor=actor)
        return None
    return [known[box.x, box.y] for box in boxes]
