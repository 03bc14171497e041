"""Clips that nothing is trained on, to measure on; none of them ships. A clip that is not here is left out."""

from collections.abc import Container
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.media import VideoFile, open_reader
from restoration.timebase import FrameRange

Array = npt.NDArray[np.float32]

DATA: Final = Path(__file__).parents[2] / "shared" / "data"
WIDTH: Final = 640
MULTIPLE: Final = 8
_FILMS: Final = {
    "bikes": ("clean_video/bikes.mp4", 188),
    "traffic": ("clean_video/bikes.mp4", 78),
    "bear": ("clean_video/bear.mp4", 10),
    "cockatoo": ("clean_video/cockatoo.mp4", 60),
    "apple": ("clean_video/apple.mp4", 10),
    "carphone": ("clean_video/carphone_pristine.mp4", 20),
    "seaside": ("old_film/seaside_wheelchairs.mp4", 10),
}
"""Files and the first frame of a piece without a cut."""
_FOLDERS: Final = {
    "bmx": ("clean_video/davis_bmx_trees", 10),
    "city": ("clean_video/vid4_city", 0),
    "temple": ("clean_video/temple_1200x800", 0),
    "street": ("clean_video/reds_lr_320x180", 0),
    "packing": ("flicker_pairs/bike_packing_stable", 0),
    "market": ("old_film/a_trip_down_market_street_before_the_fire", 0),
    "ladder": ("old_film/man_with_ladder_street", 0),
}
NAMES: Final = (*_FILMS, *_FOLDERS)


def held_out_clips(count: int, names: Container[str] = NAMES) -> dict[str, list[Array]]:
    """Return clips by name, each of so many HxWx3 pictures at most, WIDTH wide at most."""
    found = {name: _film(DATA / path, first, count) for name, (path, first) in _FILMS.items() if name in names}
    found |= {name: _pictures(DATA / path, first, count) for name, (path, first) in _FOLDERS.items() if name in names}
    return {name: clip for name, clip in found.items() if clip}


def _film(path: Path, first: int, count: int) -> list[Array]:
    if not path.is_file():
        return []
    with open_reader(VideoFile(path=path)) as reader:
        white = np.float32(2**reader.facts.bit_depth - 1)
        kept = FrameRange(first, min(first + count, reader.facts.frame_count))
        return [_fitting(np.asarray(one.pixels / white, np.float32)) for one in reader.frames(kept)]


def _pictures(folder: Path, first: int, count: int) -> list[Array]:
    paths = sorted(path for path in folder.glob("*") if path.suffix in {".png", ".jpg"})
    read = [cv2.imread(str(path)) for path in paths[first : first + count]]
    return [_fitting(np.asarray(one[..., ::-1] / np.float32(255), np.float32)) for one in read if one is not None]


def _fitting(picture: Array) -> Array:
    factor = min(1.0, WIDTH / picture.shape[1])
    if factor < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.float32)
    height, width = (side - side % MULTIPLE for side in picture.shape[:2])
    return np.ascontiguousarray(picture[:height, :width])
