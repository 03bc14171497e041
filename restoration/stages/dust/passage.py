"""Telling dirt from things that move through: fast limbs, wheels and birds have a next position, dirt has none."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.motion.flow import Array, Neighbour, luma

SEARCH = 28
"""A thing that moved is looked for this far (pixels) from where it is now."""
ALIKE = 0.15
"""It is found where it differs by less than this part of the energy by which it differs from the scene behind it."""
STEADY, SLACK = 0.35, 2.0
"""Its steps before and after may differ by this part of the longer one and so many pixels."""

_DETAIL_SIZE = (21, 21)
_TOUCHING = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


@dataclass(frozen=True)
class Passage:
    """The local contrast of the current picture and of the neighbours nearest in time, unmoved and as seen from it."""

    current: Array
    around: list[tuple[int, Array, Array]]

    def shows_again(self, shape: npt.NDArray[np.bool_], top: int, left: int) -> bool:
        """Return whether the thing of that `shape`, its box's corner at (top, left), goes on in both neighbours."""
        weights = cv2.dilate(shape.astype(np.uint8), _TOUCHING).astype(np.float32)
        height, width = shape.shape
        piece = np.ascontiguousarray(self.current[top : top + height, left : left + width])
        steps = []
        for offset, picture, seen in self.around:
            y, x = max(0, top - SEARCH), max(0, left - SEARCH)
            searched = picture[y : top + height + SEARCH, x : left + width + SEARCH]
            distance = cv2.matchTemplate(np.ascontiguousarray(searched), piece, cv2.TM_SQDIFF, mask=weights)
            best, _, place, _ = cv2.minMaxLoc(distance)
            behind = seen[top : top + height, left : left + width]
            if best > ALIKE * float((((behind - piece) ** 2) * weights).sum()):
                return False
            steps.append(np.array([x + place[0] - left, y + place[1] - top]) / offset)
        if len(steps) < 2:
            return bool(steps)
        longest = max(float(np.hypot(*step)) for step in steps)
        return float(np.hypot(*(steps[0] - steps[1]))) <= SLACK + STEADY * longest


def passage(current: Array, seen: dict[int, Array], found: list[Neighbour], nearest: list[int]) -> Passage:
    """Prepare the search; `seen` are the neighbours' lumas moved onto the current one's, by offset."""
    around = [
        (neighbour.offset, _detail(luma(neighbour.frame)), _detail(seen[neighbour.offset]))
        for neighbour in found
        if neighbour.offset in nearest
    ]
    return Passage(_detail(current), around)


def _detail(picture: Array) -> Array:
    """Return what stands out of its surroundings, so that the background does not hide a thing found again."""
    return np.asarray(picture - cv2.blur(picture, _DETAIL_SIZE), dtype=np.float32)
