"""Repairing one scratch on one picture."""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.scratch.film import Scale
from restoration.stages.scratch.fitting import fitting
from restoration.stages.scratch.lines import Scratch
from restoration.stages.scratch.strip import Strip, strip_along
from restoration.stages.scratch.unmix import Mixture, estimate, unmixed

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

UNPROVEN, PROVEN = 0.5, 1.1
"""A scratch this many times stronger than the scene's own lines beside it is repaired not at all, or wholly."""
CERTAIN = 2.0, 4.0
"""So many times stronger it is repaired also in rows that fit better as they are: the scene is like it there."""
WRONG, WRONG_POINTED_OUT = (16.0, 50.0), (3.0, 8.0)
"""A picture without its scratch that lies so many variances from what is expected is doubtful, or wrong. What people
point out is often broken or lies on one picture only, and no model of it is as sure as that of a tracked scratch."""

_NEAR_ROWS = 5
_FAINTEST = 0.02
"""The profile's tails below this part of its height are nothing anybody sees."""
_GRAIN_ROWS = 31


def repair(frames: Mapping[int, Array], index: int, scratch: Scratch, among: Sequence[Scale]) -> tuple[Array, Mask]:
    """Return picture `index` without the scratch, and what was changed; the very picture where nothing was.

    ``among``: the scales on which a scratch may add up: density, and codes where that is another one. What people
    pointed out was not measured before: it adds up where the model leaves the least of it.
    """
    order = sorted(scratch.columns, key=lambda frame: (abs(frame - index), frame))
    views = [(frames[frame], scratch.columns[frame]) for frame in order]
    scale = fitting(views, scratch, among) if scratch.is_pointed_out else among[scratch.in_codes and len(among) > 1]
    strips = [strip_along(frame, line, scratch.sigma, scale) for frame, line in views]
    own = strips[0]
    mixture = estimate(strips, scratch.sigma, scratch.share * own.inside)
    share = scratch.share * own.inside * np.clip((mixture.sureness - UNPROVEN) / (PROVEN - UNPROVEN), 0, 1)
    frame = frames[index]
    mask = np.zeros(frame.shape[:2], bool)
    changed = (mixture.profile > _FAINTEST) & (share > 0)[:, None]
    if not changed.any():
        return frame, mask
    clean, share = _chosen(own, mixture, share, is_pointed_out=scratch.is_pointed_out)
    difference = (scale.codes(clean) - scale.codes(own.seen)) * share[:, None]
    changed &= (share > 0)[:, None]
    rows, places = np.nonzero(changed)
    at = rows, own.columns[rows, places]
    pixels = frame.copy()
    pixels[at] = np.clip(frame[at] + difference[:, rows, places].T, 0, 1)
    mask[at] = True
    return pixels, mask


def _chosen(strip: Strip, mixture: Mixture, share: Array, is_pointed_out: bool) -> tuple[Array, Array]:
    """Return the repaired density of the strip, and the part of it to take in each row.

    Row by row (over a few), by how far each lies from the scene expected from both sides, in variances of what is
    expected: the picture without the scratch; what is expected, with grain, where that cannot be right (the scratch
    hides all, or changes too fast); and the picture as it is, where it fits better as it is.
    """
    clear, error = unmixed(strip, mixture)
    kept = strip.error[:, None] ** 2
    kept = kept / (kept + error**2)
    misfit, unlike = (_distance(strip, mixture, picture) for picture in (clear, strip.seen))
    doubtful, wrong = WRONG_POINTED_OUT if is_pointed_out else WRONG
    kept = kept * np.clip((wrong - misfit) / (wrong - doubtful), 0, 1)[:, None]
    clean = kept * clear + (1 - kept) * (strip.scene + _grain(strip))
    if is_pointed_out:
        return clean, share * np.clip((unlike - 1) / 2, 0, 1)
    certain = np.clip((mixture.sureness - CERTAIN[0]) / (CERTAIN[1] - CERTAIN[0]), 0, 1)
    return clean, share * np.maximum(np.clip(2 + unlike - misfit, 0, 1), certain)


def _distance(strip: Strip, mixture: Mixture, picture: Array) -> Array:
    """Return, by row, the mean squared distance from the expected scene under the scratch, in its variances."""
    squares = np.einsum("chk,chk,hk->h", strip.weight, (picture - strip.scene) ** 2, mixture.profile)
    mean = squares / (3 * mixture.profile.sum(axis=1))
    return np.asarray(cv2.blur(mean.astype(np.float32)[:, None], (1, _NEAR_ROWS))[:, 0], dtype=np.float32)


def _grain(strip: Strip) -> Array:
    """Return grain for what is filled: what the quieter side shows beyond its own surroundings, without its edges."""
    sizes = [cv2.blur(np.abs(gap).mean(axis=(0, 2))[:, None], (1, _GRAIN_ROWS)) for gap in strip.gaps]
    most = np.float32(2.5) * np.minimum(*sizes)
    quieter = np.where(sizes[0] <= sizes[1], *strip.gaps)
    return np.asarray(np.clip(quieter, -most, most), dtype=np.float32)
