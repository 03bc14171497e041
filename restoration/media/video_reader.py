"""Frames of a media file, through PyAV."""

from collections.abc import Iterator
from math import gcd
from typing import Any, Final

import av
from av.container import InputContainer

from restoration.media.container import MAX_PIXELS, film_stream, open_container, refuse_size
from restoration.media.errors import FormatUnsupported, MediumCorrupt, MediumTruncated, SizeChanges
from restoration.media.facts import MediumFacts, PixelAspect
from restoration.media.ffv1 import has_damaged_slice
from restoration.media.frame import Frame
from restoration.media.index import read_index
from restoration.media.jpeg2000 import precision
from restoration.media.medium import VideoFile
from restoration.media.picture import PictureFormat, picture_digest, picture_format, picture_pixels
from restoration.media.reader import FrameReader
from restoration.timebase import FrameRange

_MAX_HEADERS: Final = 64
_MAX_HEADER: Final = 500
# Transfer characteristics of H.273 that no screen of gamma 2.4 shows: never taken for BT.709.
_HIGH_RANGE: Final = {"16": "PQ (SMPTE ST 2084)", "18": "HLG (ARIB STD-B67)"}


class VideoReader(FrameReader):
    """A media file's frames. Every decoded picture is placed by its presentation time in the file's own index."""

    def __init__(self, medium: VideoFile) -> None:
        self.name = medium.name
        self._path = medium.path
        self._index = read_index(medium.path)
        self._places = {time: n for n, time in enumerate(self._index.times)}
        self._container: InputContainer | None = None
        self._is_strict = False
        self._position: int | None = None
        self._precision: int | None = None
        self._decoded: Iterator[tuple[int, av.VideoFrame]] = iter(())
        try:
            _, first = next(self._pictures(0, None))
            self._form = picture_format(first, self.name, self._precision)
            self.facts = self._facts(first)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._position = None
        self._decoded = iter(())
        if self._container is not None:
            self._container.close()
            self._container = None

    def _read(self, wanted: FrameRange) -> Iterator[Frame]:
        if wanted.count == 0:
            return
        for index, picture in self._pictures(wanted.first, self._form):
            pixels = picture_pixels(picture, self._form)
            yield Frame(index, pixels, self._form.depth, picture_digest(picture, self._form))
            if index + 1 >= wanted.end:
                return

    def _pictures(self, first: int, form: PictureFormat | None) -> Iterator[tuple[int, av.VideoFrame]]:
        """Pictures from frame ``first`` on, each exactly one place after the last, all of one format once known."""
        expected = first
        try:
            for place, picture in self._from(first):
                # First, because a decoder that meets a new size may also lose the picture before it.
                if form is not None:
                    self._refuse_change(place, picture, form)
                if place > expected or picture.is_corrupt:
                    raise self._corrupt(expected)
                self._position = expected = place + 1
                yield place, picture
        except av.error.FFmpegError as error:
            self._position = None
            raise self._not_decoded(expected, error) from error
        if expected < len(self._index.times):
            self._position = None
            raise MediumTruncated(name=self.name, found=f"decoding ends before frame {expected}")

    def _from(self, first: int) -> Iterator[tuple[int, av.VideoFrame]]:
        """Placed pictures from ``first`` on; starts further back while a keyframe does not lead there."""
        # Loops, not "yield from", which would close the decoder together with this generator.
        if self._position == first:
            for found in self._decoded:
                yield found
            return
        start: int | None = self._index.start_of(first)
        while start is not None:
            self._start(start)
            landed, is_whole = self._reach(first, start)
            if start == 0 or (landed is not None and landed[0] == first and is_whole):
                if landed is not None:
                    yield landed
                for found in self._decoded:
                    yield found
                return
            start = self._index.start_of(start - 1)

    def _reach(self, first: int, start: int) -> tuple[tuple[int, av.VideoFrame] | None, bool]:
        """The earliest picture from ``first`` on, and whether all since the keyframe ``start`` came out whole.

        Where a keyframe only begins a periodic intra refresh, the pictures after it are not, and those made from
        them carry no mark of it.
        """
        is_whole = True
        for place, picture in self._decoded:
            is_whole = is_whole and (place < start or not picture.is_corrupt)
            if place >= first:
                return (place, picture), is_whole
        return None, is_whole

    def _start(self, start: int) -> None:
        """Put the decoder at a keyframe."""
        self._position = None
        # Pictures before a keyframe that depend on what came earlier are no error there, so only decoding from the
        # beginning, or of pictures that stand alone, insists on every bit.
        is_strict = start == 0 or self._index.is_intra
        if start == 0 or self._container is None or self._is_strict != is_strict:
            self.close()
            self._container = open_container(self._path)
            self._is_strict = is_strict
            self._stream = film_stream(self._container, self.name)
            context = self._stream.codec_context
            context.thread_type = "AUTO"
            context.options = {"max_pixels": str(MAX_PIXELS)} | (
                {"err_detect": "crccheck+explode"} if is_strict else {}
            )
        if start > 0:
            self._container.seek(self._index.times[start], stream=self._stream, backward=True, any_frame=False)
        self._decoded = self._decode(self._container)

    def _decode(self, container: InputContainer) -> Iterator[tuple[int, av.VideoFrame]]:
        """Decoded pictures with their places."""
        has_sums = self._stream.codec_context.name == "ffv1" and bool(self._stream.codec_context.extradata)
        has_precision = self._stream.codec_context.name == "jpeg2000"
        count = 0
        for packet in container.demux(self._stream):
            if has_sums and packet.size and has_damaged_slice(bytes(packet)):
                raise self._corrupt(self._places.get(packet.pts or 0, 0))
            if has_precision and self._precision is None:
                self._precision = precision(bytes(packet))
            for picture in packet.decode():
                place = count if self._index.is_counted and not self._index.is_intra else self._place(picture)
                count += 1
                if place is not None and isinstance(picture, av.VideoFrame):
                    yield place, picture

    def _place(self, picture: Any) -> int | None:
        time = picture.pts if picture.pts is not None else picture.dts
        return None if time is None else self._places.get(time)

    def _corrupt(self, frame: int) -> MediumCorrupt:
        self._position = None
        return MediumCorrupt(name=self.name, where=f"frame {frame}", found="the frame does not decode")

    def _not_decoded(self, frame: int, error: av.error.FFmpegError) -> MediumCorrupt | FormatUnsupported:
        if isinstance(error, av.error.DecoderNotFoundError | av.error.PatchWelcomeError):
            return FormatUnsupported(name=self.name, found=f"the codec {self._stream.codec_context.name}")
        return self._corrupt(frame)

    def _refuse_change(self, index: int, picture: av.VideoFrame, form: PictureFormat) -> None:
        if (picture.width, picture.height, picture.format.name) != (form.width, form.height, form.pixel_format):
            found = f"{picture.width} x {picture.height} {picture.format.name}"
            raise SizeChanges(name=self.name, where=f"frame {index}", expected=form.shape, found=found)

    def _facts(self, first: av.VideoFrame) -> MediumFacts:
        refuse_size(self.name, first.width, first.height)
        headers = _headers(self._stream.container.metadata, self._stream.metadata)
        return MediumFacts(
            kind="file",
            width=first.width,
            height=first.height,
            frame_count=len(self._index.times),
            rate=self._index.rate,
            pixel_aspect=_aspect(self._stream),
            bit_depth=self._form.depth,
            codec=self._stream.codec_context.name,
            pixel_format=first.format.name,
            is_interlaced=bool(first.interlaced_frame),
            sound_streams=len(self._stream.container.streams.audio),
            color=_color(first, self._form),
            start_timecode=headers.get("timecode"),
            headers=headers,
        )


def _aspect(stream: av.VideoStream) -> PixelAspect:
    ratio = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    if not ratio or ratio.numerator <= 0:
        return PixelAspect()
    common = gcd(ratio.numerator, ratio.denominator)
    return PixelAspect(num=ratio.numerator // common, den=ratio.denominator // common)


def _color(first: av.VideoFrame, form: PictureFormat) -> dict[str, str]:
    color = {
        "matrix": str(int(first.colorspace)),
        "primaries": str(int(getattr(first, "color_primaries", 2))),
        "transfer": str(int(getattr(first, "color_trc", 2))),
        "range": "full" if form.is_full else "limited",
    }
    if form.is_matrix_assumed:
        color["assumed_matrix"] = str(form.matrix)
    if color["transfer"] in _HIGH_RANGE:
        color["mapping"] = f"{_HIGH_RANGE[color['transfer']]} codes as they are"
    return color


def _headers(*sources: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for source in sources:
        for key, value in source.items():
            if len(found) < _MAX_HEADERS:
                found.setdefault(str(key)[:80].lower(), str(value)[:_MAX_HEADER].replace("\x00", ""))
    return found
