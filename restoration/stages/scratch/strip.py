"""The columns along a scratch, straightened: what is seen on it, and what the scene beside it lets expect."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.scratch.film import Scale

Array = npt.NDArray[np.float32]
Columns = npt.NDArray[np.intp]

FLANK = 3
"""The scene beside a scratch is the mean of so many columns on each side."""
LEAST_ERROR = 1.5 / 255
"""A difference in codes that no estimate of the scene is better than."""


@dataclass(frozen=True)
class Strip:
    """One picture along a line, H rows by K columns; pictures of densities are 3 x H x K.

    ``columns``: which columns of the picture; ``offset``: their distance from the line, in pixels. ``seen``: density,
    ``scene``: the density expected from both sides. ``weight``: how well a difference between the two can be
    seen and trusted, the inverse of its variance in density. ``error``: the standard deviation (codes) of
    what is expected, by row, measured on gaps as wide beside the scratch. ``gaps``: what those gaps (left and right)
    show beyond what their own sides let expect. ``inside``: rows where the line and both sides
    lie on the picture.
    """

    columns: Columns
    offset: Array
    seen: Array
    scene: Array
    weight: Array
    error: Array
    gaps: tuple[Array, Array]
    inside: npt.NDArray[np.bool_]


def reach(sigma: float) -> int:
    """Return to how many columns on each side a scratch of that profile is repaired."""
    return int(np.ceil(2.5 * sigma + 0.7))


def strip_along(frame: Array, line: Array, sigma: float, scale: Scale) -> Strip:
    """Cut a strip out of an H x W x 3 picture along `line` (a column for each row)."""
    core = reach(sigma)
    half = 3 * core + 2 * FLANK + 1
    width = frame.shape[1]
    middle = np.rint(line).astype(np.intp)
    columns = middle[:, None] + np.arange(-half, half + 1)
    picture = frame[np.arange(len(line))[:, None], np.clip(columns, 0, width - 1)]
    seen = scale.density(np.ascontiguousarray(picture.transpose(2, 0, 1)))
    scene, step = _bridged(seen, half, core)
    here = np.s_[..., half - core : half + core + 1]
    visible = scale.visibility(scale.codes(scene))
    gaps = []
    for centre in (half - 2 * core - FLANK - 1, half + 2 * core + FLANK + 1):
        expected, _ = _bridged(seen, centre, core)
        gaps.append(seen[..., centre - core : centre + core + 1] - expected)
    squares = sum(np.einsum("chk,chk->h", gap * visible, gap * visible) for gap in gaps) / (2 * scene[:, 0].size)
    edges = ((0.35 * step * visible.mean(axis=2)) ** 2).mean(axis=0)
    variance = cv2.blur(np.asarray(squares, np.float32)[:, None], (1, 5))[:, 0] + edges + np.float32(LEAST_ERROR**2)
    return Strip(
        columns=columns[here],
        offset=(columns[here] - line[:, None]).astype(np.float32),
        seen=seen[here],
        scene=scene,
        weight=visible**2 / variance[:, None],
        error=np.sqrt(variance).astype(np.float32),
        gaps=(gaps[0], gaps[1]),
        inside=(middle - core - FLANK >= 0) & (middle + core + FLANK < width),
    )


def _bridged(seen: Array, centre: int, core: int) -> tuple[Array, Array]:
    """Return the straight line from side to side over the gap at `centre`, and by how much the sides differ."""
    left = seen[..., centre - core - FLANK : centre - core].mean(axis=2)
    right = seen[..., centre + core + 1 : centre + core + 1 + FLANK].mean(axis=2)
    away = core + (FLANK + 1) / 2
    share = ((np.arange(-core, core + 1) + away) / (2 * away)).astype(np.float32)
    return left[..., None] + (right - left)[..., None] * share, np.abs(right - left)
