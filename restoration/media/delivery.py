"""Whole films out: one file (FFV1, ProRes 422 HQ, HEVC 10-bit) or numbered pictures (PNG, TIFF, DPX)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Final

import av
import numpy as np
import OpenImageIO
from numpy.typing import NDArray

from restoration.errors import RestorationError
from restoration.media.depth import convert_depth, white
from restoration.media.facts import PixelAspect
from restoration.media.frame import Pixels
from restoration.timebase import FrameRate, Timecode

# BT.709 (ITU-T H.273 number 1): luma weights of red and blue.
_RED: Final = 0.2126
_BLUE: Final = 0.0722
_DEPTH: Final = 10
_SQUARE: Final = PixelAspect()
PICTURE_KINDS: Final = (".png", ".tif", ".tiff", ".dpx")


class DeliveryRefused(RestorationError):
    """The pictures cannot be written as asked."""

    code: ClassVar[str] = "delivery-refused"
    sentence: ClassVar[str] = "{name} cannot be written: {found}."


@dataclass(frozen=True)
class FilmFacts:
    """What a delivered film says about itself. ``bit_depth`` is the depth of the given codes (10, 12 or 16)."""

    rate: FrameRate
    bit_depth: int
    pixel_aspect: PixelAspect = _SQUARE
    start_timecode: str | None = None


@dataclass(frozen=True)
class _Coding:
    codec: str
    container: str
    pixel_format: str
    options: dict[str, str]
    rows_to_a_chroma_row: int = 0


def _coding(suffix: str, bit_depth: int) -> _Coding | None:
    ffv1 = {"level": "3", "slices": "4", "slicecrc": "1", "coder": "1", "context": "0", "g": "1"}
    prores = {"profile": "3", "vendor": "apl0"}
    hevc = {"preset": "medium", "crf": "14", "x265-params": "log-level=none", "tag": "hvc1"}
    return {
        ".mkv": _Coding("ffv1", "matroska", f"gbrp{bit_depth}le", ffv1),
        ".mov": _Coding("prores_ks", "mov", "yuv422p10le", prores, rows_to_a_chroma_row=1),
        ".mp4": _Coding("libx265", "mp4", "yuv420p10le", hevc, rows_to_a_chroma_row=2),
    }.get(suffix.lower())


# Below this x265 writes outside its own buffers.
_HEVC_SIDE: Final = 128
FILM_KINDS: Final = (".mkv", ".mov", ".mp4")


def write_film(path: Path, frames: Iterable[Pixels], facts: FilmFacts, *, kind: str) -> int:
    """Write pictures (uint16 height x width x 3 RGB codes) as a film of ``kind``, one of ``FILM_KINDS``.

    ``.mkv`` is FFV1 and keeps every code; ``.mov`` is ProRes 422 HQ and ``.mp4`` HEVC 4:2:0, 10 bits, BT.709 limited.
    The pixel aspect is a tag; PyAV has no way to write it into Matroska, so ``.mkv`` is without.
    Returns the number of pictures. Raises DeliveryRefused, for odd sides among others.
    """
    coding = _coding(kind, facts.bit_depth)
    if coding is None:
        raise DeliveryRefused(name=path.name, found=f"{kind} is not one of {', '.join(FILM_KINDS)}")
    count = 0
    stream: Any = None
    with av.open(str(path), "w", format=coding.container) as container:
        for count, pixels in enumerate(frames, start=1):
            if stream is None:
                stream = _stream(container, coding, pixels, facts, path.name)
            picture = _picture(pixels, coding, facts.bit_depth)
            picture.pts, picture.time_base = count - 1, Fraction(facts.rate.den, facts.rate.num)
            container.mux(stream.encode(picture))
        if stream is not None:
            container.mux(stream.encode(None))
    return count


def _stream(container: Any, coding: _Coding, pixels: Pixels, facts: FilmFacts, name: str) -> Any:
    height, width = pixels.shape[:2]
    if coding.rows_to_a_chroma_row and (width % 2 or (height % 2 and coding.rows_to_a_chroma_row == 2)):
        raise DeliveryRefused(name=name, found=f"{width} x {height} has an odd side; write .mkv or pictures instead")
    if coding.codec == "libx265" and min(width, height) < _HEVC_SIDE:
        raise DeliveryRefused(name=name, found=f"{width} x {height} is too small for HEVC; write .mkv or .mov instead")
    if facts.start_timecode:
        container.metadata["timecode"] = facts.start_timecode
    options = dict(coding.options)
    tag = options.pop("tag", None)
    stream = container.add_stream(coding.codec, rate=Fraction(facts.rate.num, facts.rate.den), options=options)
    stream.width, stream.height, stream.pix_fmt = width, height, coding.pixel_format
    context = stream.codec_context
    context.time_base = Fraction(facts.rate.den, facts.rate.num)
    context.sample_aspect_ratio = Fraction(facts.pixel_aspect.num, facts.pixel_aspect.den)
    is_rgb = coding.rows_to_a_chroma_row == 0
    context.color_primaries, context.color_trc = 1, 1
    context.color_range, context.colorspace = (2, 0) if is_rgb else (1, 1)
    if tag:
        context.codec_tag = tag
    return stream


def _picture(pixels: Pixels, coding: _Coding, bit_depth: int) -> av.VideoFrame:
    if coding.rows_to_a_chroma_row == 0:
        return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=coding.pixel_format)
    planes = _yuv(pixels, bit_depth, coding.rows_to_a_chroma_row)
    picture = av.VideoFrame(pixels.shape[1], pixels.shape[0], coding.pixel_format)
    for plane, samples in zip(picture.planes, planes, strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)
        rows[: samples.shape[0], : samples.shape[1]] = samples
    picture.color_range, picture.colorspace = 1, 1
    return picture


def _yuv(pixels: Pixels, bit_depth: int, rows: int) -> list[NDArray[np.uint16]]:
    """Return 10-bit limited planes; chroma beside the left luma sample, averaged over ``rows`` rows."""
    unit = 1 << (_DEPTH - 8)
    rgb = pixels.astype(np.float32) * np.float32(1 / white(bit_depth))
    luma = rgb @ np.array([_RED, 1 - _RED - _BLUE, _BLUE], np.float32)
    planes = [luma * (219 * unit) + 16 * unit]
    for channel, weight in ((2, _BLUE), (0, _RED)):
        difference = (rgb[..., channel] - luma) * np.float32(112 * unit / (1 - weight))
        if rows == 2:
            difference = (difference[0::2] + difference[1::2]) * np.float32(0.5)
        left = np.concatenate([difference[:, :1], difference[:, 1:-1:2]], axis=1)
        planes.append((left + 2 * difference[:, 0::2] + difference[:, 1::2]) / 4 + 128 * unit)
    return [np.rint(np.clip(plane, 0, white(_DEPTH))).astype(np.uint16) for plane in planes]


def write_pictures(folder: Path, names: Sequence[str], frames: Iterable[Pixels], facts: FilmFacts) -> int:
    """Write one picture a file into ``folder``; the names' endings say how.

    PNG and TIFF get 16 bits, DPX the depth of the codes, with rate and timecode in its header. Codes that nothing
    touched come back exactly at their own depth. Returns the number of pictures. Raises DeliveryRefused.
    """
    count = 0
    given = iter(names)
    for count, pixels in enumerate(frames, start=1):
        name = next(given, None)
        if name is None:
            raise DeliveryRefused(name=folder.name, found=f"there are more pictures than the {len(names)} names")
        _write_picture(folder / name, pixels, facts, count - 1)
    return count


def _write_picture(path: Path, pixels: Pixels, facts: FilmFacts, number: int) -> None:
    height, width = pixels.shape[:2]
    spec = OpenImageIO.ImageSpec(width, height, 3, "uint16")
    is_dpx = path.suffix.lower() == ".dpx"
    spec.attribute("oiio:BitsPerSample", facts.bit_depth if is_dpx else 16)
    if is_dpx:
        spec.attribute("dpx:FrameRate", float(facts.rate.fraction))
        spec.attribute("dpx:FramePosition", number)
        _stamp(spec, facts, number)
    aspect = facts.pixel_aspect
    if aspect != _SQUARE:
        spec.attribute("PixelAspectRatio", aspect.num / aspect.den)
    with closing(_opened(path, spec)) as output:
        if not output.write_image(convert_depth(pixels, facts.bit_depth, 16)):
            raise DeliveryRefused(name=path.name, found=output.geterror() or "it could not be written")


def _stamp(spec: Any, facts: FilmFacts, number: int) -> None:
    """Write the picture's timecode as SMPTE ST 12 digits: two to a byte, hours first."""
    if not facts.start_timecode:
        return
    start = Timecode.parse(facts.start_timecode, facts.rate)
    digits = str(start.shift(number)).replace(":", "").replace(";", "")
    if len(digits) == 8:
        value = np.array([int(digits, 16), 0], np.uint32)
        spec.attribute("smpte:TimeCode", OpenImageIO.TypeDesc("timecode"), tuple(int(part) for part in value))


def _opened(path: Path, spec: Any) -> Any:
    output = OpenImageIO.ImageOutput.create(str(path))
    if output is None or not output.open(str(path), spec):
        raise DeliveryRefused(name=path.name, found=OpenImageIO.geterror() or "its kind is not known")
    return output


def picture_names(count: int, *, pattern: str, first_number: int) -> Iterator[str]:
    """Yield file names from a pattern with a run of ``#`` for the number."""
    digits = pattern.count("#")
    before, after = pattern[: pattern.index("#")], pattern[pattern.rindex("#") + 1 :]
    for number in range(first_number, first_number + count):
        yield f"{before}{number:0{digits}d}{after}"
