"""What a scratch adds to the picture under it, worked out along the scratch, and the picture without it."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.scratch.spec import LONG_ROWS, ROWS
from restoration.stages.scratch.strip import LEAST_ERROR, Strip

Array = npt.NDArray[np.float32]

CORRELATED = 200.0
"""So many neighbouring pixels err alike: an estimate from n pixels is as sure as one from n / CORRELATED."""
SCENE_SHARE = 0.7
"""By how much (of itself, a unit of density) a scratch may be stronger on darker scene: mixing, instead of adding."""
ALONG = 0.3
"""A scratch varies by this part of itself along its way."""
UNSTEADY = 0.1
"""A scratch varies by this part of itself from row to row."""

_LEAST = np.float32(2e-3)
"""What a scratch adds is known no better than this."""
_LOOSE = 0.15
"""How far the profile may lie off or be wider than measured (parts of its width, standard deviation)."""
_ROUGH_ROWS = 6.0


@dataclass(frozen=True)
class Mixture:
    """The model of a scratch: seen = scene + profile * (added + slope * scene), all in density.

    ``profile``: H x K, 0..1; ``added``, ``slope``: 3 x H; ``sureness``: H, how many times stronger the scratch is
    than what the same estimate finds to both sides of it, where there is none.
    """

    profile: Array
    added: Array
    slope: Array
    sureness: Array

    def amount(self, scene: Array) -> Array:
        """Return the density that the scratch adds on a scene (3 x H x K)."""
        return self.profile * (self.added[..., None] + self.slope[..., None] * scene)

    def kept(self) -> Array:
        """Return which part of the scene's contrast is left in each pixel (3 x H x K)."""
        return np.asarray(1 + self.profile * self.slope[..., None], dtype=np.float32)


def estimate(strips: Sequence[Strip], sigma: float, shown: Array) -> Mixture:
    """Estimate the scratch on the first of several pictures from all of them (its neighbours in time).

    Weighted least squares over many rows, then around each row with the many as what is expected there: what is
    added, how it depends on the scene (from an additive scratch to one that mixes towards black or clear film), and
    by Gauss-Newton where in its strip the profile lies and how wide it is. ``shown``: H, 0..1, the rows that count.
    """
    own = strips[0]
    mean = _mean_scene(strips, shown)
    move, widen = np.zeros((2, len(own.offset)), np.float32)
    scaled, profiles = _profiles(strips, sigma, move, widen)
    moments = _moments(strips, profiles, mean)
    overall = _overall(_smooth(moments * shown, LONG_ROWS))
    for _ in range(2):
        added, slope = _nearby(_smooth(moments, ROWS), overall)
        move, widen = _profile_step(strips, scaled, profiles, (added, slope, mean), (move, widen))
        scaled, profiles = _profiles(strips, sigma, move, widen)
        moments = _moments(strips, profiles, mean)
    added, slope = _nearby(_smooth(moments, ROWS), overall)
    rough = _row_by_row(own, profiles[0], added, slope, mean)
    return Mixture(
        profile=profiles[0],
        added=np.asarray((added - slope * mean) * rough, dtype=np.float32),
        slope=np.asarray(slope * rough, dtype=np.float32),
        sureness=_sureness(strips, profiles, moments[0], shown, (added, overall[0])),
    )


def unmixed(strip: Strip, mixture: Mixture) -> tuple[Array, Array]:
    """Return the strip's density with the scratch taken off, and the standard deviation of its error in codes.

    The error grows where little of the scene is left, and with the scratch's own strength. What the scratch would
    change the other way (a dark one on film that is darker still) it did not change.
    """
    kept = np.maximum(mixture.kept(), np.float32(0.05))
    amount = mixture.amount(strip.scene)
    clear = (strip.seen - mixture.profile * mixture.added[..., None]) / kept
    is_wrong_way = (strip.seen - clear) * amount.sum(axis=(0, 2))[:, None] < 0
    clear = np.where(is_wrong_way, strip.seen, clear)
    visible = np.sqrt(strip.weight) * strip.error[:, None]
    error = np.sqrt((LEAST_ERROR / 2) ** 2 + (UNSTEADY * amount * visible) ** 2) / kept
    return np.asarray(clear, dtype=np.float32), np.asarray(error, dtype=np.float32)


def _mean_scene(strips: Sequence[Strip], shown: Array) -> Array:
    """Return (3 x H) the mean of the scene under the scratch over many rows, weighed as the estimate weighs it."""
    total = _smooth(np.sum([strip.weight.sum(axis=2) for strip in strips], axis=0) * shown, LONG_ROWS)
    brightness = _smooth(
        np.sum([_over_columns(strip.weight, strip.scene) for strip in strips], axis=0) * shown, LONG_ROWS
    )
    return np.asarray(brightness / np.maximum(total, 1e-9), dtype=np.float32)


def _moments(strips: Sequence[Strip], profiles: Sequence[Array], mean: Array) -> Array:
    """Return the normal equations of each row for what is added and its slope over the scene, 5 x 3 x H."""
    moments = np.zeros((5, *strips[0].weight.shape[:2]), np.float32)
    for strip, profile in zip(strips, profiles, strict=True):
        weighted = strip.weight * profile
        excess = strip.seen - strip.scene
        scene = strip.scene - mean[..., None]
        bent = profile * scene
        parts = (np.broadcast_to(profile, scene.shape), bent, bent * scene, excess, excess * scene)
        for number, part in enumerate(parts):
            moments[number] += _over_columns(weighted, part)
    return moments


def _overall(moments: Array) -> tuple[Array, Array]:
    """Return added density at the mean scene and its slope over the scene, both 3 x H, from moments of many rows.

    A scratch is expected to add more on darker scene by SCENE_SHARE of itself.
    """
    nothing = np.zeros_like(moments[0])
    found = moments[3] / np.float32(CORRELATED) / (moments[0] / np.float32(CORRELATED) + np.float32(1e-6)), nothing
    for _ in range(2):
        loose = np.asarray(SCENE_SHARE * np.abs(found[0]) + _LEAST, dtype=np.float32)
        found = _solved(moments, (nothing, nothing), np.full_like(nothing, 1e-6), loose**-2)
    return found


def _nearby(moments: Array, overall: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return the same from moments of few rows, which differ from `overall` by ALONG of it."""
    loose = np.asarray(ALONG * (np.abs(overall[0]) + _LEAST), dtype=np.float32)
    return _solved(moments, overall, loose**-2, (np.float32(SCENE_SHARE) * loose) ** -2)


def _solved(moments: Array, expected: tuple[Array, Array], firm: Array, stiff: Array) -> tuple[Array, Array]:
    """Solve the normal equations; ``expected`` are strength and slope with the precisions `firm` and `stiff`."""
    flat, mixed, curved, right, tilted = moments / np.float32(CORRELATED)
    flat, curved = flat + firm, curved + stiff
    right, tilted = right + firm * expected[0], tilted + stiff * expected[1]
    determinant = flat * curved - mixed**2
    added = (curved * right - mixed * tilted) / determinant
    slope = np.maximum((flat * tilted - mixed * right) / determinant, np.float32(-0.97))
    return np.asarray(added, np.float32), np.asarray(slope, np.float32)


def _sureness(
    strips: Sequence[Strip], profiles: Sequence[Array], flat: Array, shown: Array, added: tuple[Array, Array]
) -> Array:
    """Return (H) how far a scratch, around each row or as a whole, stands above the scene's own lines beside it."""
    sums = np.stack([flat, np.zeros_like(flat), np.zeros_like(flat)])
    for strip, profile in zip(strips, profiles, strict=True):
        for side in (0, 1):
            sums[1 + side] += _over_columns(strip.weight * profile, strip.gaps[side])
    parts = []
    smooth = (_smooth(sums, ROWS), _smooth(sums * shown, LONG_ROWS))
    for strength, summed in zip(added, smooth, strict=True):
        precision, *beside = summed / np.float32(CORRELATED)
        scene = np.sum([(side / (precision + np.float32(1e-6))) ** 2 for side in beside], axis=0)
        parts.append((strength**2 * precision).sum(axis=0) / (1 + scene * precision).sum(axis=0))
    return np.asarray(np.sqrt(np.maximum(*parts)), dtype=np.float32)


def _profile_step(
    strips: Sequence[Strip],
    scaled: Sequence[Array],
    profiles: Sequence[Array],
    model: tuple[Array, Array, Array],
    place: tuple[Array, Array],
) -> tuple[Array, Array]:
    """Return where the profile lies (in widths) and how much wider it is after a Gauss-Newton step."""
    added, slope, mean = model
    move, widen = place
    moments = np.zeros((5, len(move)), np.float32)
    for strip, x, profile in zip(strips, scaled, profiles, strict=True):
        amount = profile * (added[..., None] + slope[..., None] * (strip.scene - mean[..., None]))
        sideways = amount * x
        wider = sideways * x
        weighted = strip.weight * sideways
        left = strip.seen - strip.scene - amount
        pairs = (
            (weighted, sideways),
            (strip.weight * wider, wider),
            (weighted, wider),
            (weighted, left),
            (weighted * x, left),
        )
        for number, (one, other) in enumerate(pairs):
            moments[number] += _over_columns(one, other).sum(axis=0)
    side, wide, both, pull, stretch = _smooth(moments, ROWS) / np.float32(CORRELATED)
    prior = np.float32(1 / _LOOSE**2)
    side, wide, pull, stretch = side + prior, wide + prior, pull - prior * move, stretch - prior * widen
    determinant = side * wide - both**2
    step = (wide * pull - both * stretch) / determinant, (side * stretch - both * pull) / determinant
    return (
        np.clip(move + np.clip(step[0], -0.3, 0.3), -0.6, 0.6),
        np.clip(widen + np.clip(step[1], -0.2, 0.2), -0.4, 0.5),
    )


def _profiles(strips: Sequence[Strip], sigma: float, move: Array, widen: Array) -> tuple[list[Array], list[Array]]:
    """Return the place of each pixel of the strips in widths from the middle of the profile, and the profile there."""
    widths = np.float32(sigma) * (1 + widen)[:, None]
    scaled = [np.asarray(strip.offset / widths - move[:, None], dtype=np.float32) for strip in strips]
    return scaled, [np.asarray(np.exp(-0.5 * place**2), dtype=np.float32) for place in scaled]


def _row_by_row(strip: Strip, profile: Array, added: Array, slope: Array, mean: Array) -> Array:
    """Return (H) by how much the scratch is stronger or weaker over a few rows than over many."""
    amount = profile * (added[..., None] + slope[..., None] * (strip.scene - mean[..., None]))
    weighted = strip.weight * amount
    left = strip.seen - strip.scene - amount
    sums = np.stack([_over_columns(weighted, other).sum(axis=0) for other in (amount, left)])
    rows = 2 * round(2.5 * _ROUGH_ROWS) + 1
    known, excess = cv2.GaussianBlur(sums, (rows, 1), _ROUGH_ROWS, sigmaY=1) * np.float32(2 * _ROUGH_ROWS / CORRELATED)
    return np.asarray(1 + np.clip(excess / (known + 1 / UNSTEADY**2), -0.4, 0.4), dtype=np.float32)


def _over_columns(one: Array, other: Array) -> Array:
    """Return the sum of the products over the columns of a strip, 3 x H."""
    return np.asarray(np.einsum("chk,chk->ch", one, other), dtype=np.float32)


def _smooth(values: Array, reach: int) -> Array:
    """Return the weighted sum over `reach` rows to each side, rows being the last axis; rows outside count nothing."""
    near = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (reach / 3)) ** 2).astype(np.float32)
    lines = np.ascontiguousarray(values).reshape(-1, values.shape[-1])
    smooth = cv2.sepFilter2D(lines, -1, near, np.ones(1, np.float32), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(smooth, dtype=np.float32).reshape(values.shape)
