"""Pictures with burned-in letters: a Latin line and a line of squares full of strokes, as Chinese characters are."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.restoration.stages.scene import Picture

LATIN = "I never said that to him."


def caption(height: int, width: int, seed: int = 3, line: float = 0.86) -> NDArray[np.float32]:
    """How opaque the letters of a two-line caption are; its lines stand above and below `line` (part of the height)."""
    random = np.random.default_rng(seed)
    size, middle = max(12, round(height * 0.05)), round(height * line)
    letters = np.zeros((height, width), np.float32)
    left = (width - 7 * (size + 3)) // 2
    for place in range(7):
        x = left + place * (size + 3)
        letters[middle - size - 2 : middle - 2, x : x + size] = _character(size, random)
    scale = size / 30
    (across, _), _ = cv2.getTextSize(LATIN, cv2.FONT_HERSHEY_SIMPLEX, scale, 2)
    origin = ((width - across) // 2, middle + round(size * 0.95))
    latin = cv2.putText(
        np.zeros((height, width), np.uint8), LATIN, origin, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 2, cv2.LINE_AA
    )
    return np.maximum(letters, latin.astype(np.float32) / 255)


def _character(size: int, random: np.random.Generator) -> NDArray[np.float32]:
    square = np.zeros((4 * size, 4 * size), np.uint8)
    for y in np.linspace(0.12, 0.88, int(random.integers(3, 5))) * 4 * size:
        cv2.line(square, (int(0.1 * size), int(y)), (int(3.8 * size), int(y)), 255, 6)
    for x in random.uniform(0.5, 3.5, 2) * size:
        cv2.line(square, (int(x), int(0.2 * size)), (int(x), int(3.8 * size)), 255, 6)
    return np.asarray(cv2.resize(square, (size, size), interpolation=cv2.INTER_AREA) / 255, np.float32)


def lettered(frame: Picture, letters: NDArray[np.float32], dx: float = 0, dy: float = 0) -> Picture:
    """The picture under letters with a dark outline, moved by (dx, dy) on their own."""
    move = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    moved = cv2.warpAffine(letters, move, letters.shape[::-1])
    outline = cv2.dilate(moved, np.ones((3, 3)))
    opacity = moved[..., None]
    return np.asarray(frame * (1 - 0.8 * outline[..., None]) * (1 - opacity) + 0.95 * opacity, np.float32)
