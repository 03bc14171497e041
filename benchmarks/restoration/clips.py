"""The pictures that repairs are measured on: real films where they lie beside the checkout, and made ones."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.media import VideoFile, open_reader
from restoration.timebase import FrameRange
from review.config.runtime import CHECKOUT

Picture = npt.NDArray[np.float32]

DATA: Final = CHECKOUT.parent / "shared" / "data"
BUNNY: Final = CHECKOUT / "var" / "cache" / "bigbuckbunny.mp4"
LENGTH: Final = 24


class ClipAbsent(Exception):
    """A clip cannot be had here; the sentence says why."""


@dataclass(frozen=True)
class Clip:
    """A clean clip: ``frames`` makes HxWx3 float32 pictures 0..1, ``pan`` is its camera's known speed (px a frame)."""

    name: str
    about: str
    frames: Callable[[int], list[Picture]]
    pan: float | None = None


def clean(name: str, length: int = LENGTH) -> list[Picture]:
    """Return the first ``length`` pictures of a clip. Raises ClipAbsent and KeyError."""
    return list(_kept(name, length))


@lru_cache(maxsize=2)
def _kept(name: str, length: int) -> tuple[Picture, ...]:
    return tuple(CLIPS[name].frames(length))


def read_film(path: Path, frames: FrameRange, width: int | None = None) -> Iterator[Picture]:
    """Return pictures of a film file, made smaller to ``width``. Raises ClipAbsent."""
    if not path.exists():
        raise ClipAbsent(f"{path.name} is not here")
    with open_reader(VideoFile(path=path)) as reader:
        white = np.float32(2**reader.facts.bit_depth - 1)
        for frame in reader.frames(frames):
            yield _smaller(np.asarray(frame.pixels / white, np.float32), width)


def read_pictures(files: Sequence[Path], width: int | None = None) -> list[Picture]:
    """Return pictures of image files, made smaller to ``width``. Raises ClipAbsent."""
    found = []
    for path in files:
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
        if picture is None:
            raise ClipAbsent(f"{path.name} is not here")
        white = np.float32(65535 if picture.dtype == np.uint16 else 255)
        found.append(_smaller(np.ascontiguousarray(picture[..., ::-1] / white, np.float32), width))
    return found


def _smaller(picture: Picture, width: int | None) -> Picture:
    if width is None or picture.shape[1] <= width:
        return picture
    height = round(picture.shape[0] * width / picture.shape[1] / 2) * 2
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _film(name: str, first: int, width: int) -> Callable[[int], list[Picture]]:
    path = DATA / "clean_video" / name
    return lambda length: list(read_film(path, FrameRange(first, first + length), width))


def _bunny(length: int) -> list[Picture]:
    path = BUNNY if BUNNY.exists() else DATA / "clean_video" / "bigbuckbunny.mp4"
    return list(read_film(path, FrameRange(0, length), 640))


def _bmx(length: int) -> list[Picture]:
    folder = DATA / "clean_video" / "davis_bmx_trees"
    return read_pictures([folder / f"{number:05}.jpg" for number in range(length)])


def _drawn(length: int) -> list[Picture]:
    """A camera that pans to the right by 1.5 pixels a frame over soft drawn texture, and discs that move in it."""
    height, width, speed = 180, 320, 1.5
    random = np.random.default_rng(20261122)
    reach = width + round(speed * length) + 2
    noise = random.standard_normal((height, reach, 3)).astype(np.float32)
    layers = [cv2.GaussianBlur(noise, (0, 0), sigma) for sigma in (1.2, 3.0, 12.0)]
    ground = 0.45 + 0.05 * sum(layer / layer.std() for layer in layers)
    found = []
    for frame in range(length):
        move = np.array([[1, 0, -speed * frame], [0, 1, 0]], np.float32)
        picture = cv2.warpAffine(ground, move, (width, height), flags=cv2.INTER_CUBIC)
        for disc in range(3):
            across, down = (40 + 90 * disc + 4 * frame) % width, 50 + 40 * disc
            cv2.circle(picture, (across, down), 12, (0.7, 0.3 + 0.1 * disc, 0.2), -1, cv2.LINE_8)
        found.append(np.clip(picture, 0, 1).astype(np.float32))
    return found


def _pan(length: int) -> list[Picture]:
    """A camera that pans over a still of the animation by 2.3 pixels a frame, cut out with sub-pixel places."""
    path = BUNNY if BUNNY.exists() else DATA / "clean_video" / "bigbuckbunny.mp4"
    still = next(read_film(path, FrameRange(60, 61), None))
    soft = cv2.GaussianBlur(still, (0, 0), 0.8)
    moves = [np.array([[1, 0, -20 - 2.3 * frame], [0, 1, -60]], np.float32) for frame in range(length)]
    return [
        np.clip(cv2.warpAffine(soft, move, (640, 360), flags=cv2.INTER_LANCZOS4), 0, 1).astype(np.float32)
        for move in moves
    ]


CLIPS: Final = {
    clip.name: clip
    for clip in (
        Clip("bikes", "real street, a passer-by's legs before spokes, 640 x 272", _film("bikes.mp4", 188, 640)),
        Clip("traffic", "real street, cars across the picture, 640 x 272", _film("bikes.mp4", 78, 640)),
        Clip("bear", "real animal, panning camera, 640 x 360", _film("bear.mp4", 0, 640)),
        Clip("bunny", "Big Buck Bunny, animation, 640 x 360", _bunny),
        Clip("bmx", "real cyclist, fast limbs and occlusion, 432 x 240", _bmx),
        Clip("pan", "a pan of 2.3 px a frame over a still of the animation, 640 x 360", _pan, pan=2.3),
        Clip("drawn", "drawn texture and discs under a panning camera, 320 x 180", _drawn, pan=1.5),
    )
}
