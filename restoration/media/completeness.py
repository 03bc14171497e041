"""Whether a file holds all the bytes it promises: found from sizes and end marks, decoding nothing."""

from pathlib import Path
from typing import IO, Final

from restoration.media.errors import MediumTruncated

_ISO_STARTS: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_EBML: Final = b"\x1a\x45\xdf\xa3"
_SEGMENT: Final = b"\x18\x53\x80\x67"
_MXF_PARTITION: Final = b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02"
_MXF_RUN_IN: Final = 65536
_MAX_BOXES: Final = 1_000_000


_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"IEND\xae\x42\x60\x82"
_JPEG: Final = b"\xff\xd8\xff"
_JPEG_END: Final = b"\xff\xd9"
_DPX_BIG: Final = b"SDPX"
_DPX_LITTLE: Final = b"XPDS"
_OPEN_SIZE: Final = 0xFFFFFFFF
_TAIL: Final = 64


def picture_lacks_its_end(path: Path) -> bool:
    """Say whether a DPX, PNG or JPEG that does not decode is shorter than it should be; others do not tell."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(20)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    if head[:4] in {_DPX_BIG, _DPX_LITTLE}:
        # SMPTE ST 268-1: the whole file's size; all ones where the writer left it open.
        return size < int.from_bytes(head[16:20], "big" if head[:4] == _DPX_BIG else "little") < _OPEN_SIZE
    return (head.startswith(_PNG) and _PNG_END not in tail) or (head.startswith(_JPEG) and _JPEG_END not in tail)


def refuse_cut_short(path: Path) -> None:
    """Raise ``MediumTruncated`` for a QuickTime/MP4, Matroska, AVI or MXF file that ends before its content does."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        promised: int | None = None
        if head[4:8] in _ISO_STARTS:
            promised = _iso_end(file, size)
        elif head.startswith(_EBML):
            promised = _matroska_end(file)
        elif head[:4] == b"RIFF" and head[8:] == b"AVI ":
            promised = 8 + int.from_bytes(head[4:8], "little")
        else:
            promised = _mxf_end(file)
    if promised is not None and promised > size:
        raise MediumTruncated(name=path.name, found=f"{size} of at least {promised} bytes are there")


def _iso_end(file: IO[bytes], size: int) -> int | None:
    """Where the last box of the top level ends (ISO/IEC 14496-12)."""
    place = 0
    for _ in range(_MAX_BOXES):
        file.seek(place)
        header = file.read(16)
        if len(header) < 8:
            return place + 8 if header else place
        length = int.from_bytes(header[:4], "big")
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length == 0:
            return size
        if length < 8:
            # Not a box: other checks say what this is.
            return None
        place += length
        if place >= size:
            return place
    return None


def _matroska_end(file: IO[bytes]) -> int | None:
    """Where the segment ends, or None for a live recording that leaves its size open (RFC 8794, RFC 9559)."""
    file.seek(4)
    head_size, head_length = _vint(file)
    if head_size is None:
        return None
    file.seek(4 + head_length + head_size)
    if file.read(4) != _SEGMENT:
        return None
    start = file.tell()
    size, length = _vint(file)
    return None if size is None else start + length + size


def _vint(file: IO[bytes]) -> tuple[int | None, int]:
    """A variable-length size and its own length; None for an open size."""
    first = file.read(1)
    if not first or first[0] == 0:
        return None, 1
    length = 9 - first[0].bit_length()
    rest = file.read(length - 1)
    if len(rest) < length - 1:
        return None, length
    value = int.from_bytes(first + rest, "big") & ((1 << 7 * length) - 1)
    return (None if value == (1 << 7 * length) - 1 else value), length


def _mxf_end(file: IO[bytes]) -> int | None:
    """Where the footer partition begins, from the header partition (SMPTE ST 377-1), when it says."""
    file.seek(0)
    head = file.read(_MXF_RUN_IN + 128)
    place = head.find(_MXF_PARTITION)
    if place < 0:
        return None
    file.seek(place + 16)
    _, length = _ber(file)
    file.seek(place + 16 + length + 24)
    footer = int.from_bytes(file.read(8), "big")
    return place + footer + 16 if footer else None


def _ber(file: IO[bytes]) -> tuple[int, int]:
    first = file.read(1)
    if not first or first[0] < 0x80:
        return (first[0] if first else 0), 1
    count = first[0] & 0x7F
    return int.from_bytes(file.read(count), "big"), 1 + count
