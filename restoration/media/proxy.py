"""Proxies: small, seekable copies of a segment for the viewer. One fragmented MP4 per segment and rung."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.media.checksum import file_digest
from restoration.media.depth import white
from restoration.media.errors import NoFrames, SizeChanges
from restoration.media.facts import PixelAspect
from restoration.media.frame import Pixels
from restoration.media.proxy_check import GivenPictures, check_proxy, key_offsets
from restoration.media.rung import Rung
from restoration.media.segment_mp4 import SegmentMp4
from restoration.timebase import FrameRate

KEYFRAME_EVERY: Final = 12
_SQUARE: Final = PixelAspect()
# BT.709 (ITU-T H.273 number 1) limited range: luma weights of red and blue.
_RED: Final = 0.2126
_BLUE: Final = 0.0722


@dataclass(frozen=True)
class ProxyFile:
    """A written and checked proxy. ``codec``: as browsers name it.

    ``keyframes``: picture numbers in the file; ``offsets``: the byte at which each begins. Everything before the first
    is the head, and a viewer that has it can decode each group of pictures alone.
    """

    path: Path
    digest: str
    size: int
    codec: str
    width: int
    height: int
    count: int
    keyframes: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)


def write_proxy(
    path: Path,
    frames: Iterable[Pixels],
    *,
    bit_depth: int,
    rate: FrameRate,
    rung: Rung,
    pixel_aspect: PixelAspect = _SQUARE,
) -> ProxyFile:
    """Write pictures (uint16 height x width x 3 RGB codes of ``bit_depth``) as one rung's proxy, and read it back.

    H.264 High 8-bit 4:2:0, BT.709 limited, IDR first and every 12 pictures, no B-frames, time from 0, each picture
    ``rate.den`` ticks of ``1/rate.num`` seconds. Every proxy of a rung, size and rate has the same decoder
    configuration. The pixel aspect is a tag: the raster stays as scanned. Raises ``NoFrames``, ``SizeChanges``, and
    ``WriteRefused`` when what was written does not decode to exactly these pictures in this order; no file is left.
    """
    source = iter(frames)
    first = next(source, None)
    if first is None:
        raise NoFrames(name=path.name)
    height, width = first.shape[:2]
    fitted = rung.fitted(width, height)
    given = GivenPictures()
    try:
        size = (fitted.width, fitted.height)
        with SegmentMp4(path, size, rate, pixel_aspect, _coding(fitted, rate)) as segment:
            for number, pixels in enumerate(chain([first], source)):
                if pixels.shape != first.shape:
                    found = f"{pixels.shape[1]} x {pixels.shape[0]}"
                    raise SizeChanges(
                        name=path.name, where=f"frame {number}", expected=f"{width} x {height}", found=found
                    )
                planes = proxy_planes(pixels, bit_depth, fitted.width, fitted.height)
                given.add(planes[0])
                segment.add(planes)
            codec = segment.finish()
        keyframes = check_proxy(path, given, rate=rate, every=KEYFRAME_EVERY)
        offsets = key_offsets(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    digest, bytes_ = file_digest(path), path.stat().st_size
    return ProxyFile(path, digest, bytes_, codec, fitted.width, fitted.height, given.count, keyframes, offsets)


def proxy_planes(pixels: Pixels, bit_depth: int, width: int, height: int) -> tuple[NDArray[np.uint8], ...]:
    """The 8-bit 4:2:0 planes a proxy is encoded from, chroma beside the left luma sample. Even sides."""
    if pixels.shape[:2] != (height, width):
        pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint16, copy=False)
    rgb = pixels.astype(np.float32) * np.float32(1 / white(bit_depth))
    green = 1 - _RED - _BLUE
    luma = rgb @ np.array([_RED, green, _BLUE], np.float32)
    planes = [luma * 219 + 16]
    for channel, weight in ((2, _BLUE), (0, _RED)):
        difference = (rgb[..., channel] - luma) * np.float32(112 / (1 - weight))
        rows = (difference[0::2] + difference[1::2]) / 2
        left = np.concatenate([rows[:, :1], rows[:, 1:-1:2]], axis=1)
        planes.append((left + 2 * rows[:, 0::2] + rows[:, 1::2]) / 4 + 128)
    return tuple(np.rint(np.clip(plane, 0, 255)).astype(np.uint8) for plane in planes)


def _coding(rung: Rung, rate: FrameRate) -> dict[str, str]:
    level = rung.level(rate)
    x264 = f"stitchable=1:open-gop=0:ref=2:force-cfr=1:nal-hrd=none:level={level}"
    return {
        "preset": "veryfast",
        "profile": "high",
        "crf": str(rung.crf),
        "maxrate": str(rung.max_bit_rate),
        "bufsize": str(2 * rung.max_bit_rate),
        "bf": "0",
        "g": str(KEYFRAME_EVERY),
        "keyint_min": str(KEYFRAME_EVERY),
        "sc_threshold": "0",
        "forced-idr": "1",
        "x264-params": x264,
    }
