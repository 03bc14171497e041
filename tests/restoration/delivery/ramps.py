"""A ramp of all 1024 codes of 10 bits, each two pixels wide, as a picture and as video of many codings."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from restoration.media import convert_depth

WIDTH, HEIGHT = 2048, 128
RAMP = np.repeat(np.arange(1024, dtype=np.uint16), 2)
LEGAL = np.clip(RAMP, 64, 940)


def picture(depth: int = 10) -> np.ndarray:
    """The ramp as RGB codes of a depth, lifted from 10 bits."""
    row = convert_depth(RAMP, 10, depth)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (HEIGHT, WIDTH, 3)))


def frame(pixel_format: str) -> Any:
    """The ramp in a pixel format: the codes in RGB and gray, legal luma and neutral chroma in YCbCr."""
    depth = 16 if "16" in pixel_format or "48" in pixel_format else 12 if "12" in pixel_format else 10
    if "48" in pixel_format:
        return av.VideoFrame.from_ndarray(picture(16), format=pixel_format)
    made = av.VideoFrame(WIDTH, HEIGHT, pixel_format)
    for number, plane in enumerate(made.planes):
        rows = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)
        if not pixel_format.startswith("yuv"):
            rows[:HEIGHT, :WIDTH] = convert_depth(RAMP, 10, depth)
        else:
            rows[: plane.height, : plane.width] = LEGAL << (depth - 10) if number == 0 else 1 << (depth - 1)
    return made


def encode(path: Path, codec: str, pixel_format: str, options: dict[str, str]) -> Path:
    """A film of two such pictures."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=24, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, pixel_format
        stream.codec_context.colorspace = 1 if pixel_format.startswith("yuv") else 0
        stream.codec_context.color_range = 1 if pixel_format.startswith("yuv") else 2
        for number in range(2):
            shown = frame(pixel_format)
            shown.pts, shown.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(shown))
        container.mux(stream.encode(None))
    return path


def luma(path: Path) -> np.ndarray:
    """The luma of a film's first picture, in 10-bit codes."""
    with av.open(str(path)) as container:
        shown = next(container.decode(video=0))
    plane = shown.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2)[:HEIGHT, :WIDTH]
    return rows.astype(float) / (1 << (shown.format.components[0].bits - 10))
