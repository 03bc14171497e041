"""The demo film: a licensed clip, cut into shots and damaged like a worn print. The same bytes go in every time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage import DamageParameters, damage_frames
from restoration.media import VideoFile, open_reader, write_master
from restoration.timebase import FrameRange, FrameRate
from workers.demo.sound import cut_sound, lay_under

CREDIT = (
    "Big Buck Bunny, © 2008 Blender Foundation, www.bigbuckbunny.org, Creative Commons Attribution 3.0. "
    "Shortened, cut into shots and damaged by Answerprint's seeded film-damage generator."
)

WIDTH, HEIGHT = 640, 360
RATE = FrameRate(24, 1)
BIT_DEPTH = 10
SEED = 1992
DAMAGE = DamageParameters(
    dust_per_frame=9.0, dust_radius=0.0035, scratches=1, flicker=0.05, weave=0.7, grain=0.015, hair_share=0.05
)


@dataclass(frozen=True)
class DemoShot:
    """A stretch of the clip's frames and the rectangle of its picture that the shot shows."""

    frames: FrameRange
    left: int
    top: int
    width: int


# A long shot, a hard cut to a shot of five frames, and a close-up: what shot detection and segments must get right.
SHOTS = (
    DemoShot(FrameRange(0, 61), left=0, top=0, width=1280),
    DemoShot(FrameRange(70, 75), left=640, top=60, width=640),
    DemoShot(FrameRange(78, 132), left=200, top=20, width=640),
)


def make_demo_film(clip: Path, target: Path) -> None:
    """Write the damaged film (FFV1, 640 x 360, 10 bit, 120 frames, 3 shots, stereo) and its credit beside it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    silent, unfinished = target.with_name(f".silent-{target.name}"), target.with_name(f".{target.name}")
    damaged = damage_frames(_clean_frames(clip), seed=SEED, parameters=DAMAGE)
    highest = 2**BIT_DEPTH - 1
    codes = (np.round(frame.pixels * highest).astype(np.uint16) for frame in damaged)
    write_master(silent, codes, rate=RATE, bit_depth=BIT_DEPTH)
    lay_under(silent, cut_sound(clip, [shot.frames for shot in SHOTS], RATE), unfinished)
    silent.unlink()
    target.with_suffix(".credit.txt").write_text(CREDIT + "\n")
    unfinished.replace(target)


def _clean_frames(clip: Path) -> Iterator[npt.NDArray[np.float32]]:
    with open_reader(VideoFile(path=clip)) as reader:
        highest = np.float32(2**reader.facts.bit_depth - 1)
        for shot in SHOTS:
            height = shot.width * HEIGHT // WIDTH
            for frame in reader.frames(shot.frames):
                part = frame.pixels[shot.top : shot.top + height, shot.left : shot.left + shot.width]
                picture = part.astype(np.float32) / highest
                yield cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
