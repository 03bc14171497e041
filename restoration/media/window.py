"""Motion windows: a crop of some pictures, all-intra and near lossless, to judge grain and flicker in motion."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np

from restoration.media.errors import NoFrames, WriteRefused
from restoration.media.facts import PixelAspect
from restoration.media.frame import Pixels
from restoration.media.proxy import proxy_planes
from restoration.media.proxy_check import check_packets
from restoration.media.rung import Rung
from restoration.media.segment_mp4 import Planes, SegmentMp4
from restoration.timebase import FrameRate

# Measured on heavy grain: no sample moves by more than 2 codes of 255; at 8 it is 3, at 2 it is 1 for 1.3 x the bits.
_QUANTISER: Final = 6
WORST_ALLOWED: Final = 3
_NO_CAP: Final = 1_000_000_000


@dataclass(frozen=True)
class WindowFile:
    """A written and checked window. ``codec``: as browsers name it.

    ``worst``: the largest difference of any Y, Cb or Cr sample from the pictures' own at 8 bits 4:2:0, in codes,
    measured on every picture.
    """

    path: Path
    codec: str
    width: int
    height: int
    count: int
    worst: int


def write_window(
    path: Path, crops: Iterable[Pixels], *, bit_depth: int, rate: FrameRate, pixel_aspect: PixelAspect
) -> WindowFile:
    """Write crops of pictures (uint16 height x width x 3 RGB codes, even sides) as one file, and read it back.

    H.264 High, every picture a key picture, constant quantiser, no deblocking: what every viewer's hardware decodes.
    The raster is the crop's own, pixel for pixel; colour has half the resolution. Raises ``NoFrames``, and
    ``WriteRefused`` where a sample moved by more than ``WORST_ALLOWED`` codes or a time is wrong; no file is left.
    """
    given: list[Planes] = []
    source = iter(crops)
    first = next(source, None)
    if first is None:
        raise NoFrames(name=path.name)
    height, width = first.shape[:2]
    try:
        with SegmentMp4(path, (width, height), rate, pixel_aspect, _coding(width, height, rate)) as segment:
            for pixels in (first, *source):
                given.append(proxy_planes(pixels, bit_depth, width, height))
                segment.add(given[-1])
            codec = segment.finish()
        check_packets(path, len(given), rate, every=1)
        worst = _worst(path, given)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return WindowFile(path, codec, width, height, len(given), worst)


def _coding(width: int, height: int, rate: FrameRate) -> dict[str, str]:
    level = Rung("window", width, height, _NO_CAP, _QUANTISER).level(rate)
    x264 = f"no-deblock=1:aq-mode=0:psy=0:chroma-qp-offset=0:ipratio=1:trellis=0:stitchable=1:force-cfr=1:level={level}"
    return {"preset": "veryfast", "profile": "high", "qp": str(_QUANTISER), "g": "1", "bf": "0", "x264-params": x264}


def _worst(path: Path, given: list[Planes]) -> int:
    """The largest difference of a decoded sample. Raises ``WriteRefused``."""
    worst, number = 0, -1
    with av.open(str(path)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            for plane, samples in zip(picture.planes, given[number], strict=True):
                rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
                seen = rows[: samples.shape[0], : samples.shape[1]].astype(np.int16)
                worst = max(worst, int(np.abs(seen - samples).max()))
            if worst > WORST_ALLOWED:
                raise WriteRefused(name=path.name, found=f"a sample of picture {number} moved by {worst} codes")
    if number + 1 != len(given):
        raise WriteRefused(name=path.name, found=f"{number + 1} of {len(given)} pictures decode")
    return worst
