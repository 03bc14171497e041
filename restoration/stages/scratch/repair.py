"""Repairing one scratch on one picture."""

from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.scratch.film import FilmScale
from restoration.stages.scratch.lines import Scratch
from restoration.stages.scratch.strip import Strip, strip_along
from restoration.stages.scratch.unmix import estimate, unmixed

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

UNPROVEN, PROVEN = 0.6, 1.4
"""A scratch this many times stronger than the scene's own lines beside it is repaired not at all, or wholly."""

_FAINTEST = 0.02
"""The profile's tails below this part of its height are nothing anybody sees."""
_GRAIN_ROWS = 31


def repair(frames: Mapping[int, Array], index: int, scratch: Scratch, scale: FilmScale) -> tuple[Array, Mask]:
    """Return picture `index` without the scratch, and what was changed; the very picture where nothing was."""
    order = sorted(scratch.columns, key=lambda frame: (abs(frame - index), frame))
    strips = [strip_along(frames[frame], scratch.columns[frame], scratch.sigma, scale) for frame in order]
    own = strips[0]
    mixture = estimate(strips, scratch.sigma)
    share = scratch.share * own.inside * np.clip((mixture.sureness - UNPROVEN) / (PROVEN - UNPROVEN), 0, 1)
    frame = frames[index]
    mask = np.zeros(frame.shape[:2], bool)
    changed = (mixture.profile > _FAINTEST) & (share > 0)[:, None]
    if not changed.any():
        return frame, mask
    clear, error = unmixed(own, mixture)
    kept = own.error[:, None] ** 2
    kept = kept / (kept + error**2)
    clean = kept * clear + (1 - kept) * (own.scene + _grain(own))
    difference = (scale.codes(clean) - scale.codes(own.seen)) * share[:, None]
    rows, places = np.nonzero(changed)
    at = rows, own.columns[rows, places]
    pixels = frame.copy()
    pixels[at] = np.clip(frame[at] + difference[:, rows, places].T, 0, 1)
    mask[at] = True
    return pixels, mask


def _grain(strip: Strip) -> Array:
    """Return grain for what is filled: what the quieter side shows beyond its own surroundings, without its edges."""
    sizes = [cv2.blur(np.abs(gap).mean(axis=(0, 2))[:, None], (1, _GRAIN_ROWS)) for gap in strip.gaps]
    most = np.float32(2.5) * np.minimum(*sizes)
    quieter = np.where(sizes[0] <= sizes[1], *strip.gaps)
    return np.asarray(np.clip(quieter, -most, most), dtype=np.float32)
