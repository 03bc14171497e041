"""DPX files: pictures packed as SMPTE ST 268-1 says, under the header of the picture they were made from.

Written here and not by OpenImageIO because that drops the user-defined data, the film edge code and the source's byte
order.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.delivery.dpx_header import FIELDS, HEADER_SIZE, DpxHeader
from restoration.delivery.facts import DeliveryRefused, PictureFacts
from restoration.media.facts import PixelAspect
from restoration.media.frame import Pixels
from restoration.stages.contract import Coding

DEPTHS: Final = (10, 12, 16)
_GENERIC_SIZE, _INDUSTRY_SIZE = 1664, 384
_RGB: Final = 50
# Table 5A. Scene log has no number of its own: user-defined.
_TRANSFERS: Final[dict[Coding, int]] = {"printing_density": 1, "display": 6, "scene_log": 0}
_ALIGNMENT: Final = 4096
_FILLED_TO_WORDS: Final = 1
_BAND: Final = 32
"""Rows that are packed at a time, so that what is in between stays in the processor's cache."""

Packed = NDArray[np.uint16] | NDArray[np.uint32]


def write_dpx(path: Path, codes: Pixels, bit_depth: int, facts: PictureFacts) -> None:
    """Write a picture (uint16 height x width x 3, codes of ``bit_depth``: 10, 12 or 16) as DPX.

    Where ``facts.source`` is a DPX file, every field of its header and its user-defined data are kept, in its byte
    order, but for what describes the picture's storage, and the file name where that is another. Else the header holds
    the film's rate, timecode, pixel aspect and transfer. Raises DeliveryRefused for another depth.
    """
    if bit_depth not in DEPTHS:
        raise DeliveryRefused(name=path.name, found=f"DPX is written with 10, 12 or 16 bits, not {bit_depth}")
    kept = None if facts.source is None else DpxHeader.read(facts.source)
    header = _new_header(facts) if kept is None else kept
    if kept is None or facts.source is None or facts.source.name != path.name:
        header = header.with_fields(file_name=path.name)
    data = _packed(codes, bit_depth, header.order)
    start = -(-(HEADER_SIZE + len(header.user)) // _ALIGNMENT) * _ALIGNMENT
    header = _with_aspect(_with_storage(header, codes, bit_depth), facts.film.pixel_aspect)
    header = header.with_fields(image_offset=start, element0__data_offset=start, file_size=start + data.nbytes)
    with path.open("wb") as file:
        file.write(header.raw + header.user)
        file.write(bytes(start - HEADER_SIZE - len(header.user)))
        file.write(data.data)


def _new_header(facts: PictureFacts) -> DpxHeader:
    film = facts.film
    transfer = _TRANSFERS[film.coding.coding]
    return DpxHeader.blank().with_fields(
        element0__transfer=transfer,
        element0__colorimetric=transfer,
        orientation=0,
        frame_position=facts.number,
        frame_rate=float(film.rate.fraction),
        temporal_rate=float(film.rate.fraction),
        timecode=facts.clock_digits(),
    )


def _with_aspect(header: DpxHeader, aspect: PixelAspect) -> DpxHeader:
    """Return the header with a pixel aspect, as it is said there already where it is the same."""
    wide, high = header.number("aspect_horizontal"), header.number("aspect_vertical")
    if wide and high and wide * aspect.den == high * aspect.num:
        return header
    return header.with_fields(aspect_horizontal=aspect.num, aspect_vertical=aspect.den)


def _with_storage(header: DpxHeader, codes: Pixels, bit_depth: int) -> DpxHeader:
    """Return the header with how this picture is stored: one element of RGB."""
    if header["element0.bit_size"] != bit_depth:
        header = header.with_fields(element0__low_data=None, element0__high_data=None)
    others = (name for name in FIELDS if name.startswith("element") and name[7:8] in "1234567")
    return header.with_fields(
        **{name.replace(".", "__"): None for name in others if name != "elements"},
        generic_size=_GENERIC_SIZE,
        industry_size=_INDUSTRY_SIZE,
        user_size=len(header.user),
        elements=1,
        pixels_per_line=codes.shape[1],
        lines=codes.shape[0],
        element0__sign=0,
        element0__descriptor=_RGB,
        element0__bit_size=bit_depth,
        element0__packing=0 if bit_depth == 16 else _FILLED_TO_WORDS,
        element0__encoding=0,
        element0__line_padding=0,
        element0__image_padding=0,
    )


def _packed(codes: Pixels, bit_depth: int, order: str) -> Packed:
    """Return the samples packed by method A: three of 10 bits in a word of 32, 12 bits at the top of 16."""
    if bit_depth != 10:
        return (codes << (16 - bit_depth)).astype(f"{order}u2")
    packed = np.empty(codes.shape[:2], f"{order}u4")
    for top in range(0, len(codes), _BAND):
        red, green, blue = (np.asarray(plane, np.uint32) for plane in cv2.split(codes[top : top + _BAND]))
        words = red << 22
        words |= green << 12
        words |= blue << 2
        packed[top : top + _BAND] = words
    return packed
