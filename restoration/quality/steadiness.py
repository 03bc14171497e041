"""Figures over time: flicker of exposure, weave that is left, and error along motion."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import luma, neighbours

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_MARGIN: Final = 24
"""Pixels at the borders that weave is not measured on: there the picture moves in and out."""
_SMOOTH: Final = 1.0
"""Gaussian sigma (pixels) that keeps grain out of the measurement."""
_ROUNDS, _PRECISE, _LEAST_GAIN = 30, 1e-4, 0.2
_RETURNS: Final = 1.0
"""Pixels by which motion there and back may differ where a point is seen in both pictures."""


def flicker(frames: Sequence[Array], blocks: int = 1) -> float:
    """Return how unsteady exposure is: RMS of the second difference of the logarithm of mean codes, in percent.

    ``blocks``: measured in so many x so many parts of the picture, together; 1 is the whole picture. Straight and
    slowly bending changes (fades, pans into the light) count nothing. Fewer than three frames give 0.
    """
    if len(frames) < 3:
        return 0.0
    curve = np.log(np.maximum(np.stack([_block_means(frame, blocks) for frame in frames]), 1e-4))
    bend = curve[1:-1] - (curve[:-2] + curve[2:]) / 2
    return float(100 * np.sqrt(np.mean(bend**2)))


@dataclass(frozen=True)
class Path:
    """Where pictures lie against their references: (x, y) pixels of each frame, rightwards and downwards."""

    places: npt.NDArray[np.float64]

    @property
    def residual(self) -> float:
        """RMS of what is left of each axis's path without its mean and its straight line, in pixels: weave."""
        if len(self.places) < 3:
            return 0.0
        time = np.arange(len(self.places))
        lines = np.polyfit(time, self.places, 1)
        rest = self.places - (time[:, None] * lines[0] + lines[1])
        return float(np.sqrt(np.mean(rest**2)))

    @property
    def drift(self) -> tuple[float, float]:
        """Pixels a frame (x, y) by which the pictures move more than their references: a pan that was not kept."""
        if len(self.places) < 2:
            return 0.0, 0.0
        slopes = np.polyfit(np.arange(len(self.places)), self.places, 1)[0]
        return float(slopes[0]), float(slopes[1])


def path_against(frames: Sequence[Array], references: Sequence[Array]) -> Path:
    """Measure where each HxWx3 picture lies against its reference, to about 0.01 pixel.

    Gauss-Newton on luma for shift, gain and offset (Lucas and Kanade, IJCAI 1981), started from phase correlation. A
    picture in which no shift can be found takes the place of the one before it.
    """
    places: list[tuple[float, float]] = []
    for frame, reference in zip(frames, references, strict=True):
        found = _place(_inner(luma(frame)), _inner(luma(reference)))
        places.append(found or (places[-1] if places else (0.0, 0.0)))
    return Path(np.array(places, np.float64).reshape(-1, 2))


@dataclass(frozen=True)
class Motion:
    """Motion from one picture to the next (HxWx2), and where it holds: the point is seen in both."""

    flow: Array
    holds: Mask


def motions(references: Sequence[Array]) -> list[Motion]:
    """Measure the motion between pictures that follow each other, on a clean clip.

    Dense inverse search at half size (``restoration.motion``), there and back: where the two disagree by more than a
    pixel the point is hidden in one of them. Figures are not comparable with papers that used another flow.
    """
    found = []
    for one, other in pairwise(references):
        there = neighbours({0: one, 1: other})[0].flow
        back = neighbours({0: other, 1: one})[0].flow
        returned = there + _sampled(back, there)
        inside = _inside(there)
        found.append(Motion(there, inside & (np.hypot(returned[..., 0], returned[..., 1]) < _RETURNS)))
    return found


def warp_error(frames: Sequence[Array], moved: Sequence[Motion]) -> float:
    """Return E*warp x 1000: mean squared difference of each picture and the next, brought back along the motion.

    Lai et al., "Learning Blind Video Temporal Consistency" (ECCV 2018), with the motion of the clean clip for every
    method alike. Pictures 0..1; points that are hidden in one of the two are left out. 0 without any pair.
    """
    errors = []
    for (one, other), motion in zip(pairwise(frames), moved, strict=True):
        difference = (_sampled(other, motion.flow) - one)[motion.holds]
        if difference.size:
            errors.append(float((difference.astype(np.float64) ** 2).mean()))
    return 1000 * float(np.mean(errors)) if errors else 0.0


def _block_means(frame: Array, blocks: int) -> npt.NDArray[np.float64]:
    height, width = frame.shape[:2]
    rows = np.linspace(0, height, blocks + 1).round().astype(int)
    columns = np.linspace(0, width, blocks + 1).round().astype(int)
    return np.array(
        [[float(frame[top:end, left:right].mean()) for left, right in pairwise(columns)] for top, end in pairwise(rows)]
    )


def _inner(light: Array) -> Array:
    margin = min(_MARGIN, min(light.shape) // 6)
    return np.ascontiguousarray(light[margin : light.shape[0] - margin, margin : light.shape[1] - margin])


def _place(light: Array, reference: Array) -> tuple[float, float] | None:
    """Return the shift of ``light`` against ``reference`` (Gauss-Newton on shift, gain and offset), None if lost."""
    one, other = (np.asarray(cv2.GaussianBlur(one, (0, 0), _SMOOTH), np.float32) for one in (reference, light))
    window = cv2.createHanningWindow(one.shape[::-1], cv2.CV_32F)
    (x, y), _ = cv2.phaseCorrelate(one - one.mean(), other - other.mean(), window)
    shift = np.array([x, y])
    rim = int(min(one.shape) // 6)
    inner = np.s_[rim : one.shape[0] - rim, rim : one.shape[1] - rim]
    for _ in range(_ROUNDS):
        moved = _sampled(other, np.broadcast_to(shift.astype(np.float32), (*one.shape, 2)))
        slopes = [cv2.Sobel(moved, cv2.CV_32F, dx, 1 - dx, ksize=3, scale=1 / 8)[inner].ravel() for dx in (1, 0)]
        system = np.stack([*slopes, moved[inner].ravel(), np.ones(moved[inner].size, np.float32)])
        normal = system.astype(np.float64) @ system.T
        step = np.linalg.lstsq(normal, system.astype(np.float64) @ one[inner].ravel(), rcond=None)[0]
        # The model is one = gain * (moved + step . slope) + offset.
        step = step[:2] / step[2] if step[2] > _LEAST_GAIN else np.full(2, np.inf)
        shift = shift + step
        if not np.abs(shift).max() < rim:
            return None
        if np.abs(step).max() < _PRECISE:
            break
    return float(shift[0]), float(shift[1])


def _inside(flow: Array) -> Mask:
    height, width = flow.shape[:2]
    x = np.arange(width, dtype=np.float32)[None, :] + flow[..., 0]
    y = np.arange(height, dtype=np.float32)[:, None] + flow[..., 1]
    return np.asarray((x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1))


def _sampled(picture: Array, flow: Array) -> Array:
    height, width = flow.shape[:2]
    x = np.arange(width, dtype=np.float32)[None, :] + flow[..., 0]
    y = np.arange(height, dtype=np.float32)[:, None] + flow[..., 1]
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), dtype=np.float32)
