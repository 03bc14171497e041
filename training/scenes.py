"""Moving scenes to train on: camera moves over photographs with things that pass in front, and pieces of clips.

Every scene is a function of its seed. Pictures are float32 H x W x 3, RGB display codes 0..1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage import CAUSES, cause_clip
from restoration.media import VideoFile, open_reader
from restoration.timebase import FrameRange
from training.sources import FOLDER, Source, SourceMissing, sources

Array = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

LONGEST_SIDE: Final = 1600
"""Photographs are reduced to this: their own sharpness at full size is that of the lens, not of film."""
SHUTTER: Final = 6
"""Moments of an exposure that are added up for what moves fast."""
CLIP_SHARE: Final = 0.35
CAUSE_SHARE: Final = 0.4
MOST_OF_A_CLIP, WIDEST_CLIP = 200, 768
CUT: Final = 20
"""Mean difference (of 255) of successive pictures beyond which a piece of a clip is not used: it holds a cut."""


@dataclass(frozen=True)
class Scenes:
    """Draws scenes of `frames` pictures of `height` x `width` from sources fetched into a folder.

    ``pace``: factor on the speed of what moves over photographs, for pictures that are shrunk afterwards.
    ``cause_share``: part of the scenes that show what is easily taken for damage.
    """

    height: int
    width: int
    frames: int
    listed: tuple[Source, ...] = field(default_factory=sources)
    folder: Path = FOLDER
    pace: float = 1.0
    cause_share: float = CAUSE_SHARE

    def scene(self, seed: int) -> list[Array]:
        """Return the scene of that seed. Raises SourceMissing where nothing was fetched."""
        random = np.random.default_rng(np.random.SeedSequence([seed, 0]))
        photographs = [one for one in self.listed if not one.is_clip]
        clips = [one for one in self.listed if one.is_clip]
        if clips and random.random() < CLIP_SHARE:
            pictures = self._piece_of(clips[random.integers(len(clips))], random)
        else:
            pictures = list(self._moves_over(photographs, random))
        if random.random() < self.cause_share:
            cause = CAUSES[random.integers(len(CAUSES))]
            pictures = _with_cause(cause, pictures, random)
        return pictures

    def _piece_of(self, source: Source, random: np.random.Generator) -> list[Array]:
        """Return a piece of a clip, sometimes reduced, turned over or played backwards."""
        clip = _clip(source, self.folder)
        first = int(random.integers(0, len(clip) - self.frames + 1))
        while _is_cut(clip[first : first + self.frames]):
            first = int(random.integers(0, len(clip) - self.frames + 1))
        largest = min(2.0, clip[0].shape[0] / self.height, clip[0].shape[1] / self.width)
        reduction = random.uniform(min(1.0, largest), largest)
        height, width = round(self.height * reduction), round(self.width * reduction)
        height, width = min(height, clip[0].shape[0]), min(width, clip[0].shape[1])
        top = int(random.integers(0, clip[0].shape[0] - height + 1))
        left = int(random.integers(0, clip[0].shape[1] - width + 1))
        piece = np.s_[top : top + height, left : left + width]
        turned, backwards = random.random() < 0.5, random.random() < 0.5
        pictures = [
            _array(cv2.resize(one[piece], (self.width, self.height), interpolation=cv2.INTER_AREA)) / np.float32(255)
            for one in clip[first : first + self.frames]
        ]
        pictures = [np.ascontiguousarray(one[:, ::-1]) for one in pictures] if turned else pictures
        return pictures[::-1] if backwards else pictures

    def _moves_over(self, photographs: Sequence[Source], random: np.random.Generator) -> Iterator[Array]:
        """Yield a camera move over a photograph; up to three cut-outs of others pass at speeds of their own."""
        chosen = random.integers(0, len(photographs), 4)
        ground = _Layer.over(
            _photograph(photographs[chosen[0]], self.folder), self, random, speed=self.pace * random.gamma(1.2, 3.0)
        )
        passing = [
            _CutOut.of(_photograph(photographs[number], self.folder), self, random)
            for number in chosen[1 : 1 + random.integers(0, 4)]
        ]
        for frame in range(self.frames):
            picture = ground.at(frame)
            for one in passing:
                picture = one.over(picture, frame)
            yield np.clip(picture, 0, 1)


@dataclass(frozen=True)
class _Layer:
    """A photograph under a camera that pans, zooms and turns: position, scale and angle are quadratic in time."""

    photograph: Array
    size: tuple[int, int]
    start: Array
    speed: Array
    push: Array

    @classmethod
    def over(cls, photograph: Array, scenes: Scenes, random: np.random.Generator, *, speed: float) -> "_Layer":
        height, width = photograph.shape[:2]
        largest = min(height / scenes.height, width / scenes.width)
        scale = float(np.exp(random.uniform(np.log(min(0.9, largest)), np.log(max(0.9, largest * 0.9)))))
        heading = random.uniform(0, 2 * np.pi)
        margin = 0.5 * scale * np.hypot(scenes.height, scenes.width)
        x, y = (random.uniform(min(margin, side / 2), max(side - margin, side / 2)) for side in (width, height))
        start = np.array([x, y, np.log(scale), random.normal(0, 0.05)], np.float32)
        moves = np.array(
            [
                speed * scale * np.cos(heading),
                speed * scale * np.sin(heading),
                random.normal(0, 0.006),
                random.normal(0, 0.004),
            ],
            np.float32,
        )
        return cls(
            photograph,
            (scenes.height, scenes.width),
            start,
            moves,
            random.normal(0, 0.05, 4).astype(np.float32) * moves,
        )

    def at(self, time: float) -> Array:
        """Return what the camera sees at a time in frames."""
        x, y, size, angle = self.start + self.speed * np.float32(time) + self.push * np.float32(time * time)
        height, width = self.size
        cos, sin = np.cos(angle) * np.exp(size), np.sin(angle) * np.exp(size)
        to_photograph = np.array(
            [
                [cos, -sin, x - cos * width / 2 + sin * height / 2],
                [sin, cos, y - sin * width / 2 - cos * height / 2],
            ]
        )
        flags = (cv2.INTER_AREA if size > 0.5 else cv2.INTER_CUBIC) | cv2.WARP_INVERSE_MAP
        return _array(
            cv2.warpAffine(
                self.photograph, to_photograph, (width, height), flags=flags, borderMode=cv2.BORDER_REFLECT_101
            )
        )


@dataclass(frozen=True)
class _CutOut:
    """A ragged piece of a photograph that flies and turns through the picture, blurred by the shutter."""

    texture: Array
    shape: Array
    start: Array
    speed: Array
    opacity: float

    @classmethod
    def of(cls, photograph: Array, scenes: Scenes, random: np.random.Generator) -> "_CutOut":
        """Cut out a blob or, as often, something long and thin: limbs, sticks, wires, leaves."""
        long = float(np.exp(random.uniform(np.log(6), np.log(0.6 * scenes.width))))
        thin = long * (random.uniform(0.02, 0.25) if random.random() < 0.5 else random.uniform(0.4, 1.0))
        height, width = max(3, round(thin)), max(3, round(long))
        top = int(random.integers(0, photograph.shape[0] - height + 1))
        left = int(random.integers(0, photograph.shape[1] - width + 1))
        texture = photograph[top : top + height, left : left + width].copy()
        texture = np.clip(texture * random.uniform(0.4, 1.4), 0, 1).astype(np.float32)
        start = np.array(
            [random.uniform(0, scenes.width), random.uniform(0, scenes.height), random.uniform(0, 2 * np.pi)]
        )
        heading, fast = random.uniform(0, 2 * np.pi), scenes.pace * random.gamma(1.5, 8.0)
        speed = np.array([fast * np.cos(heading), fast * np.sin(heading), random.normal(0, 0.15)])
        return cls(
            texture,
            _outline(height, width, random),
            start,
            speed,
            float(random.choice([1.0, random.uniform(0.4, 1.0)])),
        )

    def over(self, picture: Array, frame: int) -> Array:
        """Return the picture with it in front, as an exposure of half a frame shows it."""
        height, width = picture.shape[:2]
        colour, cover = np.zeros_like(picture), np.zeros((height, width), np.float32)
        for moment in range(SHUTTER):
            x, y, angle = self.start + self.speed * (frame - 3 + 0.5 * moment / SHUTTER)
            cos, sin = np.cos(angle), np.sin(angle)
            middle = (self.texture.shape[1] / 2, self.texture.shape[0] / 2)
            place = np.array(
                [
                    [cos, -sin, x - cos * middle[0] + sin * middle[1]],
                    [sin, cos, y - sin * middle[0] - cos * middle[1]],
                ]
            )
            seen = _array(cv2.warpAffine(self.shape, place, (width, height), flags=cv2.INTER_LINEAR))
            colour += seen[..., None] * _array(
                cv2.warpAffine(
                    self.texture, place, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
                )
            )
            cover += seen
        opacity = np.float32(self.opacity / SHUTTER)
        return picture * (1 - opacity * cover)[..., None] + opacity * colour


def _outline(height: int, width: int, random: np.random.Generator) -> Array:
    """Return a ragged soft ellipse that fills height x width."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    away = np.hypot((x - (width - 1) / 2) / (width / 2), (y - (height - 1) / 2) / (height / 2))
    lobes = cv2.resize(random.standard_normal((4, 8), dtype=np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    edge = np.float32(min(height, width) / 2)
    return _array(np.clip((1 - away + np.float32(0.15) * lobes) * np.maximum(edge / 1.5, 1), 0, 1))


def _with_cause(cause: str, pictures: Sequence[Array], random: np.random.Generator) -> list[Array]:
    """Draw what is easily taken for damage over the pictures, turned so that no two scenes show it in one place."""
    turn, flip = int(random.integers(4)) if cause != "subtitles" else 0, random.random() < 0.5 and cause != "subtitles"
    there = [np.ascontiguousarray(np.rot90(one[:, ::-1] if flip else one, turn)) for one in pictures]
    drawn = [one.pixels for one in cause_clip(cause, there, seed=int(random.integers(2**31)))]
    back = [np.rot90(one, -turn) for one in drawn]
    return [np.ascontiguousarray(one[:, ::-1] if flip else one) for one in back]


@lru_cache(maxsize=64)
def _photograph(source: Source, folder: Path) -> Array:
    picture = cv2.imread(str(source.path(folder)), cv2.IMREAD_COLOR)
    if picture is None:
        raise SourceMissing(f"{source.name} cannot be read.")
    factor = min(1.0, LONGEST_SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return _array(small[..., ::-1]) / np.float32(255)


@lru_cache(maxsize=4)
def _clip(source: Source, folder: Path) -> list[Bytes]:
    """Return the beginning of a clip, reduced where it is wider than its own sharpness is worth."""
    with open_reader(VideoFile(path=source.path(folder))) as reader:
        count = min(reader.facts.frame_count, MOST_OF_A_CLIP)
        factor = min(1.0, WIDEST_CLIP / reader.facts.width)
        to_bytes = 255 / (2**reader.facts.bit_depth - 1)
        return [
            cv2.convertScaleAbs(
                cv2.resize(frame.pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), alpha=to_bytes
            ).astype(np.uint8)
            for frame in reader.frames(FrameRange(0, count))
        ]


def _is_cut(pictures: Sequence[Bytes]) -> bool:
    return any(float(cv2.absdiff(one, other).mean()) > CUT for one, other in pairwise(pictures))


def _array(picture: npt.NDArray[np.generic]) -> Array:
    return np.asarray(picture, np.float32)
