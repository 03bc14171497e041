"""Frames of an image sequence, through OpenImageIO."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import OpenImageIO
from numpy.typing import NDArray

from restoration.media.completeness import picture_lacks_its_end
from restoration.media.container import refuse_size
from restoration.media.depth import convert_depth, white
from restoration.media.errors import (
    FormatUnsupported,
    MediumCorrupt,
    MediumTruncated,
    NotAFilm,
    SizeChanges,
)
from restoration.media.facts import MediumFacts
from restoration.media.frame import Frame, Pixels
from restoration.media.medium import ImageSequence
from restoration.media.reader import FrameReader
from restoration.media.sniff import IMAGE_EXTENSIONS, image_format, refuse_impostor
from restoration.timebase import FrameRange

# Only the reader of the file's own kind may look at it, in one thread: nothing guesses.
OpenImageIO.attribute("try_all_readers", 0)
OpenImageIO.attribute("threads", 1)
OpenImageIO.attribute("limits:imagesize_MB", 2048)

_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}[:;][0-9]{2}")
_READ_AS: Final = {"uint8": np.uint8, "uint16": np.uint16, "half": np.float32, "float": np.float32}
_MAX_HEADERS: Final = 64
_MAX_HEADER: Final = 500


class SequenceReader(FrameReader):
    """The pictures of a sequence, each read by the reader of its own kind. Alpha and further channels are left out.

    EXR holds linear light in floats. Its 16-bit codes are the sRGB curve (IEC 61966-2-1) of the value: below 0 reads
    as 0, above 1 as 1, not-a-number as 0, infinity as 1; ``facts.color["mapping"]`` says so.
    """

    def __init__(self, medium: ImageSequence) -> None:
        self.name = medium.name
        self._medium = medium
        spec, samples = self._load(0)
        self._shape = _shape(spec)
        refuse_size(self.name, spec.width, spec.height)
        self._depth = _depth(spec)
        self.facts = self._facts(spec, samples)

    def close(self) -> None:
        """Nothing stays open between frames."""

    def _read(self, wanted: FrameRange) -> Iterator[Frame]:
        for index in wanted:
            spec, samples = self._load(index)
            if _shape(spec) != self._shape:
                raise SizeChanges(
                    name=self.name, where=self._medium.files[index], expected=self._shape, found=_shape(spec)
                )
            digest = hashlib.sha256(f"{_shape(spec)}\n".encode() + samples.tobytes()).hexdigest()
            yield Frame(index, _pixels(samples, spec, self._depth), self._depth, digest)

    def _load(self, index: int) -> tuple[Any, NDArray[Any]]:
        file = self._medium.folder / self._medium.files[index]
        refuse_impostor(file)
        kind = image_format(file)
        if kind is None:
            raise NotAFilm(name=file.name, found="its first bytes are no DPX, Cineon, EXR, TIFF, PNG or JPEG")
        return _read_image(file, kind)

    def _facts(self, spec: Any, samples: NDArray[Any]) -> MediumFacts:
        headers = _headers(spec)
        # OpenImageIO gives the SMPTE form as packed digits, and beside it DPX's own as text.
        clock = _CLOCK.search(f"{headers.get('dpx:timecode', '')} {headers.get('smpte:timecode', '')}")
        color = {"encoding": headers.get("dpx:transfer", ""), "space": headers.get("oiio:colorspace", "")}
        if samples.dtype == np.float32:
            color["mapping"] = "linear float through the sRGB curve, clipped to 0..1"
        return MediumFacts(
            kind="sequence",
            width=spec.width,
            height=spec.height,
            frame_count=len(self._medium.files),
            rate=self._medium.rate,
            bit_depth=self._depth,
            codec=str(image_format(self._medium.folder / self._medium.files[0])),
            pixel_format=self._shape.split(" ", 3)[3],
            color={key: value for key, value in color.items() if value},
            start_timecode=clock[0] if clock else None,
            first_file_number=self._medium.first_number,
            headers=headers,
        )


def _read_image(file: Path, kind: str) -> tuple[Any, NDArray[Any]]:
    if IMAGE_EXTENSIONS.get(file.suffix.lower()) != kind:
        raise NotAFilm(name=file.name, found=f"its name says {file.suffix} and its content is {kind}")
    config = OpenImageIO.ImageSpec()
    config.attribute("oiio:UnassociatedAlpha", 1)
    source = OpenImageIO.ImageInput.open(str(file), config)
    if source is None:
        raise MediumCorrupt(name=file.name, where="its header", found="it cannot be read", reason=_reason(OpenImageIO))
    try:
        spec = source.spec()
        refuse_size(file.name, spec.width, spec.height)
        if spec.deep or spec.depth > 1 or str(spec.format) not in _READ_AS:
            raise FormatUnsupported(name=file.name, found=f"pictures of the kind {spec.format}")
        channels = 3 if spec.nchannels >= 3 else 1
        samples = source.read_image(0, 0, 0, channels, str(spec.format))
        if samples is None or source.has_error:
            raise _not_read(file, _reason(source))
        read_as = _READ_AS[str(spec.format)]
        return spec, np.ascontiguousarray(samples.reshape(spec.height, spec.width, channels)).astype(
            read_as, copy=False
        )
    finally:
        source.close()


def _not_read(file: Path, reason: str) -> MediumTruncated | MediumCorrupt:
    if picture_lacks_its_end(file):
        return MediumTruncated(name=file.name, found="its end is not there", reason=reason)
    return MediumCorrupt(name=file.name, where="its picture", found="it does not decode", reason=reason)


def _reason(source: Any) -> str:
    try:
        said = source.geterror().strip().split("\n", maxsplit=1)[0]
    except UnicodeDecodeError:
        # OpenImageIO quotes a damaged header's own bytes.
        said = ""
    return re.sub(r"\S*/\S*", "…", said)[:120]


def _shape(spec: Any) -> str:
    bits = spec.get_int_attribute("oiio:BitsPerSample", 0)
    return f"{spec.width} x {spec.height} {'rgb' if spec.nchannels >= 3 else 'gray'} {spec.format} {bits}".strip()


def _depth(spec: Any) -> int:
    if str(spec.format) in {"half", "float"}:
        return 16
    stored = 8 if str(spec.format) == "uint8" else 16
    bits = spec.get_int_attribute("oiio:BitsPerSample", stored)
    return next(depth for depth in (8, 10, 12, 16) if depth >= min(bits, 16))


def _pixels(samples: NDArray[Any], spec: Any, depth: int) -> Pixels:
    if samples.dtype == np.float32:
        codes = _from_linear(samples)
    elif samples.dtype == np.uint8:
        codes = samples.astype(np.uint16)
    else:
        codes = convert_depth(samples, 16, depth)
    return np.repeat(codes, 3, axis=2) if codes.shape[2] == 1 else codes


def _from_linear(light: NDArray[np.float32]) -> Pixels:
    clipped = np.clip(np.nan_to_num(light.astype(np.float64), nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    curve = np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * np.power(clipped, 1 / 2.4) - 0.055)
    return np.rint(curve * white(16)).astype(np.uint16)


def _headers(spec: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for attribute in spec.extra_attribs:
        if len(found) < _MAX_HEADERS:
            found[attribute.name[:80].lower()] = str(attribute.value)[:_MAX_HEADER].replace("\x00", "")
    return found
