"""Two sides as proxies and manifests: heavy grain and dust, and nearly clean, as a scan and its restoration are."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from restoration.media import ProxyFile, Rung, write_proxy
from restoration.timebase import FrameRate

RATE: Final = FrameRate(24, 1)
SEGMENT: Final = 48
SEGMENTS: Final = 2
# The axis is longer than what was coded: the same files come again under other names.
COPIES: Final = 20
FRAMES: Final = SEGMENT * SEGMENTS * COPIES
_SEED: Final = 4
_WHITE: Final = 65535


@dataclass(frozen=True)
class Clip:
    """One rung of both sides: what the engine opens, and each side joined into one file for a video element."""

    rung: Rung
    manifests: list[dict[str, Any]]
    joined: list[str]
    megabits_per_second: list[float]


def write_clip(folder: Path, rung: Rung) -> Clip:
    """Write both sides at ``rung`` below ``folder``, served as ``/media/``."""
    sides = {"scan": 0.055, "restored": 0.006}
    manifests, joined, speeds = [], [], []
    for name, grain in sides.items():
        proxies = [_proxy(folder, f"{name}-{rung.name}-{part}", rung, part, grain) for part in range(SEGMENTS)]
        manifests.append(_manifest(name, rung, proxies))
        joined.append(f"/media/{_join(folder, f'{name}-{rung.name}', proxies)}")
        seconds = SEGMENT * SEGMENTS / float(Fraction(RATE.num, RATE.den))
        speeds.append(sum(proxy.size for proxy in proxies) * 8 / 1e6 / seconds)
    return Clip(rung, manifests, joined, speeds)


def _proxy(folder: Path, name: str, rung: Rung, part: int, grain: float) -> ProxyFile:
    frames = _pictures(rung, range(part * SEGMENT, (part + 1) * SEGMENT), grain)
    return write_proxy(folder / f"{name}.mp4", frames, bit_depth=16, rate=RATE, rung=rung)


def _pictures(rung: Rung, numbers: range, grain: float) -> Iterator[NDArray[np.uint16]]:
    """A panned texture with grain (``grain``: standard deviation, 1 is white) that no frame shares with another."""
    drawn = np.random.default_rng(_SEED)
    coarse = drawn.random((rung.height // 8, rung.width // 4), np.float32)
    texture = cv2.resize(coarse, (rung.width * 2, rung.height), interpolation=cv2.INTER_CUBIC)
    for number in numbers:
        noise = np.random.default_rng((_SEED, number)).standard_normal((rung.height, rung.width), np.float32)
        shift = number * 2
        picture = 0.15 + 0.7 * texture[:, shift : shift + rung.width] + grain * noise
        grey = (np.clip(picture, 0, 1) * _WHITE).astype(np.uint16)
        yield np.repeat(grey[:, :, None], 3, axis=2)


def _manifest(side: str, rung: Rung, proxies: list[ProxyFile]) -> dict[str, Any]:
    segments = []
    for copy in range(COPIES):
        for part, proxy in enumerate(proxies):
            name = f"{copy:02d}-{proxy.digest}"
            file = {
                "rung": rung.name,
                "digest": name,
                "url": f"/media/{proxy.path.name}?copy={name}",
                "bytes": proxy.size,
                "keyframes": proxy.keyframes,
                "offsets": proxy.offsets,
            }
            segments.append(
                {
                    "first": (copy * SEGMENTS + part) * SEGMENT,
                    "count": SEGMENT,
                    "skip": 0,
                    "files": [file],
                    "restored": True,
                    "is_rendered": None,
                    "digest": None,
                }
            )
    return {
        "side": side,
        "rate": {"num": RATE.num, "den": RATE.den},
        "frame_count": FRAMES,
        "width": rung.width,
        "height": rung.height,
        "pixel_aspect": {"num": 1, "den": 1},
        "rungs": [{"name": rung.name, "codec": proxies[0].codec, "width": rung.width, "height": rung.height}],
        "segments": segments,
    }


def _join(folder: Path, name: str, proxies: list[ProxyFile]) -> str:
    """Write the proxies one after another, as often as the axis has them, into one file with its index in front."""
    path = folder / f"{name}-joined.mp4"
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as out:
        stream: Any = None
        place = 0
        for proxy in [one for _ in range(COPIES) for one in proxies]:
            with av.open(str(proxy.path)) as source:
                video = source.streams.video[0]
                if stream is None:
                    stream = out.add_stream_from_template(video)
                for packet in source.demux(video):
                    if packet.size == 0:
                        continue
                    packet.stream = stream
                    packet.time_base = Fraction(RATE.den, RATE.num)
                    packet.pts = packet.dts = place
                    packet.duration = 1
                    place += 1
                    out.mux(packet)
    return path.name
