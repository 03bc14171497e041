"""What everybody is given to enlarge: held-out clips made smaller, as they are or worn as film is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from benchmarks.restoration.clips import DATA, ClipAbsent, clean, read_film, read_pictures
from restoration.damage import DamageParameters, damage_frames
from restoration.timebase import FrameRange

Picture = npt.NDArray[np.float32]

SEED: Final = 20261123
WINDOW: Final = 10
"""Pictures that everybody may look at."""
KEPT: Final = range(3, 7)
"""Those that are enlarged and judged."""
PART: Final = (360, 640)
"""Height and width of what is taken of larger pictures: networks are slow."""
TIMED: Final = 18
"""Pictures of a cell in the middle of a shot, and its neighbours; 12 of them are kept."""
TIMED_KEPT: Final = range(3, 15)


def _pictures(folder: str, kind: str, down: int, across: int, length: int) -> list[Picture]:
    """Return a part of the pictures in a folder, as high and wide as others' whole pictures."""
    files = sorted((DATA / folder).glob(f"*.{kind}"))[:length]
    if len(files) < length:
        raise ClipAbsent(f"{folder} is not here")
    height, width = PART
    return [one[down : down + height, across : across + width] for one in read_pictures(files)]


def _carphone(length: int) -> list[Picture]:
    return list(read_film(DATA / "clean_video" / "carphone_pristine.mp4", FrameRange(0, length)))


CLIPS: Final[Mapping[str, Callable[[int], list[Picture]]]] = {
    "bikes": partial(clean, "bikes"),
    "traffic": partial(clean, "traffic"),
    "bear": partial(clean, "bear"),
    "bmx": partial(clean, "bmx"),
    "temple": partial(_pictures, "clean_video/temple_1200x800", "png", 380, 560),
    "packing": partial(_pictures, "flicker_pairs/bike_packing_stable", "jpg", 60, 270),
    "carphone": _carphone,
}
"""None of these, nor anything else of the same film, was shown to a network of ours in training."""


@dataclass(frozen=True)
class Degradation:
    """What happens to a clip before it is shown. ``wear``: on the picture made smaller."""

    name: str
    about: str
    wear: DamageParameters | None = None


PLAIN: Final = Degradation("bicubic", "made smaller by bicubic interpolation with antialiasing, nothing else")
FILM: Final = Degradation(
    "film",
    "made smaller by bicubic interpolation, then softened by a lens (0.6 px), with grain (density 0.02, clumps of "
    "0.7 px) and MPEG-2 (quantiser 4) by `restoration.damage`: film that was repaired, from an old video master",
    DamageParameters(
        grain=0.02, grain_size=0.7, blur=0.6, flicker=0.0, weave=0.0, dust_per_frame=0.0, codec="mpeg2", quantiser=4
    ),
)
DEGRADATIONS: Final = (FILM, PLAIN)


@dataclass(frozen=True)
class Shown:
    """A window of a clip as it is shown, and the truth of its kept pictures."""

    pictures: Sequence[Picture]
    truth: Sequence[Picture]


def shown(clip: str, degradation: Degradation, scale: int) -> Shown:
    """Return a clip made ``scale`` times smaller and worn. Raises ClipAbsent and KeyError."""
    truth = [_whole(picture, scale) for picture in CLIPS[clip](WINDOW)]
    small = [smaller(picture, scale) for picture in truth]
    if degradation.wear is not None:
        small = [frame.pixels for frame in damage_frames(small, seed=SEED, parameters=degradation.wear)]
    return Shown(small, truth[KEPT.start : KEPT.stop])


def to_time(width: int, height: int) -> list[Picture]:
    """Return the pictures that speed is measured on, worn as film, of this size. Raises ClipAbsent."""
    pictures = [
        np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.float32)
        for picture in clean("bear", TIMED)
    ]
    return [frame.pixels for frame in damage_frames(pictures, seed=SEED, parameters=FILM.wear or DamageParameters())]


def smaller(picture: Picture, scale: int) -> Picture:
    """Return a picture made smaller by antialiased bicubic interpolation, clipped to 0..1."""
    planes = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)[None]))
    size = (picture.shape[0] // scale, picture.shape[1] // scale)
    small = functional.interpolate(planes, size=size, mode="bicubic", antialias=True)
    return np.ascontiguousarray(small[0].permute(1, 2, 0).clip(0, 1).numpy())


def _whole(picture: Picture, scale: int) -> Picture:
    """Return a picture without the last rows and columns that are no multiple of the scale."""
    height, width = (side - side % scale for side in picture.shape[:2])
    return np.ascontiguousarray(picture[:height, :width])
