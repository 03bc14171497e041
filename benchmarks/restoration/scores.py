"""How a repaired clip is judged: one function for each kind of damage, figures apart for defects, the rest and time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.restoration.ffmpeg import vmaf
from benchmarks.restoration.repaired import Repaired
from restoration.color.difference import mean_difference
from restoration.damage import DamagedClip
from restoration.damage.gate import shifted
from restoration.quality import (
    Motion,
    Path,
    altered,
    flicker,
    motions,
    path_against,
    places,
    psnr,
    psnr_of,
    ssim,
    surroundings,
    texture_kept,
    texture_ratio,
    warp_error,
)

Picture = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Values = dict[str, float]
_Kind = TypeVar("_Kind", bound=np.generic)

LEVEL: Final = 255
BLOCKS: Final = 8
_BORDER: Final = 24
"""Pixels at the borders that a steadied picture is not judged on."""


@dataclass(frozen=True)
class Case:
    """A damaged clip and its truth. ``clean``: the pictures before any damage; ``defects``: where places are wrong."""

    clean: Sequence[Picture]
    damaged: DamagedClip
    defects: Sequence[Mask]
    pan: float | None = None

    @cached_property
    def motions(self) -> list[Motion]:
        """Motion between the clean pictures."""
        return motions(self.clean)


Score = Callable[[Case, Repaired], Values]


def repaired_places(case: Case, done: Repaired) -> Values:
    """Judge repairs of places: dust, scratches, tears. Inside is the mean of the frames' PSNR, as in ``quality``."""
    found, wanted, false = 0, 0, 0.0
    inside, before = [], []
    untouched, levels = _Errors(), _Errors()
    strays, spared, similar = 0, 0.0, []
    for number, frame in enumerate(done.frames):
        damaged, undamaged = case.damaged.frames[number], case.damaged.undamaged[number]
        defects = case.defects[number]
        near = surroundings(defects)
        mask = done.masks[number] if done.masks is not None else altered(damaged, frame)
        found, wanted = found + int((mask & defects).sum()), wanted + int(defects.sum())
        false += float((mask & ~near).mean())
        if defects.any():
            inside.append(psnr(frame, undamaged, defects))
            before.append(psnr(damaged, undamaged, defects))
        untouched.add(frame, undamaged, ~near)
        levels.add(frame, damaged, ~near)
        spared = max(spared, float(np.abs(frame - damaged)[~mask].max(initial=0.0)))
        strays += places(mask & altered(damaged, frame), wanted=near)
        similar.append(ssim(frame, undamaged, near))
    count = len(done.frames)
    return {
        "recall": 100 * found / max(1, wanted),
        "false": 100 * false / count,
        "false repairs": 1000 * strays / count,
        "inside": float(np.mean(inside)) if inside else float("nan"),
        "gain inside": float(np.mean(inside) - np.mean(before)) if inside else float("nan"),
        "SSIM at defects": float(np.mean(similar)),
        "outside": untouched.psnr,
        "outside, level": LEVEL * levels.mean,
        "outside the mask": LEVEL * spared if done.masks is not None else float("nan"),
        "E*warp": warp_error(done.frames, case.motions),
    }


def steady_exposure(case: Case, done: Repaired) -> Values:
    """Judge deflicker: what is left of the flicker index above the clean clip's own, whole and in 8 x 8 blocks."""
    values: Values = {}
    for name, blocks in (("flicker", 1), ("flicker in blocks", BLOCKS)):
        own, before, after = (flicker(frames, blocks) for frames in (case.clean, case.damaged.frames, done.frames))
        values[name] = after
        # Less than the clean clip's own is no gain: something of the picture went with it.
        values[f"{name} removed"] = 100 * (1 - abs(after - own) / (before - own)) if before > own else float("nan")
    light = [float(np.mean([frame.mean() for frame in frames])) for frames in (case.damaged.frames, done.frames)]
    values["mean of the shot"] = 100 * abs(light[1] / light[0] - 1)
    values["PSNR"] = _Errors.over(done.frames, case.clean).psnr
    values["E*warp"] = warp_error(done.frames, case.motions)
    return values


def steady_picture(case: Case, done: Repaired) -> Values:
    """Judge stabilising: weave that is left against the clean clip, and how far its pan was kept.

    The weave has a slope of its own over a short clip, which nobody can tell from a pan: it is kept too.
    """
    path = path_against(done.frames, case.clean)
    weave = Path(np.array([truth.shift for truth in case.damaged.truth]))
    slope = np.array(path.drift) - weave.drift
    pan = float("nan") if case.pan is None else 100 * float(np.hypot(*slope)) / case.pan
    meant = _meant(case.clean, np.broadcast_to(path.places.mean(axis=0), path.places.shape))
    inner = [_inner(frame) for frame in done.frames]
    return {
        "residual weave": path.residual,
        "pan lost": pan,
        "PSNR": _Errors.over(inner, meant).psnr,
        "SSIM": float(np.mean([ssim(a, b) for a, b in zip(inner, meant, strict=True)])),
        "E*warp": warp_error(done.frames, case.motions),
        "texture": float(np.mean([texture_ratio(a, b) for a, b in zip(inner, meant, strict=True)])),
    }


def less_grain(case: Case, done: Repaired) -> Values:
    """Judge degraining against the clip without grain."""
    pairs = list(zip(done.frames, case.clean, strict=True))
    return {
        "PSNR": _Errors.over(done.frames, case.clean).psnr,
        "SSIM": float(np.mean([ssim(a, b) for a, b in pairs])),
        "VMAF": vmaf(done.frames, case.clean),
        "E*warp": warp_error(done.frames, case.motions),
        "texture": float(np.mean([texture_ratio(a, b) for a, b in pairs])),
        "texture kept": float(np.mean([texture_kept(a, b) for a, b in pairs])),
    }


def true_colour(case: Case, done: Repaired) -> Values:
    """Judge unfading against the clip before its dyes faded."""
    pairs = list(zip(done.frames[::4], case.clean[::4], strict=True))
    return {
        "dE2000": float(np.mean([mean_difference(a[::2, ::2], b[::2, ::2]) for a, b in pairs])),
        "PSNR": _Errors.over(done.frames, case.clean).psnr,
        "flicker": flicker(done.frames),
    }


def whole_film(case: Case, done: Repaired) -> Values:
    """Judge everything at once against the clean clip, each picture of which is moved to where the method put it.

    So a picture's figures tell what it shows, and unsteadiness counts where it is meant to: in residual weave and
    E*warp. Defects are looked for where the method put them; a margin at the borders is left out.
    """
    path = path_against(done.frames, case.clean)
    meant = _meant(case.clean, path.places)
    inner = [_inner(frame) for frame in done.frames]
    inside, outside = _Errors(), _Errors()
    for number, (frame, reference) in enumerate(zip(inner, meant, strict=True)):
        moved = path.places[number] - np.array(case.damaged.truth[number].shift)
        defects = _inner(_moved_mask(case.defects[number], moved))
        inside.add(frame, reference, defects)
        outside.add(frame, reference, ~surroundings(defects))
    pairs = list(zip(inner, meant, strict=True))
    return {
        "inside": inside.psnr,
        "outside": outside.psnr,
        "SSIM": float(np.mean([ssim(a, b) for a, b in pairs])),
        "VMAF": vmaf(inner, meant),
        "E*warp": warp_error(done.frames, case.motions),
        "flicker": flicker(done.frames),
        "residual weave": path.residual,
        "dE2000": float(np.mean([mean_difference(a[::2, ::2], b[::2, ::2]) for a, b in pairs[::6]])),
        "texture": float(np.mean([texture_ratio(a, b) for a, b in pairs])),
        "texture kept": float(np.mean([texture_kept(a, b) for a, b in pairs])),
    }


class _Errors:
    """Squared and absolute errors added up over pictures."""

    def __init__(self) -> None:
        self._squares, self._levels, self._count = 0.0, 0.0, 0

    def add(self, frame: Picture, reference: Picture, where: Mask) -> None:
        difference = (frame[where] - reference[where]).astype(np.float64)
        self._squares += float((difference**2).sum())
        self._levels += float(np.abs(difference).sum())
        self._count += difference.size

    @classmethod
    def over(cls, frames: Sequence[Picture], references: Sequence[Picture]) -> "_Errors":
        errors = cls()
        for frame, reference in zip(frames, references, strict=True):
            errors.add(frame, reference, np.ones(frame.shape[:2], np.bool_))
        return errors

    @property
    def psnr(self) -> float:
        return psnr_of(self._squares / max(1, self._count))

    @property
    def mean(self) -> float:
        return self._levels / max(1, self._count)


def _meant(clean: Sequence[Picture], where: npt.NDArray[np.float64]) -> list[Picture]:
    """Return the inner part of the clean pictures, each moved to its place."""
    return [_inner(shifted(frame, float(x), float(y))) for frame, (x, y) in zip(clean, where, strict=True)]


def _inner(picture: npt.NDArray[_Kind]) -> npt.NDArray[_Kind]:
    return np.ascontiguousarray(picture[_BORDER:-_BORDER, _BORDER:-_BORDER])


def _moved_mask(mask: Mask, moved: npt.NDArray[np.float64]) -> Mask:
    matrix = np.array([[1, 0, moved[0]], [0, 1, moved[1]]], np.float32)
    size = mask.shape[::-1]
    return np.asarray(cv2.warpAffine(mask.astype(np.uint8), matrix, size, flags=cv2.INTER_NEAREST) > 0)
