"""Where decoding of H.264 (ITU-T H.264) can really start: containers also mark pictures that only begin a refresh."""

from collections.abc import Iterator
from typing import Final

_IDR: Final = 5
_SEI: Final = 6
_RECOVERY_POINT: Final = 6
_START_CODE: Final = b"\x00\x00\x01"


def is_clean_start(packet: bytes, configuration: bytes) -> bool:
    """Whether pictures are whole from this keyframe packet on, not only after some more.

    ``configuration``: the stream's avcC record, or its Annex B header. False for a recovery point that needs further
    pictures, as encoders with intra refresh write them.
    """
    for unit in _units(packet, configuration):
        kind = unit[0] & 0x1F
        if kind == _IDR:
            return True
        if kind == _SEI:
            payload = _recovery_point(unit[1:])
            # recovery_frame_cnt is ue(v): a leading one bit is 0 pictures.
            if payload:
                return payload[0] >= 0x80
    return True


def _units(packet: bytes, configuration: bytes) -> Iterator[bytes]:
    if configuration[:1] == b"\x01" and len(configuration) > 4:
        length = (configuration[4] & 3) + 1
        place = 0
        while place + length < len(packet):
            size = int.from_bytes(packet[place : place + length], "big")
            unit = packet[place + length : place + length + size]
            if unit:
                yield unit
            place += length + max(1, size)
        return
    yield from (unit for unit in packet.split(_START_CODE)[1:] if unit)


def _recovery_point(messages: bytes) -> bytes:
    """The payload of the recovery point message among supplemental messages; empty when there is none."""
    place = 0
    while place + 2 < len(messages):
        kind, place = _extended(messages, place)
        size, place = _extended(messages, place)
        if kind == _RECOVERY_POINT:
            return messages[place : place + size]
        place += size
    return b""


def _extended(messages: bytes, place: int) -> tuple[int, int]:
    """A number written as a run of 255s and a rest, and the place after it."""
    value = 0
    while place < len(messages) and messages[place] == 0xFF:
        value, place = value + 255, place + 1
    return (value + messages[place], place + 1) if place < len(messages) else (value, place)
