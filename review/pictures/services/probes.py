"""The codes of a picture at a film point, as the scan or the master holds them: ready, or asked for."""

import zlib
from dataclasses import dataclass

from django.db import transaction

from review.pictures.contracts import Box
from review.pictures.models import StillTile
from review.pictures.services.stills import request_tiles, tiles_of
from review.pictures.sources import Medium, place_at
from review.restorations.queries import Axis
from review.restorations.sides import Side
from review.scans import store_paths

UNITS = 65536
_BYTES_A_PIXEL = 6


@dataclass(frozen=True)
class Probe:
    """One pixel of a picture of ``medium``: red, green and blue in codes of its own bit depth, before any viewing."""

    medium: Medium
    x: int
    y: int
    codes: tuple[int, int, int]


@transaction.atomic
def request_probe(*, axis: Axis, side: Side, frame: int, x: int, y: int) -> Probe | None:
    """Return the pixel of assembly frame ``frame`` that holds a film point (1/65536 of width and height).

    None where worker-media was asked for the codes around it. The caller has found the restoration visible to who asks.
    Raises ``FrameOutside``, ``NothingThere``, ``PictureFailed``.
    """
    place = place_at(axis, side, frame)
    medium = place.medium
    column, row = min(x * medium.width // UNITS, medium.width - 1), min(y * medium.height // UNITS, medium.height - 1)
    boxes = tiles_of(medium, Box(x=column, y=row, width=1, height=1))
    tiles = request_tiles(place, boxes, shows=StillTile.Shows.CODES, bits=medium.bit_depth)
    if tiles is None:
        return None
    [tile] = tiles
    return Probe(medium, column, row, _codes(tile, column - tile.x, row - tile.y))


def _codes(tile: StillTile, x: int, y: int) -> tuple[int, int, int]:
    """Read one pixel of a tile of codes: RGB, row by row, little-endian uint16, deflated."""
    offset = (y * tile.width + x) * _BYTES_A_PIXEL
    packed = store_paths.local_path(tile.artefact_id, tile.artefact.extension).read_bytes()
    raw = zlib.decompressobj().decompress(packed, offset + _BYTES_A_PIXEL)[offset:]
    red, green, blue = (int.from_bytes(raw[at : at + 2], "little") for at in (0, 2, 4))
    return red, green, blue
