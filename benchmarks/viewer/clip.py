"""Two sides as proxies and manifests: heavy grain and dust, and nearly clean, as a scan and its restoration are."""

from collections.abc import Iterator, Sequence
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
# What is filmed: every rung is made of it, as proxies are of a scan.
_SIZE: Final = (1920, 1080)
_GRAIN: Final = {"scan": 0.055, "restored": 0.006}
_SEED: Final = 4
_WHITE: Final = 65535


@dataclass(frozen=True)
class Clip:
    """Both sides as they are shown at ``rung``.

    What the engine opens, with all smaller rungs, as a site has them; and each side at this rung joined into one file
    for a video element.
    """

    rung: Rung
    manifests: list[dict[str, Any]]
    joined: list[str]
    megabits_per_second: list[float]


def write_clips(folder: Path, rungs: Sequence[Rung]) -> list[Clip]:
    """Write both sides at each of ``rungs``, smallest first, below ``folder``, served as ``/media/``."""
    names = list(_GRAIN)
    ladder = [{name: _proxies(folder, name, rung) for name in names} for rung in rungs]
    clips = []
    for count, (rung, sides) in enumerate(zip(rungs, ladder, strict=True), 1):
        manifests = [_manifest(name, rungs[:count], [one[name] for one in ladder[:count]]) for name in names]
        joined = [f"/media/{_join(folder, f'{name}-{rung.name}', sides[name])}" for name in names]
        clips.append(Clip(rung, manifests, joined, [_speed(sides[name]) for name in names]))
    return clips


def _proxies(folder: Path, side: str, rung: Rung) -> list[ProxyFile]:
    proxies = []
    for part in range(SEGMENTS):
        frames = _pictures(range(part * SEGMENT, (part + 1) * SEGMENT), _GRAIN[side])
        path = folder / f"{side}-{rung.name}-{part}.mp4"
        proxies.append(write_proxy(path, frames, bit_depth=16, rate=RATE, rung=rung))
    return proxies


def _speed(proxies: Sequence[ProxyFile]) -> float:
    seconds = SEGMENT * SEGMENTS / float(Fraction(RATE.num, RATE.den))
    return sum(proxy.size for proxy in proxies) * 8 / 1e6 / seconds


def _pictures(numbers: range, grain: float) -> Iterator[NDArray[np.uint16]]:
    """A panned texture with grain (``grain``: standard deviation, 1 is white) that no frame shares with another."""
    width, height = _SIZE
    drawn = np.random.default_rng(_SEED)
    coarse = drawn.random((height // 8, width // 4), np.float32)
    texture = cv2.resize(coarse, (width * 2, height), interpolation=cv2.INTER_CUBIC)
    for number in numbers:
        noise = np.random.default_rng((_SEED, number)).standard_normal((height, width), np.float32)
        shift = number * 2
        picture = 0.15 + 0.7 * texture[:, shift : shift + width] + grain * noise
        grey = (np.clip(picture, 0, 1) * _WHITE).astype(np.uint16)
        yield np.repeat(grey[:, :, None], 3, axis=2)


def _manifest(side: str, rungs: Sequence[Rung], ladder: Sequence[list[ProxyFile]]) -> dict[str, Any]:
    segments = [
        {
            "first": (copy * SEGMENTS + part) * SEGMENT,
            "count": SEGMENT,
            "skip": 0,
            "files": [_file(rung, proxies[part], copy) for rung, proxies in zip(rungs, ladder, strict=True)],
            "restored": True,
            "is_rendered": None,
            "digest": None,
        }
        for copy in range(COPIES)
        for part in range(SEGMENTS)
    ]
    return {
        "side": side,
        "rate": {"num": RATE.num, "den": RATE.den},
        "frame_count": FRAMES,
        "width": rungs[-1].width,
        "height": rungs[-1].height,
        "pixel_aspect": {"num": 1, "den": 1},
        "rungs": [
            {"name": rung.name, "codec": proxies[0].codec, "width": rung.width, "height": rung.height}
            for rung, proxies in zip(rungs, ladder, strict=True)
        ],
        "segments": segments,
    }


def _file(rung: Rung, proxy: ProxyFile, copy: int) -> dict[str, Any]:
    name = f"{copy:02d}-{proxy.digest}"
    return {
        "rung": rung.name,
        "digest": name,
        "url": f"/media/{proxy.path.name}?copy={name}",
        "bytes": proxy.size,
        "keyframes": proxy.keyframes,
        "offsets": proxy.offsets,
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
