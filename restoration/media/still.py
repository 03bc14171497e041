"""Stills, cut into tiles, and thumbnail sheets."""

import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
_AVIF_LOSSLESS: Final = 100
# Of libaom's 0 to 10: a tenth larger than at 6, in a quarter of the time.
_AVIF_SPEED: Final = 9
_WRITERS: Final = 4
_CODES_LEVEL: Final = 1

TILE_BITS: Final = (8, 10, 12)


@dataclass(frozen=True)
class Tile:
    """A part of a picture, in its pixels."""

    x: int
    y: int
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


def write_tiles(folder: Path, pixels: Pixels, bit_depth: int, bits: int, tiles: Sequence[Tile]) -> list[Path]:
    """Write parts of a picture (uint16 height x width x 3 RGB codes of ``bit_depth``), a file each, in order.

    With 8 ``bits`` lossless WebP, with 10 or 12 lossless AVIF whose three full planes are green, blue and red
    (identity matrix, full range). Exact after rounding to ``bits``; each file is read back and compared.
    Raises ``ValueError`` for other bits, ``WriteRefused`` where a tile does not read back exactly.
    """
    if bits not in TILE_BITS:
        message = f"a tile has 8, 10 or 12 bits, not {bits}"
        raise ValueError(message)

    def write(numbered: tuple[int, Tile]) -> Path:
        number, tile = numbered
        part = pixels[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
        return _write_tile(folder / f"{number}.{'webp' if bits == TILE_BITS[0] else 'avif'}", part, bit_depth, bits)

    with ThreadPoolExecutor(_WRITERS) as writers:
        return list(writers.map(write, enumerate(tiles)))


def write_codes(folder: Path, pixels: Pixels, tiles: Sequence[Tile]) -> list[Path]:
    """Write the codes of parts of a picture, a file each: RGB, row by row, little-endian uint16, deflated."""
    paths: list[Path] = []
    for number, tile in enumerate(tiles):
        part = pixels[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
        path = folder / f"{number}.codes"
        path.write_bytes(zlib.compress(part.astype("<u2").tobytes(), _CODES_LEVEL))
        paths.append(path)
    return paths


def write_level(path: Path, level: NDArray[np.uint8]) -> Path:
    """Write a level (height x width) as lossless WebP: white, as opaque as it is high. Raises ``WriteRefused``."""
    picture = np.full((*level.shape, 4), 255, np.uint8)
    picture[..., 3] = level
    encoded = _encode(path.name, picture, _LOSSLESS)
    decoded = cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED)
    if decoded is None or not np.array_equal(decoded[..., 3], picture[..., 3]):
        raise WriteRefused(name=path.name, found="its pixels differ")
    path.write_bytes(encoded.tobytes())
    return path


def _write_tile(path: Path, pixels: Pixels, bit_depth: int, bits: int) -> Path:
    codes = convert_depth(pixels, bit_depth, bits)[..., ::-1]
    if path.suffix == ".webp":
        picture = np.ascontiguousarray(codes, dtype=np.uint8)
        encoded = _encode(path.name, picture, _LOSSLESS)
    else:
        picture = np.ascontiguousarray(codes)
        options = [cv2.IMWRITE_AVIF_DEPTH, bits, cv2.IMWRITE_AVIF_QUALITY, _AVIF_LOSSLESS]
        encoded = _encoded(path.name, picture, [*options, cv2.IMWRITE_AVIF_SPEED, _AVIF_SPEED])
    decoded = cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED)
    if decoded is None or not np.array_equal(decoded, picture):
        raise WriteRefused(name=path.name, found="its pixels differ")
    path.write_bytes(encoded.tobytes())
    return path


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
    return _encoded(name, np.ascontiguousarray(picture), [cv2.IMWRITE_WEBP_QUALITY, quality])


def _encoded(name: str, picture: NDArray[np.uint8 | np.uint16], options: list[int]) -> NDArray[np.uint8]:
    was_written, encoded = cv2.imencode(Path(name).suffix, picture, options)
    if not was_written:
        raise WriteRefused(name=name, found="it does not encode")
    return np.asarray(encoded, np.uint8)
