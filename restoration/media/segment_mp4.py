"""One fragmented MP4 of H.264 pictures, 8-bit 4:2:0: the timing, tags and names that all viewers' files share."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from numpy.typing import NDArray

from restoration.media.facts import PixelAspect
from restoration.timebase import FrameRate

Planes = tuple[NDArray[np.uint8], ...]


class SegmentMp4:
    """Writes planes as pictures: number ``n`` lasts ``rate.den`` ticks of ``1/rate.num`` seconds from ``n`` times that.

    Tagged BT.709 limited; the pixel aspect is a tag, the raster stays as scanned. ``options`` are x264's.
    """

    def __init__(
        self, path: Path, size: tuple[int, int], rate: FrameRate, aspect: PixelAspect, options: dict[str, str]
    ) -> None:
        self._rate = rate
        self._count = 0
        self._container: Any = av.open(str(path), "w", format="mp4", options=_muxing(rate))
        self._stream: Any = self._container.add_stream("libx264", rate=Fraction(rate.num, rate.den), options=options)
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = "yuv420p"
        self._stream.time_base = Fraction(1, rate.num)
        context = self._stream.codec_context
        context.time_base = Fraction(1, rate.num)
        context.sample_aspect_ratio = Fraction(aspect.num, aspect.den)
        context.color_range, context.color_primaries, context.color_trc, context.colorspace = 1, 1, 1, 1
        # With frames side by side, x264 under a rate limit writes other bytes when the machine is busy.
        context.thread_type, context.thread_count = "SLICE", 2

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()

    def add(self, planes: Planes) -> None:
        """Append one picture: Y, Cb and Cr."""
        picture = av.VideoFrame(self._stream.width, self._stream.height, "yuv420p")
        for plane, samples in zip(picture.planes, planes, strict=True):
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            rows[: samples.shape[0], : samples.shape[1]] = samples
        picture.pts = self._count * self._rate.den
        picture.time_base = Fraction(1, self._rate.num)
        picture.color_range, picture.colorspace = 1, 1
        self._count += 1
        self._mux(picture)

    def finish(self) -> str:
        """Write what the encoder still holds; return the codec as browsers name it (RFC 6381)."""
        self._mux(None)
        return _codec_name(self._stream.codec_context.extradata)

    def _mux(self, picture: av.VideoFrame | None) -> None:
        for packet in self._stream.encode(picture):
            packet.duration = self._rate.den
            self._container.mux(packet)


def _muxing(rate: FrameRate) -> dict[str, str]:
    return {
        "movflags": "+empty_moov+default_base_moof+frag_custom",
        "video_track_timescale": str(rate.num),
        "use_editlist": "0",
        "fflags": "+bitexact",
    }


def _codec_name(configuration: bytes) -> str:
    """From an avcC record, or from the sequence parameter set of Annex B."""
    start = 1 if configuration[:1] == b"\x01" else configuration.index(b"\x00\x00\x01\x67") + 4
    return "avc1." + configuration[start : start + 3].hex().upper()
