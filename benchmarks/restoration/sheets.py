"""Contact sheets of real film: source, result, mask and difference, with the places that changed most enlarged."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.restoration.clips import DATA, ClipAbsent, read_film, read_pictures
from benchmarks.restoration.pairs import SCENES, scene_of
from benchmarks.restoration.product import answerprint, held
from benchmarks.restoration.repaired import Repaired
from restoration.timebase import FrameRange
from review.config.runtime import CHECKOUT

Picture = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

FOLDER: Final = CHECKOUT / "var" / "bench" / "sheets"
_GAIN: Final = 8
_CROP: Final = 64
_ENLARGED: Final = 4
_CROPS: Final = 4
_FRAMES: Final = 12
_STILL: Final = ("dust", "scratch", "tear")
"""Stages whose result lies on the source, so that a difference can be looked at."""


def write_sheets() -> list[Path]:
    """Restore a stretch of each old film and each colour pair, and write a sheet of the frame changed most."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frames in _films():
        try:
            pictures = [held(frame) for frame in frames()]
        except ClipAbsent:
            continue
        done = answerprint(*_STILL)(pictures)
        path = FOLDER / f"{name}.png"
        cv2.imwrite(str(path), _shown(_sheet(pictures, done)))
        written.append(path)
    return written


def _films() -> Iterator[tuple[str, Callable[[], list[Picture]]]]:
    folder = DATA / "old_film"
    for path in sorted(folder.iterdir()) if folder.exists() else []:
        if path.suffix == ".mp4":
            yield path.stem, partial(_stretch, path)
        elif path.is_dir() and not path.name.endswith("references"):
            yield path.name, partial(read_pictures, sorted(path.glob("*.png"))[:_FRAMES])
    for scene in SCENES:
        yield f"pair_{scene}", partial(scene_of, scene, "original")


def _stretch(path: Path) -> list[Picture]:
    return list(read_film(path, FrameRange(24, 24 + _FRAMES)))


def _sheet(frames: Sequence[Picture], done: Repaired) -> Picture:
    """Return source, result, mask and difference of one frame, and below them enlarged places one after another."""
    masks = done.masks or []
    inner = range(1, len(frames) - 1)
    chosen = max(inner, key=lambda n: float(np.abs(done.frames[n] - frames[n]).sum()))
    parts = _parts(frames[chosen], done.frames[chosen], masks[chosen])
    rows = [np.concatenate(parts, axis=1)]
    crops = []
    for y, x in _places(frames[chosen], done.frames[chosen]):
        crops.append(np.concatenate([_enlarged(part[y : y + _CROP, x : x + _CROP]) for part in parts], axis=1))
    beside = max(1, rows[0].shape[1] // (len(parts) * _CROP * _ENLARGED))
    rows += [np.concatenate(crops[n : n + beside], axis=1) for n in range(0, len(crops), beside)]
    width = max(row.shape[1] for row in rows)
    padded = [np.pad(row, ((0, 6), (0, width - row.shape[1]), (0, 0)), constant_values=0.25) for row in rows]
    return np.concatenate(padded, axis=0)


def _enlarged(view: Picture) -> Picture:
    size = (_ENLARGED * view.shape[1], _ENLARGED * view.shape[0])
    return np.asarray(cv2.resize(view, size, interpolation=cv2.INTER_NEAREST), np.float32)


def _parts(source: Picture, result: Picture, mask: Mask) -> list[Picture]:
    difference = np.clip(0.5 + _GAIN * (result - source), 0, 1)
    return [source, result, np.repeat(mask[..., None], 3, axis=2).astype(np.float32), difference]


def _places(source: Picture, result: Picture) -> list[tuple[int, int]]:
    """Return the corners (y, x) of the crops that changed most, none over another."""
    change = np.abs(result - source).sum(axis=2)
    found: list[tuple[int, int]] = []
    for _ in range(_CROPS):
        sums = cv2.boxFilter(change, -1, (_CROP, _CROP), normalize=False)
        y, x = np.unravel_index(int(sums.argmax()), sums.shape)
        if sums[y, x] <= 0:
            break
        top = int(np.clip(y - _CROP // 2, 0, max(0, change.shape[0] - _CROP)))
        left = int(np.clip(x - _CROP // 2, 0, max(0, change.shape[1] - _CROP)))
        found.append((top, left))
        change[top : top + _CROP, left : left + _CROP] = 0
    return found


def _shown(sheet: Picture) -> npt.NDArray[np.uint8]:
    """Return 8-bit BGR: for eyes only."""
    return np.ascontiguousarray(np.round(np.clip(sheet, 0, 1) * 255).astype(np.uint8)[..., ::-1])
