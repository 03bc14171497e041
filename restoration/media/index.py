"""Which packet holds which frame of a media file."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av

from restoration.media.container import film_stream, open_container
from restoration.media.errors import MediumCorrupt, MediumTruncated, NoFrames, RateVaries, TooLarge
from restoration.media.h264 import is_clean_start
from restoration.media.medium import MAX_FRAMES
from restoration.timebase import FrameRate

# A frame is on the beat within this part of a frame: containers round times to their ticks.
_TOLERANCE: Final = Fraction(1, 4)
_USUAL: Final = tuple(
    Fraction(num, den)
    for num, den in (
        (24, 1),
        (25, 1),
        (30, 1),
        (16, 1),
        (18, 1),
        (50, 1),
        (60, 1),
        (24000, 1001),
        (30000, 1001),
        (60000, 1001),
    )
)


@dataclass(frozen=True)
class FrameIndex:
    """Every frame of a file in presentation order.

    ``times``: presentation times in ticks, rising. ``keyframes``: the frames decoding can start at, rising, 0 included.
    ``is_counted``: the container has decoding times only (AVI); pictures are placed by counting from the start.
    """

    times: tuple[int, ...]
    keyframes: tuple[int, ...]
    rate: FrameRate
    is_counted: bool = False

    @property
    def is_intra(self) -> bool:
        """Whether every frame stands alone."""
        return len(self.keyframes) == len(self.times)

    def start_of(self, frame: int) -> int:
        """The last frame at or before ``frame`` where decoding can start."""
        return self.keyframes[max(0, bisect_right(self.keyframes, frame) - 1)]


def read_index(path: Path) -> FrameIndex:
    """Read every packet's time, decoding nothing. Raises a ``MediumRefused``, ``RateVaries`` among them."""
    with open_container(path) as container:
        stream = film_stream(container, path.name)
        # Only QuickTime and MP4 list their frames; elsewhere the number is a guess by the writer.
        declared = int(stream.frames or 0) if container.format.name.startswith("mov") else 0
        ticks, keys, is_counted = _packet_times(container, stream, path.name)
        rates = [Fraction(rate) for rate in (stream.guessed_rate, stream.average_rate, stream.base_rate) if rate]
        time_base = Fraction(stream.time_base or 0)
    if not ticks:
        raise NoFrames(name=path.name)
    if len(ticks) < declared:
        raise MediumTruncated(name=path.name, found=f"{len(ticks)} of its {declared} frames are there")
    times = sorted(ticks)
    repeated = next((n for n in range(1, len(times)) if times[n] == times[n - 1]), None)
    if repeated is not None:
        raise MediumCorrupt(name=path.name, where=f"frame {repeated}", found="two frames have the same time")
    place = {time: n for n, time in enumerate(times)}
    keyframes = sorted({place[time] for time in keys} | {0})
    if is_counted and len(keyframes) < len(times):
        keyframes = [0]
    rate = constant_rate(times, time_base, rates, path.name)
    return FrameIndex(tuple(times), tuple(keyframes), rate, is_counted)


def _packet_times(
    container: av.container.InputContainer, stream: av.VideoStream, name: str
) -> tuple[list[int], list[int], bool]:
    # AVI has no presentation times; what a demuxer makes up for it does not survive B-frames.
    is_counted = container.format.name == "avi"
    context = stream.codec_context
    configuration = (context.extradata or b"") if context.name == "h264" else None
    ticks: list[int] = []
    keys: list[int] = []
    try:
        for packet in container.demux(stream):
            if packet.size == 0 or packet.is_discard:
                continue
            is_counted = is_counted or packet.pts is None
            time = packet.pts if packet.pts is not None else packet.dts
            if time is None:
                raise MediumCorrupt(name=name, where=f"frame {len(ticks)}", found="the frame has no time")
            ticks.append(time)
            if packet.is_keyframe and (configuration is None or is_clean_start(bytes(packet), configuration)):
                keys.append(time)
            if len(ticks) > MAX_FRAMES:
                raise TooLarge(name=name, found=f"more than {MAX_FRAMES} frames", limit=f"{MAX_FRAMES} frames")
    except av.error.FFmpegError as error:
        raise MediumTruncated(name=name, found=f"reading stops after frame {len(ticks)}") from error
    return ticks, keys, is_counted


def constant_rate(times: list[int], time_base: Fraction, declared: list[Fraction], name: str) -> FrameRate:
    """The rate whose beat every frame keeps, declared rates first. Raises ``RateVaries`` with a frame off it."""
    if time_base <= 0:
        raise RateVaries(name=name, frame=0)
    near = [rate for rate in _USUAL for said in declared if abs(rate - said) < rate / 4000]
    measured = [Fraction(len(times) - 1) / ((times[-1] - times[0]) * time_base)] if len(times) > 1 else []
    usual = [rate for rate in _USUAL if measured and abs(rate - measured[0]) < rate / 50]
    first_off = 0
    for rate in dict.fromkeys([*near, *declared, *usual, *measured, *([] if len(times) > 1 else [Fraction(24)])]):
        if not 0 < rate <= 1000 or rate.denominator > 10**9:
            continue
        off = _first_off_beat(times, time_base * rate)
        if off is None:
            return FrameRate(rate.numerator, rate.denominator)
        first_off = max(first_off, off)
    raise RateVaries(name=name, frame=first_off)


def _first_off_beat(times: list[int], frames_per_tick: Fraction) -> int | None:
    num, den = frames_per_tick.numerator, frames_per_tick.denominator
    allowed = den * _TOLERANCE.numerator // _TOLERANCE.denominator
    start = times[0]
    return next((n for n, time in enumerate(times) if abs((time - start) * num - n * den) > max(allowed, num)), None)
