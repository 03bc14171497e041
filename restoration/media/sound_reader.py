"""The sound of a media file, decoded and placed by its times against the first picture."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.stream import Discard
from numpy.typing import NDArray

from restoration.media.container import film_stream, open_container
from restoration.media.errors import NoFrames
from restoration.timebase import SOUND_RATE

Samples = NDArray[np.int16]

MOST_STREAMS: Final = 16
# Containers round times (Matroska to milliseconds): within this, sound goes on where it stopped.
_ROUNDING: Final = SOUND_RATE // 200
# Coded pictures come out of order by fewer than this.
_LOOKED_AT: Final = 64
_UNKNOWN: Final = frozenset({"und", "unk", "mis", "zxx", "mul"})
# Containers of this family know where each packet lies and pass over those that nobody wants without reading them.
_PASSES_OVER: Final = "mov"


@dataclass(frozen=True)
class SoundStream:
    """One stream of sound in a media file. ``number`` counts sound streams from 0.

    ``channels`` is what is heard: mono stays mono, all else is mixed to stereo. ``language`` is the tag, or empty.
    """

    number: int
    codec: str
    sample_rate: int
    source_channels: int
    language: str
    title: str

    @property
    def channels(self) -> int:
        """1 or 2."""
        return 1 if self.source_channels == 1 else 2


@dataclass(frozen=True)
class SoundPart:
    """Samples of one stream, shape (count, channels), from ``first`` on: 48,000 a second, 0 where frame 0 begins.

    What lies before the first picture has negative places.
    """

    stream: int
    first: int
    samples: Samples


@dataclass
class _Decoding:
    """One stream on its way through decoder and resampler."""

    stream: SoundStream
    source: Any
    resampler: Any = None
    shape: tuple[Any, ...] = ()
    end: int | None = None
    lost: int = 0
    parts: list[SoundPart] = field(default_factory=list)


class SoundReader:
    """The sound streams of a media file, read together in one pass. Use as a context manager.

    Priming that the container declares is left out by the decoder, and every part lies where its presentation time
    says. Raises a ``MediumRefused`` where the file or its pictures cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._container = open_container(path)
        try:
            self._zero = _first_picture(path)
            sources = list(self._container.streams.audio)[:MOST_STREAMS]
            self._decodings = {
                source.index: _Decoding(_described(number, source), source)
                for number, source in enumerate(sources)
                if source.codec_context is not None and source.codec_context.channels > 0
            }
            if self._container.format.name.startswith(_PASSES_OVER):
                self._pass_over_the_rest()
        except BaseException:
            self._container.close()
            raise

    def __enter__(self) -> "SoundReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    @property
    def streams(self) -> list[SoundStream]:
        """The streams that can be decoded."""
        return [decoding.stream for decoding in self._decodings.values()]

    @property
    def lost(self) -> dict[int, int]:
        """How many packets of each stream did not decode: they are silent."""
        return {decoding.stream.number: decoding.lost for decoding in self._decodings.values()}

    def parts(self, on_packet: Callable[[], None] = lambda: None) -> Iterator[SoundPart]:
        """All sound, in the file's order. A file that breaks off ends the sound there.

        ``on_packet`` is called for each packet that was read, of pictures too: hours of them may follow the last sound.
        """
        if not self._decodings:
            return
        try:
            for packet in self._container.demux():
                on_packet()
                decoding = self._decodings.get(packet.stream.index)
                if decoding is not None:
                    self._decode(packet, decoding)
                    yield from _taken(decoding)
        except av.error.FFmpegError:
            pass
        for decoding in self._decodings.values():
            self._resample(None, decoding)
            yield from _taken(decoding)

    def _pass_over_the_rest(self) -> None:
        for stream in self._container.streams:
            if stream.index not in self._decodings:
                stream.discard = Discard.all

    def _decode(self, packet: Any, decoding: _Decoding) -> None:
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            decoding.lost += 1
            return
        for frame in frames:
            if frame.pts is not None and frame.samples > 0:
                self._resample(frame, decoding)

    def _resample(self, frame: Any, decoding: _Decoding) -> None:
        """Bring a decoded frame to what is kept; None brings out what the resampler still holds."""
        shape = (frame.format.name, frame.layout.name, frame.sample_rate) if frame is not None else decoding.shape
        if shape != decoding.shape:
            if decoding.resampler is not None:
                self._resample(None, decoding)
            layout = "mono" if decoding.stream.channels == 1 else "stereo"
            decoding.resampler = av.AudioResampler(format="s16", layout=layout, rate=SOUND_RATE)
            decoding.shape = shape
        if decoding.resampler is None:
            return
        for made in decoding.resampler.resample(frame):
            self._place(made, decoding)
        if frame is None:
            decoding.resampler, decoding.shape = None, ()

    def _place(self, made: Any, decoding: _Decoding) -> None:
        samples = made.to_ndarray().reshape(-1, decoding.stream.channels)
        place = decoding.end
        if made.pts is not None:
            timed = round((made.pts * Fraction(made.time_base) - self._zero) * SOUND_RATE)
            if place is None or abs(timed - place) > _ROUNDING:
                place = timed
        place = place or 0
        decoding.end = place + len(samples)
        decoding.parts.append(SoundPart(decoding.stream.number, place, samples))


def _first_picture(path: Path) -> Fraction:
    """The time in seconds of the picture that is shown first."""
    with open_container(path) as container:
        stream = film_stream(container, path.name)
        # AVI has no presentation times; what a demuxer makes up for it does not survive B-frames.
        is_counted = container.format.name == "avi"
        times: list[int] = []
        try:
            for packet in container.demux(stream):
                time = packet.dts if is_counted or packet.pts is None else packet.pts
                if packet.size and not packet.is_discard and time is not None:
                    times.append(time)
                if len(times) == _LOOKED_AT:
                    break
        except av.error.FFmpegError as error:
            raise NoFrames(name=path.name) from error
        if not times:
            raise NoFrames(name=path.name)
        return min(times) * Fraction(stream.time_base or 1)


def _taken(decoding: _Decoding) -> list[SoundPart]:
    parts, decoding.parts = decoding.parts, []
    return parts


def _described(number: int, source: Any) -> SoundStream:
    context, tags = source.codec_context, {key.lower(): value for key, value in source.metadata.items()}
    language = str(tags.get("language", "")).strip().lower()
    return SoundStream(
        number=number,
        codec=context.name,
        sample_rate=context.sample_rate,
        source_channels=context.channels,
        language="" if language in _UNKNOWN else language[:16],
        title=str(tags.get("title", "")).strip().replace("\x00", "")[:80],
    )
