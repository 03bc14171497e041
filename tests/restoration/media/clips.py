"""Small clips with known pictures, written by real encoders."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from restoration.media import Pixels


def pictures(count: int, *, width: int = 96, height: int = 64, depth: int = 8, seed: int = 1) -> list[Pixels]:
    """Soft random texture that moves three pixels a frame: every picture differs from its neighbours."""
    rng = np.random.default_rng(seed)
    texture = rng.random((height // 8 + 2, (width + 3 * count) // 8 + 3, 3))
    large = np.repeat(np.repeat(texture, 8, axis=0), 8, axis=1)
    codes = (large * ((1 << depth) - 1)).astype(np.uint16)
    return [np.ascontiguousarray(codes[:height, 3 * n : 3 * n + width]) for n in range(count)]


def noise(count: int, *, width: int, height: int, depth: int, seed: int = 2) -> list[Pixels]:
    """Every code of the depth, at random."""
    rng = np.random.default_rng(seed)
    return [rng.integers(0, 1 << depth, (height, width, 3), dtype=np.uint16) for _ in range(count)]


def encode(
    path: Path,
    frames: Sequence[NDArray[Any]],
    *,
    codec: str,
    pixel_format: str,
    given: str = "rgb24",
    rate: Fraction = Fraction(24),
    times: Iterable[int] | None = None,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    tags: dict[str, int] | None = None,
) -> Path:
    """Encode pictures with PyAV. ``times``: presentation times in ticks of 1/rate, 0, 1, 2 ... by default."""
    with av.open(str(path), "w", options=container_options or {}) as container:
        stream: Any = container.add_stream(codec, rate=rate, options=options or {})
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = pixel_format
        stream.codec_context.time_base = 1 / rate
        for name, value in (tags or {}).items():
            setattr(stream.codec_context, name, value)
        for time, pixels in zip(times or range(len(frames)), frames, strict=False):
            samples = pixels.astype(np.uint8) if given == "rgb24" else pixels
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(samples), format=given)
            picture.pts, picture.time_base = time, 1 / rate
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


def silent_sound(path: Path) -> Path:
    """A file with a sound track and no pictures."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48000)
        samples = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        samples.sample_rate = 48000
        container.mux(stream.encode(samples))
        container.mux(stream.encode(None))
    return path
