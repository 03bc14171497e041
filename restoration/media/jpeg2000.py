"""The precision that a JPEG 2000 codestream declares (ISO/IEC 15444-1, A.5.1): libavcodec lifts RGB to 16 bits."""

from typing import Final

_START: Final = b"\xff\x4f\xff\x51"
_PRECISION_AT: Final = 42


def precision(packet: bytes) -> int | None:
    """Bits of the first component's samples; None where no codestream begins in the packet."""
    place = packet.find(_START)
    if place < 0 or len(packet) <= place + _PRECISION_AT:
        return None
    return (packet[place + _PRECISION_AT] & 0x7F) + 1
