"""A whole film in one file: FFV1, ProRes 422 HQ and 4444, or HEVC 10-bit, with sound, timecode and tags."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import count as count_up
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from restoration.delivery.facts import Delivered, DeliveryRefused, FilmFacts
from restoration.delivery.matroska import write_aspect
from restoration.delivery.sound import Sound, SoundTracks
from restoration.delivery.ycbcr import Sampling, limited_planes
from restoration.media.frame import Pixels

_LIMITED, _FULL = 1, 2
_IDENTITY: Final = 0
_THREADS: Final = 2
# Below this x265 writes outside its own buffers.
_HEVC_SIDE: Final = 128


@dataclass(frozen=True)
class _Coding:
    """How a codec is asked for; no ``sampling``: RGB codes as they are."""

    encoder: str
    container: str
    options: dict[str, str]
    sampling: Sampling | None = None
    tag: str | None = None
    # Threads change no byte of what these encoders write.
    is_sliced: bool = True
    reorder: int = 0

    def pixel_format(self, bit_depth: int) -> str:
        return f"gbrp{bit_depth}le" if self.sampling is None else f"yuv{self.sampling}p10le"


_CODINGS: Final = {
    "ffv1": _Coding(
        "ffv1",
        "matroska",
        {"level": "3", "slices": "4", "slicecrc": "1", "coder": "1", "context": "0", "g": "1"},
    ),
    "prores_422_hq": _Coding("prores_ks", "mov", {"profile": "3", "vendor": "apl0"}, "422"),
    "prores_4444": _Coding("prores_ks", "mov", {"profile": "4", "vendor": "apl0"}, "444"),
    # One frame at a time: with more, what x265 writes depends on the number of cores.
    "hevc_10": _Coding(
        "libx265",
        "mp4",
        {"preset": "medium", "crf": "14", "x265-params": "log-level=none:frame-threads=1:info=0"},
        "420",
        tag="hvc1",
        is_sliced=False,
        reorder=2,
    ),
}
FILM_CODECS: Final = {".mkv": ("ffv1",), ".mov": ("prores_422_hq", "prores_4444"), ".mp4": ("hevc_10",)}
"""Codecs by kind of file, the usual one first."""
FILM_KINDS: Final = tuple(FILM_CODECS)


def write_film(
    path: Path,
    frames: Iterable[Pixels],
    facts: FilmFacts,
    *,
    kind: str,
    codec: str | None = None,
    sound: Sound | None = None,
) -> Delivered:
    """Write pictures (uint16 height x width x 3 RGB codes) as a film of ``kind``, one of ``FILM_KINDS``.

    FFV1 keeps every code. ProRes and HEVC are 10-bit limited range by the matrix of ``facts.color``, dithered from
    more bits. Tags, pixel aspect and timecode are written, and the ``sound`` tracks copied without coding them again.
    The same pictures give the same bytes of picture whatever the machine's threads. Raises DeliveryRefused: for odd
    sides where chroma is halved, pictures too small for HEVC, and sound that the container does not hold.
    """
    coding = _chosen(path.name, kind, codec)
    count = 0
    notices: tuple[str, ...] = ()
    first: tuple[int, ...] = ()
    places = count_up()
    with ExitStack() as opened:
        container = opened.enter_context(
            av.open(str(path), "w", format=coding.container, container_options={"fflags": "+bitexact"})
        )
        stream: Any = None
        tracks: SoundTracks | None = None
        for count, pixels in enumerate(frames, start=1):
            if stream is None:
                first = pixels.shape
                stream = _stream(container, coding, pixels, facts, path.name)
                if sound is not None:
                    tracks = opened.enter_context(SoundTracks(sound, container, path.name))
                _begin(container, path.name)
            picture = _picture(pixels, coding, facts)
            picture.pts, picture.time_base = count - 1, Fraction(facts.rate.den, facts.rate.num)
            _mux(container, stream.encode(picture), coding, places)
            if tracks is not None:
                tracks.write_until(count / facts.rate.fraction)
        if stream is not None:
            _mux(container, stream.encode(None), coding, places)
        if tracks is not None:
            tracks.write_until(None)
            notices = tracks.notices
    if first and coding.container == "matroska":
        write_aspect(path, first[1], first[0], facts.pixel_aspect)
    return Delivered(count, notices)


def _chosen(name: str, kind: str, codec: str | None) -> _Coding:
    offered = FILM_CODECS.get(kind.lower())
    if offered is None:
        raise DeliveryRefused(name=name, found=f"{kind} is not one of {', '.join(FILM_KINDS)}")
    if codec is not None and codec not in offered:
        raise DeliveryRefused(name=name, found=f"{kind} holds {' or '.join(offered)}, not {codec}")
    return _CODINGS[codec or offered[0]]


def _mux(container: Any, packets: Any, coding: _Coding, places: Iterator[int]) -> None:
    """Write packets. In films shorter than its reordering, x265 gives decoding times that were never set."""
    for packet in packets:
        if coding.reorder:
            packet.dts = next(places) - coding.reorder
        container.mux_one(packet)


def _begin(container: Any, name: str) -> None:
    try:
        container.start_encoding()
    except (av.error.FFmpegError, ValueError) as error:
        raise DeliveryRefused(name=name, found=f"the container refuses its tracks ({error.args[-1]})") from error


def _stream(container: Any, coding: _Coding, pixels: Pixels, facts: FilmFacts, name: str) -> Any:
    _refuse_size(coding, pixels.shape[1], pixels.shape[0], name)
    if facts.start_timecode:
        container.metadata["timecode"] = facts.start_timecode
    stream = container.add_stream(
        coding.encoder, rate=Fraction(facts.rate.num, facts.rate.den), options=dict(coding.options)
    )
    stream.width, stream.height = pixels.shape[1], pixels.shape[0]
    stream.pix_fmt = coding.pixel_format(facts.bit_depth)
    context = stream.codec_context
    context.time_base = Fraction(facts.rate.den, facts.rate.num)
    context.sample_aspect_ratio = Fraction(facts.pixel_aspect.num, facts.pixel_aspect.den)
    context.flags |= av.codec.context.Flags.bitexact
    _tag(context, coding, facts)
    if coding.tag:
        context.codec_tag = coding.tag
    if coding.is_sliced:
        context.thread_type, context.thread_count = "SLICE", _THREADS
    return stream


def _refuse_size(coding: _Coding, width: int, height: int, name: str) -> None:
    is_odd = (coding.sampling == "422" and width % 2) or (coding.sampling == "420" and (width % 2 or height % 2))
    if is_odd:
        found = f"{width} x {height} has an odd side; write .mkv, prores_4444 or pictures instead"
        raise DeliveryRefused(name=name, found=found)
    if coding.encoder == "libx265" and min(width, height) < _HEVC_SIDE:
        raise DeliveryRefused(name=name, found=f"{width} x {height} is too small for HEVC; write .mkv or .mov instead")


def _tag(thing: Any, coding: _Coding, facts: FilmFacts) -> None:
    """Tag a codec context or a picture: both have the same names for colour."""
    color = facts.color
    thing.color_primaries, thing.color_trc = color.primaries, color.transfer
    is_rgb = coding.sampling is None
    thing.colorspace = _IDENTITY if is_rgb else color.matrix
    thing.color_range = _FULL if is_rgb else _LIMITED


def _picture(pixels: Pixels, coding: _Coding, facts: FilmFacts) -> av.VideoFrame:
    form = coding.pixel_format(facts.bit_depth)
    if coding.sampling is None:
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=form)
    else:
        picture = av.VideoFrame(pixels.shape[1], pixels.shape[0], form)
        planes = limited_planes(pixels, facts.bit_depth, facts.color.matrix, coding.sampling)
        for plane, samples in zip(picture.planes, planes, strict=True):
            rows = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)
            rows[: samples.shape[0], : samples.shape[1]] = samples
    _tag(picture, coding, facts)
    return picture
