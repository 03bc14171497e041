"""The pixel aspect of a Matroska file, written into its header afterwards: PyAV has no way to hand it to the muxer.

Source: RFC 8794 (EBML) and RFC 9559 (Matroska): DisplayWidth and DisplayHeight of the video track, in pixels.
"""

import zlib
from fractions import Fraction
from pathlib import Path
from typing import Final

from restoration.delivery.facts import SQUARE, DeliveryRefused
from restoration.media.facts import PixelAspect

_SEGMENT, _TRACKS, _TRACK_ENTRY, _VIDEO = b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\xe0"
_CLUSTER: Final = b"\x1f\x43\xb6\x75"
_DISPLAY_WIDTH, _DISPLAY_HEIGHT, _DISPLAY_UNIT = b"\x54\xb0", b"\x54\xba", b"\x54\xb2"
_DISPLAY: Final = frozenset({_DISPLAY_WIDTH, _DISPLAY_HEIGHT, _DISPLAY_UNIT})
_VOID, _CRC = b"\xec", b"\xbf"
_HEAD: Final = 1 << 20
_SMALLEST_VOID: Final = 2

# Identity, head (identity and size as they are stored) and body.
Element = tuple[bytes, bytes, bytes]


def write_aspect(path: Path, width: int, height: int, aspect: PixelAspect) -> None:
    """Write the pixel aspect into the one video track of a Matroska file, in the room its muxer left in the header.

    The file keeps its length. Raises DeliveryRefused when its header has no such room.
    """
    if aspect == SQUARE:
        return
    with path.open("r+b") as file:
        head = file.read(_HEAD)
        start, end = _tracks_in(head, path.name)
        body = _with_display(head[start:end], *_display(width, height, aspect))
        if body is None:
            raise DeliveryRefused(name=path.name, found="its header has no room for the pixel aspect")
        file.seek(start)
        file.write(body)


def _display(width: int, height: int, aspect: PixelAspect) -> tuple[int, int]:
    """Return the smallest whole sides of exactly the right shape that are as high as the picture."""
    shape = Fraction(width * aspect.num, height * aspect.den)
    times = -(-height // shape.denominator)
    return shape.numerator * times, shape.denominator * times


def _tracks_in(head: bytes, name: str) -> tuple[int, int]:
    """Return where the body of Tracks begins and ends."""
    place = 0
    while place < len(head):
        identity, start, size = _element_at(head, place)
        if identity == _TRACKS and start + size <= len(head):
            return start, start + size
        if identity == _CLUSTER:
            break
        # The segment is gone into; everything else is stepped over.
        place = start if identity == _SEGMENT else start + size
    raise DeliveryRefused(name=name, found="its header cannot be found again")


def _with_display(tracks: bytes, width: int, height: int) -> bytes | None:
    """Return the body of Tracks with other display sides and of the same length; None where there is no room."""
    parts: list[bytes] = []
    for identity, head, body in _elements(tracks):
        entry: bytes | None = body
        if identity == _TRACK_ENTRY and any(child == _VIDEO for child, _, _ in _elements(body)):
            entry = _entry_with_display(body, width, height)
        if entry is None:
            return None
        parts.append(head + entry)
    if tracks[:1] == _CRC:
        # A check sum comes first, and covers what follows it.
        rest = b"".join(parts[1:])
        parts = [_element(_CRC, zlib.crc32(rest).to_bytes(4, "little")), rest]
    return b"".join(parts)


def _entry_with_display(entry: bytes, width: int, height: int) -> bytes | None:
    kept: list[bytes] = []
    for identity, head, body in _elements(entry):
        if identity == _VIDEO:
            parts = [head + body for identity, head, body in _elements(body) if identity not in _DISPLAY]
            parts += [_element(_DISPLAY_WIDTH, _number(width)), _element(_DISPLAY_HEIGHT, _number(height))]
            kept.append(_element(_VIDEO, b"".join(parts)))
        elif identity != _VOID:
            kept.append(head + body)
    spare = len(entry) - sum(map(len, kept))
    if spare == 0:
        return b"".join(kept)
    return b"".join([*kept, _void(spare)]) if spare >= _SMALLEST_VOID else None


def _void(length: int) -> bytes:
    return _VOID + _size(length - 2, 1) + bytes(length - 2)


def _elements(data: bytes) -> list[Element]:
    found: list[Element] = []
    place = 0
    while place < len(data):
        identity, start, size = _element_at(data, place)
        found.append((identity, data[place:start], data[start : start + size]))
        place = start + size
    return found


def _element_at(data: bytes, place: int) -> tuple[bytes, int, int]:
    """Return an element's identity, where its body begins, and how long that is."""
    identity_length = 9 - data[place].bit_length()
    size_at = place + identity_length
    size_length = 9 - data[size_at].bit_length()
    start = size_at + size_length
    size = int.from_bytes(data[size_at:start], "big") & ((1 << 7 * size_length) - 1)
    return data[place:size_at], start, size


def _element(identity: bytes, body: bytes) -> bytes:
    length = next(length for length in range(1, 9) if len(body) < (1 << 7 * length) - 1)
    return identity + _size(len(body), length) + body


def _size(size: int, length: int) -> bytes:
    return (size | 1 << 7 * length).to_bytes(length, "big")


def _number(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")
