"""The check sums inside FFV1 (RFC 9043). libavcodec conceals a damaged slice and only logs it; a restorer must know."""

import zlib
from itertools import pairwise
from typing import Final

_REVERSED_BITS: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_WITH_SUMS: Final = 8
_WITHOUT: Final = 3


def has_damaged_slice(packet: bytes) -> bool:
    """Whether a picture of FFV1 version 3 or later is damaged: its slices do not add up, or a check sum is wrong.

    Pictures whose slices carry no check sum are only checked for adding up.
    """
    ends = _slice_ends(packet, _WITH_SUMS)
    if ends is None:
        return _slice_ends(packet, _WITHOUT) is None
    return any(_residue(packet[start:end]) != 0 for start, end in pairwise(ends))


def _slice_ends(packet: bytes, trailer: int) -> list[int] | None:
    """Where slices begin and end, read from the last slice's trailer backwards; None when they do not add up."""
    ends = [len(packet)]
    while ends[-1] > 0:
        place = ends[-1] - trailer
        if place < 0:
            return None
        start = place - int.from_bytes(packet[place : place + 3], "big")
        if start < 0 or start == ends[-1]:
            return None
        ends.append(start)
    return ends[::-1]


def _residue(data: bytes) -> int:
    """CRC-32 of generator 0x04C11DB7, most significant bit first, from 0: zlib's, mirrored and without inversions."""
    return zlib.crc32(data.translate(_REVERSED_BITS), 0xFFFFFFFF) ^ 0xFFFFFFFF
