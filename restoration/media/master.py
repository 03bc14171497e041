"""Masters: FFV1 version 3 in Matroska, one file per segment and plane, exact to the code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from restoration.media.checksum import file_digest
from restoration.media.depth import MASTER_DEPTHS
from restoration.media.errors import NoFrames, SizeChanges
from restoration.media.frame import Pixels
from restoration.media.medium import VideoFile
from restoration.media.opening import open_reader
from restoration.timebase import FrameRange, FrameRate

PIXEL_FORMATS: Final = {depth: f"gbrp{depth}le" for depth in MASTER_DEPTHS}
_CODING: Final = {"level": "3", "slices": "4", "slicecrc": "1", "coder": "1", "context": "0", "g": "1"}

_THREADS: Final = 2


@dataclass(frozen=True)
class MasterFile:
    """A written master. ``digest``: SHA-256 (hex) of the file; ``size`` in bytes."""

    path: Path
    digest: str
    size: int
    width: int
    height: int
    bit_depth: int
    frame_count: int


def write_master(path: Path, frames: Iterable[Pixels], *, rate: FrameRate, bit_depth: int) -> MasterFile:
    """Write pictures (uint16 height x width x 3 RGB codes of ``bit_depth``: 10, 12 or 16) as a master.

    The same pictures give the same bytes. Raises ``ValueError`` for another depth, ``NoFrames`` and ``SizeChanges``.
    """
    if bit_depth not in PIXEL_FORMATS:
        message = f"a master has 10, 12 or 16 bits, not {bit_depth}"
        raise ValueError(message)
    source = iter(frames)
    first = next(source, None)
    if first is None:
        raise NoFrames(name=path.name)
    height, width = first.shape[:2]
    count = 0
    options = {"fflags": "+bitexact"}
    with av.open(str(path), "w", format="matroska", container_options=options) as container:
        stream = _stream(container, width, height, bit_depth, rate)
        for count, pixels in enumerate(chain([first], source), start=1):
            if pixels.shape != first.shape:
                found = f"{pixels.shape[1]} x {pixels.shape[0]}"
                raise SizeChanges(
                    name=path.name, where=f"frame {count - 1}", expected=f"{width} x {height}", found=found
                )
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=PIXEL_FORMATS[bit_depth])
            picture.pts = count - 1
            picture.time_base = stream.codec_context.time_base
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return MasterFile(path, file_digest(path), path.stat().st_size, width, height, bit_depth, count)


def read_master(path: Path) -> Iterator[Pixels]:
    """The pictures of a master in order, as written. Raises a ``MediumRefused`` when a slice's check sum is wrong."""
    with open_reader(VideoFile(path=path)) as reader:
        for frame in reader.frames():
            yield frame.pixels


def read_master_frame(path: Path, index: int) -> Pixels:
    """One picture of a master. Raises ``FrameOutside`` or a ``MediumRefused``."""
    with open_reader(VideoFile(path=path)) as reader:
        return next(iter(reader.frames(FrameRange(index, index + 1)))).pixels


def _stream(container: Any, width: int, height: int, bit_depth: int, rate: FrameRate) -> Any:
    stream = container.add_stream("ffv1", rate=Fraction(rate.num, rate.den), options=_CODING)
    stream.width, stream.height, stream.pix_fmt = width, height, PIXEL_FORMATS[bit_depth]
    context = stream.codec_context
    context.time_base = Fraction(rate.den, rate.num)
    context.color_range, context.color_primaries, context.color_trc, context.colorspace = 2, 1, 1, 0
    context.flags |= av.codec.context.Flags.bitexact
    # Slices are coded side by side; how many threads do it does not change a byte.
    context.thread_type, context.thread_count = "SLICE", _THREADS
    return stream
