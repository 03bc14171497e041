"""The codes of a pixel, as the scan or the master holds them: ready, or asked for."""

import zlib
from dataclasses import dataclass

from django.db import transaction

from restoration.recipe.scope import REGION_UNITS
from review.accounts.models import User
from review.pictures.contracts import Box
from review.pictures.models import StillTile
from review.pictures.services.stills import request_tiles, tiles_of
from review.pictures.sources import FramePlace, PictureSource, place_at
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.scans import store_paths

_BYTES_A_PIXEL = 6


@dataclass(frozen=True)
class Probe:
    """One pixel of a picture of ``source``: red, green and blue in codes of its own bit depth, before any viewing."""

    source: PictureSource
    x: int
    y: int
    codes: tuple[int, int, int]


@transaction.atomic
def request_probe(*, actor: User, axis: Axis, side: Side, frame: int, x: int, y: int) -> Probe | None:
    """Return the pixel of assembly frame ``frame`` at a place in the side's own picture (1/65536 of width and height).

    None where worker-media was asked for the codes around it. The caller has found the restoration visible to
    ``actor``. Raises ``FrameOutside``, ``NothingThere``, ``PictureFailed``.
    """
    place = place_at(axis, side, frame)
    source = place.source
    column = min(x * source.width // REGION_UNITS, source.width - 1)
    row = min(y * source.height // REGION_UNITS, source.height - 1)
    tile = _tile(actor, place, column, row)
    if tile is None:
        return None
    try:
        codes = _codes(tile, column - tile.x, row - tile.y)
    except FileNotFoundError:
        # The store lost it, or room was made just now: asked for anew, it is written anew.
        tile.delete()
        _tile(actor, place, column, row)
        return None
    return Probe(source, column, row, codes)


def _tile(actor: User, place: FramePlace, column: int, row: int) -> StillTile | None:
    source = place.source
    boxes = tiles_of(source, Box(x=column, y=row, width=1, height=1))
    tiles = request_tiles(actor, place, boxes, shows=StillTile.Shows.CODES, bits=source.bit_depth)
    return tiles[0] if tiles else None


def _codes(tile: StillTile, x: int, y: int) -> tuple[int, int, int]:
    """Read one pixel of a tile of codes: RGB, row by row, little-endian uint16, deflated."""
    offset = (y * tile.width + x) * _BYTES_A_PIXEL
    packed = store_paths.local_path(tile.artefact_id, tile.artefact.extension).read_bytes()
    raw = zlib.decompressobj().decompress(packed, offset + _BYTES_A_PIXEL)[offset:]
    red, green, blue = (int.from_bytes(raw[at : at + 2], "little") for at in (0, 2, 4))
    return red, green, blue
