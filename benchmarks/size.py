"""What film sizes cost: speed at 1920 x 1080 and memory at 3840 x 2160, each at two lengths."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from benchmarks import clip
from benchmarks.child import Watched, restore
from benchmarks.figures import Figure, Group
from restoration.damage import damage_frames
from restoration.delivery import FilmFacts, write_pictures
from restoration.timebase import FrameRange

HD = (1920, 1080)
UHD = (3840, 2160)
HD_FRAMES = (8, 24)
UHD_FRAMES = (24, 48)
"""Both fill every stage's window, so that what a film holds does not depend on how long it is."""
SPEED = 2.0
"""Frames a second that the issue of the engine asks for at 1080p on two cores."""
UHD_MEMORY_MB = 6000.0
"""What the worker of a 4K film is promised (README of the benchmarks)."""


def measure_size() -> Group:
    """Run ``restore`` with the recipe it proposes on the damaged clip, made larger, at two lengths of each size.

    10-bit DPX in and out, as scans are. Speed by the clock on all cores, measuring passes included; the slope between
    the two lengths is what a frame more costs, without starting up.
    """
    hd, uhd = _Sized(HD), _Sized(UHD)
    with TemporaryDirectory(prefix="answerprint-") as folder:
        short, long = (hd.restored(Path(folder), count) for count in HD_FRAMES)
        small, large = (uhd.restored(Path(folder), count) for count in UHD_FRAMES)
    frame = (long.seconds - short.seconds) / (HD_FRAMES[1] - HD_FRAMES[0])
    mean = long.seconds / HD_FRAMES[1]
    figures = (
        Figure(f"1080p, {HD_FRAMES[0]} frames", short.seconds, "s"),
        Figure(f"1080p, {HD_FRAMES[1]} frames", long.seconds, "s"),
        Figure("1080p, speed without starting up", 1 / frame, "frames/s", SPEED, "least"),
        Figure("1080p, a frame more over the mean frame", 100 * frame / mean, "%"),
        Figure(f"4K, {UHD_FRAMES[0]} frames", small.most_memory, "MB at most held", UHD_MEMORY_MB),
        Figure(f"4K, {UHD_FRAMES[1]} frames", large.most_memory, "MB at most held", UHD_MEMORY_MB),
        Figure("4K, growth at twice the length", 100 * (large.most_memory / small.most_memory - 1), "%"),
        Figure("4K, seconds a frame", large.seconds / UHD_FRAMES[1], "s"),
    )
    cores = len(os.sched_getaffinity(0))
    about = f"restore with the recipe it proposes, {clip.BIT_DEPTH}-bit DPX in and out, {cores} cores"
    return Group("size", about, figures)


@dataclass(frozen=True)
class _Sized:
    """The benchmark's clip at another size, damaged at that size."""

    size: tuple[int, int]

    def restored(self, folder: Path, count: int) -> Watched:
        film = folder / f"{self.size[0]}-{count}"
        film.mkdir()
        clean = (
            np.asarray(np.clip(cv2.resize(one, self.size, interpolation=cv2.INTER_CUBIC), 0, 1), np.float32)
            for one in clip.clean(FrameRange(0, count))
        )
        damaged = damage_frames(clean, seed=clip.SEED, parameters=clip.DAMAGE)
        names = [f"scan_{number:07}.dpx" for number in range(count)]
        codes = (clip.codes(frame.pixels) for frame in damaged)
        write_pictures(film, names, codes, FilmFacts(clip.RATE, clip.BIT_DEPTH))
        done = restore(film, folder / f"{film.name}-restored", "--rate", str(clip.RATE))
        shutil.rmtree(film)
        return done
