"""Stills and thumbnail sheets as WebP."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.media.checksum import file_digest
from restoration.media.depth import convert_depth
from restoration.media.errors import NoFrames, TooLarge, WriteRefused
from restoration.media.frame import Pixels

_LOSSLESS: Final = 101
_SHEET_QUALITY: Final = 80
_MAX_SIDE: Final = 16383


@dataclass(frozen=True)
class StillFile:
    """A written still. ``digest``: SHA-256 (hex) of the file."""

    path: Path
    digest: str
    size: int
    width: int
    height: int


@dataclass(frozen=True)
class ThumbnailSheet:
    """A written sheet: ``count`` tiles in rows of ``columns``, left to right, top to bottom; sizes in pixels."""

    path: Path
    digest: str
    size: int
    count: int
    columns: int
    tile_width: int
    tile_height: int


def to_8_bits(pixels: Pixels, bit_depth: int) -> NDArray[np.uint8]:
    """RGB codes rounded to 8 bits."""
    return convert_depth(pixels, bit_depth, 8).astype(np.uint8)


def write_still(path: Path, pixels: Pixels, bit_depth: int) -> StillFile:
    """Write a picture (uint16 height x width x 3 RGB codes) as lossless WebP: exact after rounding to 8 bits.

    Raises ``TooLarge`` beyond 16383 pixels on a side, ``WriteRefused`` when it does not read back exactly.
    """
    picture = to_8_bits(pixels, bit_depth)[..., ::-1]
    encoded = _encode(path.name, picture, _LOSSLESS)
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    if decoded is None or not np.array_equal(decoded, picture):
        raise WriteRefused(name=path.name, found="its pixels differ")
    path.write_bytes(encoded.tobytes())
    return StillFile(path, file_digest(path), path.stat().st_size, picture.shape[1], picture.shape[0])


def write_thumbnail_sheet(
    path: Path, pictures: Sequence[Pixels], *, bit_depth: int, columns: int = 12, tile_height: int = 90
) -> ThumbnailSheet:
    """Write pictures of one shape as a sheet of small tiles, each as wide as its shape asks.

    Raises ``NoFrames`` for no pictures, ``TooLarge`` when the sheet grows beyond 16383 pixels on a side.
    """
    if not pictures:
        raise NoFrames(name=path.name)
    height, width = pictures[0].shape[:2]
    tile_width = max(1, round(tile_height * width / height))
    rows = -(-len(pictures) // columns)
    sheet = np.zeros((rows * tile_height, columns * tile_width, 3), np.uint8)
    for number, pixels in enumerate(pictures):
        top, left = number // columns * tile_height, number % columns * tile_width
        tile = cv2.resize(to_8_bits(pixels, bit_depth), (tile_width, tile_height), interpolation=cv2.INTER_AREA)
        sheet[top : top + tile_height, left : left + tile_width] = tile
    path.write_bytes(_encode(path.name, sheet[..., ::-1], _SHEET_QUALITY).tobytes())
    return ThumbnailSheet(path, file_digest(path), path.stat().st_size, len(pictures), columns, tile_width, tile_height)


def _encode(name: str, picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    if max(picture.shape[:2]) > _MAX_SIDE:
        found = f"{picture.shape[1]} x {picture.shape[0]} pixels"
        raise TooLarge(name=name, found=found, limit=f"{_MAX_SIDE} on a side")
    was_written, encoded = cv2.imencode(".webp", np.ascontiguousarray(picture), [cv2.IMWRITE_WEBP_QUALITY, quality])
    if not was_written:
        raise WriteRefused(name=name, found="it does not encode")
    return np.asarray(encoded, np.uint8)
