"""Frames of an image sequence."""

import hashlib
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from restoration.color.coding import scene_log_from_linear
from restoration.media.container import refuse_size
from restoration.media.depth import white
from restoration.media.errors import SizeChanges
from restoration.media.facts import MediumFacts, PixelAspect
from restoration.media.frame import Frame, Pixels
from restoration.media.image_file import InfraredPlace, StoredPicture, read_picture
from restoration.media.medium import ImageSequence
from restoration.media.reader import FrameReader
from restoration.stages.contract import Coding
from restoration.timebase import FrameRange

_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}[:;][0-9]{2}")
_MAX_HEADERS: Final = 64
_MAX_HEADER: Final = 500
_FLOAT_DEPTH: Final = 16
# DPX transfer characteristics 1 and 3 (SMPTE ST 268-1, table 5A), as OpenImageIO names them.
_DENSITY_TRANSFERS: Final = frozenset({"printing density", "logarithmic"})
# Beyond these a header's pixel aspect is not meant.
_NARROWEST, _WIDEST = Fraction(1, 4), Fraction(4)


class SequenceReader(FrameReader):
    """The pictures of a sequence, each read by the reader of its own kind.

    Alpha and further channels are left out, but for infrared (see ``open_reader``). EXR and other pictures in floats
    hold linear light; their 16-bit codes are its scene log, ``restoration.color.coding.scene_log_from_linear``: light
    up to 65504 is kept, not-a-number and light below -0.0069 read as 0. ``facts.color["mapping"]`` says so.
    """

    def __init__(self, medium: ImageSequence, *, infrared: InfraredPlace | None = None) -> None:
        self.name = medium.name
        self._medium = medium
        self._declared = infrared
        first = self._load(0)
        refuse_size(self.name, first.spec.width, first.spec.height)
        self._shape = first.shape
        self._depth = first.depth
        self.facts = self._facts(first)

    def close(self) -> None:
        """Nothing stays open between frames."""

    def _read(self, wanted: FrameRange) -> Iterator[Frame]:
        for index in wanted:
            picture = self._load(index)
            if picture.shape != self._shape:
                raise SizeChanges(
                    name=self.name, where=self._medium.files[index], expected=self._shape, found=picture.shape
                )
            infrared = None if picture.infrared is None else _infrared_codes(picture.infrared, self._depth)
            yield Frame(index, _pixels(picture, self._depth), self._depth, _digest(picture), infrared)

    def _load(self, index: int) -> StoredPicture:
        return read_picture(self._medium.folder / self._medium.files[index], self._declared)

    def _facts(self, first: StoredPicture) -> MediumFacts:
        headers = _headers(first.spec)
        # OpenImageIO gives the SMPTE form as packed digits, and beside it DPX's own as text.
        clock = _CLOCK.search(f"{headers.get('dpx:timecode', '')} {headers.get('smpte:timecode', '')}")
        color = {"encoding": headers.get("dpx:transfer", ""), "space": headers.get("oiio:colorspace", "")}
        if first.samples.dtype == np.float32:
            color["mapping"] = "linear float as scene log, 65504 at the top"
        return MediumFacts(
            kind="sequence",
            width=first.spec.width,
            height=first.spec.height,
            frame_count=len(self._medium.files),
            rate=self._medium.rate,
            pixel_aspect=_aspect(first.spec),
            bit_depth=self._depth,
            codec=first.kind,
            pixel_format=first.shape.split(" ", 3)[3],
            color={key: value for key, value in color.items() if value},
            coding=_coding(first, headers),
            infrared=first.infrared_name,
            start_timecode=clock[0] if clock else None,
            first_file_number=self._medium.first_number,
            headers=headers,
        )


def _coding(first: StoredPicture, headers: dict[str, str]) -> Coding:
    if first.samples.dtype == np.float32:
        return "scene_log"
    is_density = first.kind == "cineon" or headers.get("dpx:transfer", "").lower() in _DENSITY_TRANSFERS
    return "printing_density" if is_density else "display"


def _aspect(spec: Any) -> PixelAspect:
    ratio = spec.get_float_attribute("PixelAspectRatio", 1.0)
    if not float(_NARROWEST) <= ratio <= float(_WIDEST):
        return PixelAspect()
    exact = Fraction(ratio).limit_denominator(1000)
    return PixelAspect(num=exact.numerator, den=exact.denominator)


def _digest(picture: StoredPicture) -> str:
    digest = hashlib.sha256(f"{picture.shape}\n".encode())
    digest.update(picture.samples.data)
    if picture.infrared is not None:
        digest.update(np.ascontiguousarray(picture.infrared).data)
    return digest.hexdigest()


def _pixels(picture: StoredPicture, depth: int) -> Pixels:
    codes = _codes(picture.samples, depth, str(picture.spec.format))
    return np.repeat(codes, 3, axis=2) if codes.shape[2] == 1 else codes


def _codes(samples: NDArray[Any], depth: int, stored_as: str) -> Pixels:
    if stored_as == "half":
        return _half_codes()[samples.astype(np.float16).view(np.uint16)]
    if samples.dtype == np.float32:
        return _scene_log(samples)
    return _stored_codes(samples, depth)


def _stored_codes(samples: NDArray[Any], depth: int) -> NDArray[np.uint16]:
    """Codes of ``depth`` bits from whole samples: OpenImageIO puts fewer bits than 16 at the top of 16.

    It fills the rest with the code's own first bits or, for 12 bits in words of 16, with zeros.
    """
    return samples.astype(np.uint16) if samples.dtype == np.uint8 else samples >> np.uint16(16 - depth)


def _scene_log(light: NDArray[np.float32]) -> Pixels:
    return np.rint(scene_log_from_linear(light) * np.float32(white(_FLOAT_DEPTH))).astype(np.uint16)


@cache
def _half_codes() -> Pixels:
    """The code of each of the 65536 half floats."""
    return _scene_log(np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32))


def _infrared_codes(plane: NDArray[Any], depth: int) -> NDArray[np.uint16]:
    if plane.dtype == np.float32:
        clear = np.clip(np.nan_to_num(plane, nan=0.0), 0, 1)
        return np.rint(clear * np.float32(white(depth))).astype(np.uint16)
    return _stored_codes(plane, depth)


def _headers(spec: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in spec.extra_attribs:
        if len(found) < _MAX_HEADERS:
            found[attribute.name[:80].lower()] = str(attribute.value)[:_MAX_HEADER].replace("\x00", "")
    return found
