"""The picture between two pictures: for a frame that is lost, and for what a large defect hides.

Motion-compensated interpolation along the flow between the two, projected to the place in between by fixed-point
iteration, with occlusions told by the flows' disagreement (Herbst, Seitz and Baker 2009; Baker et al., IJCV 2011).
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array, luma, neighbours, read_at

ITERATIONS: Final = 4
DISAGREEMENT: Final = 1.5
"""Pixels by which the way there and the way back may miss each other where both pictures show the same."""
_LIGHT = (15, 15)
_AROUND = (5, 5)


@dataclass(frozen=True)
class Between:
    """A picture in between, HxWx3, and how far (luma, HxW) the two it was made from differ along the motion."""

    pixels: Array
    misfit: Array

    @property
    def misfit_overall(self) -> float:
        """The mean misfit of the whole picture."""
        return float(self.misfit.mean())


def between(before: Array, after: Array, share: float) -> Between:
    """Return the picture at ``share`` (0 before .. 1 after) of the way between two float32 HxWx3 pictures.

    Each pixel is taken from one picture, so that grain stays grain, and lit as both are on average.
    """
    there, back = _flow(before, after), _flow(after, before)
    onward = _projected(there, share)
    backward = _projected(back, 1 - share)
    candidates = []
    for earlier, later in ((-share * onward, (1 - share) * onward), (share * backward, (share - 1) * backward)):
        old, new = _moved(before, earlier), _moved(after, later)
        candidates.append((old, new, cv2.blur(np.abs(luma(old) - luma(new)), _AROUND), earlier, later))
    first, second = candidates
    is_second = second[2] < first[2]
    old, new, misfit, earlier, later = (
        np.where(is_second if one.ndim == 2 else is_second[..., None], two, one)
        for one, two in zip(first, second, strict=True)
    )
    hidden_later = _misses(there, back, earlier)
    hidden_earlier = _misses(back, there, later)
    pixels = _lit(old, new) if share <= 0.5 else _lit(new, old)
    pixels = np.where((hidden_later & ~hidden_earlier)[..., None], old, pixels)
    pixels = np.where((hidden_earlier & ~hidden_later)[..., None], new, pixels)
    return Between(np.clip(pixels, 0, 1).astype(np.float32), misfit.astype(np.float32))


def beyond(near: Array, far: Array) -> Between:
    """Return the picture as far before ``near`` as ``far`` lies after it, as if motion went on evenly."""
    onward = _flow(near, far)
    pixels = _moved(near, onward)
    misfit = cv2.blur(np.abs(luma(near) - luma(_moved(far, onward))), _AROUND)
    return Between(np.clip(pixels, 0, 1), np.asarray(misfit, dtype=np.float32))


def _flow(start: Array, end: Array) -> Array:
    (found,) = neighbours({0: start, 1: end})
    return found.flow


def _projected(flow: Array, share: float) -> Array:
    """Return, for each pixel in between, the motion of what passes through it; `flow` is that of the start."""
    found = flow
    for _ in range(ITERATIONS):
        found = _moved(flow, -np.float32(share) * found)
    return found


def _moved(picture: Array, by: npt.NDArray[np.floating]) -> Array:
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    read = read_at(picture, rows.ravel(), columns.ravel(), np.asarray(by, np.float32).reshape(-1, 2))
    return read.reshape(picture.shape)


def _misses(there: Array, back: Array, start: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """Return where the way there and back does not end where it began: the other picture does not show it."""
    begun = _moved(there, start)
    round_trip = begun + _moved(back, np.asarray(start, np.float32) + begun)
    missed = np.hypot(round_trip[..., 0], round_trip[..., 1]) > DISAGREEMENT
    return np.asarray(cv2.medianBlur(missed.astype(np.uint8), 5) > 0)


def _lit(own: npt.NDArray[np.floating], other: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return `own` with the mean light of both: a frame in between flickers with neither."""
    return own + cv2.blur((other - own) / 2, _LIGHT)
