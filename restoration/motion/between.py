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
_ALIKE: Final = np.float32(0.01)
"""Codes by which two good pictures of one thing differ."""
_LIGHT = (15, 15)
_AROUND = (5, 5)


@dataclass(frozen=True)
class Between:
    """A picture in between, HxWx3, and how far it is to be believed, both HxW.

    ``misfit``: how far (luma) the two it was made from differ along the motion. ``missed``: by how many pixels the way
    to one and on to the other misses the place where the way back began.
    """

    pixels: Array
    misfit: Array
    missed: Array

    @property
    def misfit_overall(self) -> float:
        """The mean misfit of the whole picture."""
        return float(self.misfit.mean())


def between(before: Array, after: Array, share: float) -> Between:
    """Return the picture at ``share`` (0 before .. 1 after) of the way between two float32 HxWx3 pictures.

    Each pixel is taken from one picture, so that grain stays grain, and lit as both are on average.
    """
    there, back = _flow(before, after), _flow(after, before)
    candidates = []
    for earlier, later in crossings(there, back, share):
        old, new = moved(before, earlier), moved(after, later)
        candidates.append((old, new, cv2.blur(np.abs(luma(old) - luma(new)), _AROUND), earlier, later))
    first, second = candidates
    is_second = second[2] < first[2]
    old, new, misfit, earlier, later = (
        np.where(is_second if one.ndim == 2 else is_second[..., None], two, one)
        for one, two in zip(first, second, strict=True)
    )
    missed_later, missed_earlier = missed_by(there, back, earlier), missed_by(back, there, later)
    hidden_later, hidden_earlier = _is_hidden(missed_later), _is_hidden(missed_earlier)
    pixels = _lit(old, new) if share <= 0.5 else _lit(new, old)
    pixels = np.where((hidden_later & ~hidden_earlier)[..., None], old, pixels)
    pixels = np.where((hidden_earlier & ~hidden_later)[..., None], new, pixels)
    missed = np.maximum(missed_later, missed_earlier)
    return Between(*(np.asarray(one, np.float32) for one in (np.clip(pixels, 0, 1), misfit, missed)))


def fused(before: Array, after: Array, share: float) -> Array:
    """Return the same picture made of all that both pictures show along both guesses of the motion, HxWx3.

    What agrees weighs more, so that it is nearer to the truth than single pixels of one picture; it loses grain.
    """
    there, back = _flow(before, after), _flow(after, before)
    total, weights = np.zeros_like(before), np.zeros((*before.shape[:2], 1), np.float32)
    for earlier, later in crossings(there, back, share):
        old, new = moved(before, earlier), moved(after, later)
        belief = believed(cv2.blur(np.abs(luma(old) - luma(new)), _AROUND))[..., None]
        total += belief * (np.float32(1 - share) * old + np.float32(share) * new)
        weights += belief
    return np.asarray(np.clip(total / weights, 0, 1), np.float32)


def believed(misfit: npt.NDArray[np.floating]) -> Array:
    """Return how much more (HxW) two pictures are believed about a place the better they agree on it."""
    return np.asarray(1 / (_ALIKE + misfit) ** 2, np.float32)


def beyond(near: Array, far: Array) -> Between:
    """Return the picture as far before ``near`` as ``far`` lies after it, as if motion went on evenly."""
    onward = _flow(near, far)
    pixels = moved(near, onward)
    misfit = cv2.blur(np.abs(luma(near) - luma(moved(far, onward))), _AROUND)
    missed = missed_by(onward, _flow(far, near), np.zeros_like(onward))
    return Between(*(np.asarray(one, np.float32) for one in (np.clip(pixels, 0, 1), misfit, missed)))


def crossings(there: Array, back: Array, share: float) -> list[tuple[Array, Array]]:
    """Return two guesses of where each pixel at ``share`` lies in the picture before and in the one after.

    Both HxWx2, by the motion ``there`` of the picture before and by the motion ``back`` of the one after.
    """
    onward, backward = _projected(there, share), _projected(back, 1 - share)
    old, new = np.float32(share), np.float32(1 - share)
    return [(-old * onward, new * onward), (old * backward, -new * backward)]


def missed_by(there: Array, back: Array, start: Array) -> Array:
    """Return by how many pixels (HxW) the way there and back ends from where it began, ``start`` away from a place."""
    begun = moved(there, start)
    round_trip = begun + moved(back, start + begun)
    return np.asarray(np.hypot(round_trip[..., 0], round_trip[..., 1]), np.float32)


def moved(picture: Array, by: Array) -> Array:
    """Return a picture (HxW or HxWxC) as seen at every place moved by so many pixels (x, y), HxWx2."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    return read_at(picture, rows.ravel(), columns.ravel(), by.reshape(-1, 2)).reshape(picture.shape)


def _flow(start: Array, end: Array) -> Array:
    (found,) = neighbours({0: start, 1: end})
    return found.flow


def _projected(flow: Array, share: float) -> Array:
    """Return, for each pixel in between, the motion of what passes through it; `flow` is that of the start."""
    found = flow
    for _ in range(ITERATIONS):
        found = moved(flow, -np.float32(share) * found)
    return found


def _is_hidden(missed: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """Return where the way there and back does not end where it began: the other picture does not show it."""
    return np.asarray(cv2.medianBlur((missed > DISAGREEMENT).astype(np.uint8), 5) > 0)


def _lit(own: npt.NDArray[np.floating], other: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Return `own` with the mean light of both: a frame in between flickers with neither."""
    return own + cv2.blur((other - own) / 2, _LIGHT)
