"""The clip that figures of the chain are measured on: a licensed film, damaged by the seeded generator."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage import DamagedClip, DamageParameters, damage_clip
from restoration.media import VideoFile, open_reader, write_master
from restoration.timebase import FrameRange, FrameRate
from review.config.runtime import CHECKOUT

CLEAN: Final = CHECKOUT / "var" / "cache" / "bigbuckbunny.mp4"
WIDTH, HEIGHT = 640, 360
RATE = FrameRate(24, 1)
BIT_DEPTH = 10
SEED = 20261122
# No scratches: no stage of this version repairs them, and a scratch that is left is no false repair.
DAMAGE = DamageParameters(dust_per_frame=12.0, scratches=0, flicker=0.05, weave=0.7, grain=0.015)
ABOUT = f"Big Buck Bunny at {WIDTH} x {HEIGHT}, {BIT_DEPTH} bit, damaged with seed {SEED}"

Picture = npt.NDArray[np.float32]


def damaged(frames: FrameRange) -> DamagedClip:
    """Return the clip's ``frames`` damaged, with their truth; pictures as a film of ``BIT_DEPTH`` bits holds them."""
    clip = damage_clip(clean(frames), seed=SEED, parameters=DAMAGE)
    clip.frames[:] = [np.asarray(codes(frame) / highest(), np.float32) for frame in clip.frames]
    return clip


def write_film(path: Path, pictures: list[Picture], *, times: int = 1) -> None:
    """Write ``pictures`` as a film, ``times`` over, forwards and backwards in turn so that no cut comes between."""
    order = [*pictures, *pictures[::-1]]
    count = len(pictures) * times
    write_codes(path, (codes(order[n % len(order)]) for n in range(count)))


def write_codes(path: Path, pictures: Iterator[npt.NDArray[np.uint16]]) -> None:
    """Write whole codes as a film."""
    write_master(path, pictures, rate=RATE, bit_depth=BIT_DEPTH)


def codes(picture: Picture) -> npt.NDArray[np.uint16]:
    """Return the whole codes of a picture 0..1."""
    return np.round(picture * highest()).astype(np.uint16)


def highest() -> np.float32:
    """Return the highest code."""
    return np.float32(2**BIT_DEPTH - 1)


def clean(frames: FrameRange) -> Iterator[Picture]:
    """Return the undamaged pictures of ``frames``."""
    if not CLEAN.exists():
        raise FileNotFoundError("The clean clip is not there yet; `make demo` or `make bench` fetches it.")
    with open_reader(VideoFile(path=CLEAN)) as reader:
        white = np.float32(2**reader.facts.bit_depth - 1)
        for frame in reader.frames(frames):
            small = cv2.resize(frame.pixels / white, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
            yield np.asarray(small, np.float32)
