"""Telling dirt from things that move through: fast limbs, wheels and birds are seen again nearby, dirt is not."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array
from restoration.stages.dust.view import Mask, View

SEARCH = 28
"""A thing that moved is looked for this far (pixels of the reduced picture) from where it is now."""

FAR = 14.0
"""What is found so far away must be twice as alike: in a busy scene something alike is always found somewhere."""

ALIKE = 0.15
"""It is the same thing where it differs by less than this part of the energy by which it differs from the scene."""
STEADY, SLACK = 0.35, 2.0
"""Its steps before and after may differ by this part of the longer one and so many pixels."""

_DETAIL_SIZE = (21, 21)
_TOUCHING = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


@dataclass(frozen=True)
class Likeness:
    """How a speck is like what is seen nearby in the nearest pictures.

    `unlike`: 0, the very thing is seen again in one of them; 1, what is most alike differs from it as much as the scene
    behind it does, which is what dirt looks like. `goes_on`: it is seen again in all of them, on a steady path.
    """

    unlike: float
    goes_on: bool


@dataclass(frozen=True)
class Passage:
    """The reduced detail of the current picture and of both nearest ones, unmoved and as seen from the current one."""

    reduction: int
    current: Array
    around: list[tuple[int, Array, Array]]

    def look(self, shape: Mask, top: int, left: int) -> "Likeness":
        """Look in both nearest pictures for the thing of that `shape`, its box's corner at (top, left)."""
        weights, top, left = self._reduced(shape, top, left)
        height, width = weights.shape
        piece = np.ascontiguousarray(self.current[top : top + height, left : left + width])
        unlike, same, steps = [], [], []
        for offset, picture, seen in self.around:
            y, x = max(0, top - SEARCH), max(0, left - SEARCH)
            searched = picture[y : top + height + SEARCH, x : left + width + SEARCH]
            difference = cv2.matchTemplate(np.ascontiguousarray(searched), piece, cv2.TM_SQDIFF, mask=weights)
            least, _, place, _ = cv2.minMaxLoc(difference)
            behind = seen[top : top + height, left : left + width]
            energy = max(float((((behind - piece) ** 2) * weights).sum()), 1e-9)
            unlike.append(max(0.0, float((difference * _farness(difference.shape, top - y, left - x)).min())) / energy)
            same.append(least < ALIKE * energy)
            steps.append(np.array([x + place[0] - left, y + place[1] - top]) / offset)
        return Likeness(min(unlike), all(same) and _is_steady(steps))

    def _reduced(self, shape: Mask, top: int, left: int) -> tuple[Array, int, int]:
        """Return the reduced shape with a pixel around it, as far as the picture goes, and its box's corner."""
        rows, columns = np.nonzero(shape)
        rows, columns = (rows + top) // self.reduction, (columns + left) // self.reduction
        height, width = self.current.shape
        first, end = max(0, rows.min() - 1), min(height, rows.max() + 2)
        start, stop = max(0, columns.min() - 1), min(width, columns.max() + 2)
        marked = np.zeros((end - first, stop - start), np.uint8)
        marked[np.minimum(rows, height - 1) - first, np.minimum(columns, width - 1) - start] = 1
        return cv2.dilate(marked, _TOUCHING).astype(np.float32), int(first), int(start)


def passages(view: View) -> Iterator[Passage]:
    """Prepare the search in the nearest pictures, and then that in those further away, where there are such.

    Further away the scene behind a speck is what the nearest picture on the same side shows of it.
    """
    reduction = view.raster.reduction
    current = _detail(view.current, reduction)
    seen = {offset: _detail(picture, reduction) for offset, picture in view.seen.items()}
    sides = {offset > 0: picture for offset, picture in seen.items()}
    near = [one for one in view.found if one.offset in seen]
    yield Passage(reduction, current, [(one.offset, _detail(one.luma, reduction), seen[one.offset]) for one in near])
    far = [one for one in view.found if one.offset not in seen]
    if far:
        around = [(one.offset, _detail(one.luma, reduction), sides[one.offset > 0]) for one in far]
        yield Passage(reduction, current, around)


def _farness(shape: tuple[int, ...], top: int, left: int) -> Array:
    """Return, over the places of a search, by what a difference there counts more for its distance from (top, left)."""
    down, across = np.ogrid[-top : shape[0] - top, -left : shape[1] - left]
    return np.asarray(1 + (down**2 + across**2) / FAR**2, np.float32)


def _is_steady(steps: list[npt.NDArray[np.float64]]) -> bool:
    longest = max(float(np.hypot(*step)) for step in steps)
    return len(steps) > 1 and float(np.hypot(*(steps[0] - steps[1]))) <= SLACK + STEADY * longest


def _detail(picture: Array, reduction: int) -> Array:
    """Return, reduced, what stands out of its surroundings: the background must not hide a thing found again."""
    height, width = picture.shape
    if reduction > 1:
        size = (-(-width // reduction), -(-height // reduction))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray(cv2.subtract(picture, cv2.blur(picture, _DETAIL_SIZE)), dtype=np.float32)
