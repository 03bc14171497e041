"""The sound of a source film, copied into a delivery packet by packet: nothing is coded again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import av

from restoration.delivery.facts import DeliveryRefused
from restoration.media.container import film_stream, open_container
from restoration.timebase import FrameRange, FrameRate

# Matroska counts time in milliseconds: a packet may seem this much early.
_ROUNDING: Final = Fraction(1, 1000)
_COARSE: Final = 2 * _ROUNDING
_PCM: Final = re.compile(r"pcm_[a-z]*?(\d+)(le|be)?(_planar)?")
_KEPT_TAGS: Final = ("language", "title")
# These have edit lists, which hold back the priming packet before the first picture.
_WITH_EDIT_LISTS: Final = frozenset({"mov", "mp4"})


@dataclass(frozen=True)
class Sound:
    """Where a delivery's sound comes from: the source film's file, the delivered frames of it, and its rate."""

    path: Path
    frames: FrameRange
    rate: FrameRate


@dataclass
class _Track:
    """One sound track: where it is read and written, in seconds from the source's first picture."""

    number: int
    source: Any
    target: Any
    begun: bool = False
    place: int | None = None

    @property
    def bytes_a_sample(self) -> int:
        """Bytes of one moment of all channels, for samples that are stored as they are; 0 for coded sound."""
        found = _PCM.fullmatch(self.source.codec_context.name)
        is_planar = found is not None and found[3]
        return 0 if found is None or is_planar else int(found[1]) // 8 * self.source.codec_context.channels

    @property
    def is_counted(self) -> bool:
        """Whether the container's times are too coarse to place samples by: they are counted from the beginning."""
        return bool(self.bytes_a_sample) and self.source.time_base > Fraction(1, self.source.codec_context.sample_rate)

    def place_of(self, time: Fraction, count: int) -> int:
        """Return which sample a piece of ``count`` samples begins with, by its time and by the pieces before it."""
        rate = self.source.codec_context.sample_rate
        place = round(time * rate)
        if self.place is not None and self.is_counted and abs(place - self.place) <= _COARSE * rate:
            place = self.place
        self.place = place + count
        return place


class SoundTracks:
    """All sound tracks of a source film, written beside its pictures. Use as a context manager.

    Uncompressed sound is cut to the sample; coded sound to the packets that begin within the frames, and ``notices``
    says so. Raises DeliveryRefused for a codec that the container does not hold.
    """

    def __init__(self, sound: Sound, container: Any, name: str) -> None:
        self.notices: tuple[str, ...] = ()
        self._container = container
        self._name = name
        self._has_edit_lists = container.format.name in _WITH_EDIT_LISTS
        self._begin = sound.frames.first / sound.rate.fraction
        self._end = sound.frames.end / sound.rate.fraction
        self._input = open_container(sound.path)
        try:
            picture = film_stream(self._input, sound.path.name)
            self._zero = Fraction(picture.start_time or 0) * Fraction(picture.time_base or 1)
            self._tracks = [
                self._added(number, source) for number, source in enumerate(self._input.streams.audio, start=1)
            ]
        except BaseException:
            self._input.close()
            raise
        self._packets = self._cut()
        self._next = next(self._packets, None)

    def __enter__(self) -> "SoundTracks":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._input.close()

    def write_until(self, time: Fraction | None) -> None:
        """Write what begins before ``time`` (seconds from the first delivered picture); None: all the rest."""
        while self._next is not None and (time is None or self._next[0] < time):
            self._container.mux_one(self._next[1])
            self._next = next(self._packets, None)

    def _added(self, number: int, source: Any) -> _Track:
        codec = source.codec_context.name if source.codec_context else "an unknown codec"
        if codec not in self._container.supported_codecs:
            kinds = {"mov": ".mkv", "mp4": ".mov or .mkv"}.get(self._container.format.name, ".mov")
            found = f"it cannot hold sound track {number} ({codec}); write {kinds}, or leave the sound out"
            raise DeliveryRefused(name=self._name, found=found)
        target = self._container.add_stream_from_template(source)
        for key in _KEPT_TAGS:
            if key in source.metadata:
                target.metadata[key] = source.metadata[key]
        return _Track(number, source, target)

    def _cut(self) -> Iterator[tuple[Fraction, Any]]:
        """Packets in the file's order with their times, cut to the frames."""
        if not self._tracks:
            return
        if self._begin > 0 and not any(track.is_counted for track in self._tracks):
            first = self._tracks[0].source
            self._input.seek(int((self._begin + self._zero) / first.time_base), stream=first, backward=True)
        tracks = {track.source.index: track for track in self._tracks}
        ended: set[int] = set()
        for packet in self._demuxed():
            track = tracks[packet.stream.index]
            time = packet.pts * Fraction(packet.time_base) - self._zero
            if time >= self._end:
                ended.add(packet.stream.index)
                if len(ended) == len(tracks):
                    return
                continue
            cut = self._sampled(packet, track, time) if track.bytes_a_sample else self._whole(packet, track, time)
            if cut is not None:
                yield cut

    def _demuxed(self) -> Iterator[Any]:
        try:
            for packet in self._input.demux([track.source for track in self._tracks]):
                if packet.size > 0 and packet.pts is not None:
                    yield packet
        except av.error.FFmpegError as error:
            raise DeliveryRefused(name=self._name, found="the sound of the source breaks off") from error

    def _sampled(self, packet: Any, track: _Track, time: Fraction) -> tuple[Fraction, Any] | None:
        """Cut samples that are stored as they are: exactly, to the nearest sample of the frames' edges."""
        rate, size = track.source.codec_context.sample_rate, track.bytes_a_sample
        place = track.place_of(time, packet.size // size)
        begin, end = round(self._begin * rate), round(self._end * rate)
        first, last = max(place, begin), min(place + packet.size // size, end)
        if last <= first:
            return None
        piece = av.Packet(bytes(packet)[(first - place) * size : (last - place) * size])
        piece.stream, piece.time_base = track.target, Fraction(1, rate)
        piece.pts = piece.dts = first - begin
        piece.duration = last - first
        piece.is_keyframe = True
        return Fraction(first - begin, rate), piece

    def _whole(self, packet: Any, track: _Track, time: Fraction) -> tuple[Fraction, Any] | None:
        """Take or leave a packet of coded sound."""
        early = time < self._begin - _ROUNDING
        if early and not (self._has_edit_lists and self._begin == 0):
            return None
        if not track.begun:
            track.begun = True
            self._note(track, time)
        shift = round((self._begin + self._zero) / Fraction(packet.time_base))
        packet.pts -= shift
        packet.dts = packet.pts if packet.dts is None else packet.dts - shift
        packet.stream = track.target
        return time - self._begin, packet

    def _note(self, track: _Track, time: Fraction) -> None:
        late = round((time - self._begin) * 1000)
        if late > 0:
            name = track.source.codec_context.name
            said = (
                f"sound track {track.number} ({name}) begins {late} ms after the first picture: its packets are whole"
            )
            self.notices = (*self.notices, said)
