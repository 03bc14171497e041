"""Reading a proxy back: it is kept only when it holds exactly the pictures it was given, in order."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.media.errors import WriteRefused
from restoration.timebase import FrameRate

_SMALL: Final = (96, 64)
_NEIGHBOURS: Final = 3
# Mean absolute luma difference (8-bit codes, small pictures) a capped encode may have from what it was given.
_MOST: Final = 20.0
# In a still scene noise decides which original a picture is nearest to, and starved of bits an encoder repeats grain
# of the picture before; another picture altogether fits better by far. Mean squared codes, and how many times.
_NOTABLE: Final = 1.0
_CLEARLY: Final = 4.0


@dataclass
class GivenPictures:
    """Small copies of the luma planes given to the encoder."""

    _small: list[NDArray[np.float32]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many pictures were given."""
        return len(self._small)

    def add(self, luma: NDArray[np.uint8]) -> None:
        """Remember one picture."""
        self._small.append(_small(luma))

    def fits(self, number: int, luma: NDArray[np.uint8]) -> bool:
        """Whether a decoded picture is near its own original, and no neighbour's original is clearly nearer."""
        seen, own = _small(luma), self._small[number]
        near = self._small[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS + 1]
        distance = _squared(seen, own)
        is_another = distance > _NOTABLE and any(distance > _CLEARLY * _squared(seen, other) for other in near)
        return not is_another and float(np.abs(seen - own).mean()) <= _MOST


def check_proxy(path: Path, given: GivenPictures, *, rate: FrameRate, every: int) -> list[int]:
    """The keyframes of a proxy that is right: IDR first and each ``every``, exact times, the given pictures in order.

    Raises ``WriteRefused``.
    """
    keyframes = check_packets(path, given.count, rate, every)
    number = -1
    with av.open(str(path)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            if number >= given.count or picture.pts != number * rate.den:
                raise WriteRefused(name=path.name, found=f"picture {number} is at tick {picture.pts}")
            plane = picture.planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            if not given.fits(number, rows[: picture.height, : picture.width]):
                raise WriteRefused(name=path.name, found=f"picture {number} is not the one that was given")
    if number + 1 != given.count:
        raise WriteRefused(name=path.name, found=f"{number + 1} of {given.count} pictures decode")
    return keyframes


def check_packets(path: Path, count: int, rate: FrameRate, every: int) -> list[int]:
    """The keyframes of ``count`` pictures at exact times, one each ``every``. Raises ``WriteRefused``."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets = [(p.pts, p.dts, p.duration, p.is_keyframe) for p in container.demux(stream) if p.size]
        time_base = stream.time_base
    if time_base is None or (time_base.numerator, time_base.denominator) != (1, rate.num):
        raise WriteRefused(name=path.name, found=f"its time scale is {time_base}, not 1/{rate.num}")
    wrong = [n for n, (pts, dts, _, _) in enumerate(packets) if pts != n * rate.den or dts != pts]
    wrong += [n for n, (_, _, duration, _) in enumerate(packets) if duration != rate.den]
    if wrong or len(packets) != count:
        raise WriteRefused(name=path.name, found=f"the times of {len(packets)} pictures of {count}, from {wrong[:1]}")
    keyframes = [n for n, packet in enumerate(packets) if packet[3]]
    if keyframes != list(range(0, count, every)):
        raise WriteRefused(name=path.name, found=f"its keyframes are {keyframes[:8]}")
    return keyframes


def key_offsets(path: Path) -> list[int]:
    """The byte at which each keyframe begins. Raises ``WriteRefused`` unless all pictures lie in one row."""
    with av.open(str(path)) as container:
        packets = [(p.pos or 0, p.size, p.is_keyframe) for p in container.demux(video=0) if p.size]
    ends = [place + size for place, size, _ in packets[:-1]]
    if ends != [place for place, _, _ in packets[1:]]:
        raise WriteRefused(name=path.name, found="its pictures do not lie one after another")
    return [place for place, _, is_key in packets if is_key]


def _small(luma: NDArray[np.uint8]) -> NDArray[np.float32]:
    return cv2.resize(luma, _SMALL, interpolation=cv2.INTER_AREA).astype(np.float32)


def _squared(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.square(one - other).mean())
