"""What a scratch adds to the picture under it, worked out along the scratch, and the picture without it."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.stages.scratch.spec import ROWS
from restoration.stages.scratch.strip import LEAST_ERROR, Strip

Array = npt.NDArray[np.float32]

CORRELATED = 200.0
"""So many neighbouring pixels err alike: an estimate from n pixels is as sure as one from n / CORRELATED."""
SCENE_SHARE = 0.7
"""By how much (of itself, a unit of density) a scratch may be stronger on darker scene: mixing, instead of adding."""
UNSTEADY = 0.1
"""A scratch varies by this part of itself from row to row."""

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


def estimate(strips: Sequence[Strip], sigma: float) -> Mixture:
    """Estimate the scratch on the first of several pictures from all of them (its neighbours in time).

    Weighted least squares along the scratch with Gaussian weights over ROWS rows to each side: what is added, how it
    depends on the scene (from an additive scratch to one that mixes towards black or clear film), and by Gauss-Newton
    where in its strip the profile lies and how wide it is.
    """
    own = strips[0]
    total = _smooth(np.sum([strip.weight.sum(axis=2) for strip in strips], axis=0))
    brightness = _smooth(np.sum([_over_columns(strip.weight, strip.scene) for strip in strips], axis=0))
    mean = np.asarray(brightness / np.maximum(total, 1e-9), dtype=np.float32)
    move, widen = np.zeros((2, len(own.offset)), np.float32)
    for is_last in (False, False, True):
        scaled = [_scaled(strip, sigma, move, widen) for strip in strips]
        profiles = [np.asarray(np.exp(-0.5 * place**2), dtype=np.float32) for place in scaled]
        added, slope, precision = _strength(strips, profiles, mean)
        if not is_last:
            move, widen = _profile_step(strips, scaled, profiles, (added, slope, mean), (move, widen))
    rough = _row_by_row(own, profiles[0], added, slope, mean)
    return Mixture(
        profile=profiles[0],
        added=np.asarray((added - slope * mean) * rough, dtype=np.float32),
        slope=np.asarray(slope * rough, dtype=np.float32),
        sureness=_sureness(strips, profiles, added, precision),
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


def _strength(strips: Sequence[Strip], profiles: Sequence[Array], mean: Array) -> tuple[Array, Array, Array]:
    """Return added density at the mean scene, its slope over the scene, and the first's precision, all 3 x H."""
    moments = np.zeros((5, *mean.shape), np.float32)
    for strip, profile in zip(strips, profiles, strict=True):
        weighted = strip.weight * profile
        excess = strip.seen - strip.scene
        scene = strip.scene - mean[..., None]
        bent = profile * scene
        parts = (np.broadcast_to(profile, scene.shape), bent, bent * scene, excess, excess * scene)
        for number, part in enumerate(parts):
            moments[number] += _over_columns(weighted, part)
    flat, mixed, curved, right, tilted = _smooth(moments) / np.float32(CORRELATED)
    added = right / (flat + np.float32(1e-6))
    slope = np.zeros_like(added)
    for _ in range(2):
        stiff = curved + 1 / (np.float32(SCENE_SHARE) * added + np.float32(1e-3)) ** 2
        determinant = flat * stiff - mixed**2 + np.float32(1e-9)
        added = (stiff * right - mixed * tilted) / determinant
        slope = np.maximum((flat * tilted - mixed * right) / determinant, np.float32(-0.97))
    return np.asarray(added, np.float32), np.asarray(slope, np.float32), np.asarray(flat, np.float32)


def _sureness(strips: Sequence[Strip], profiles: Sequence[Array], added: Array, precision: Array) -> Array:
    """Return (H) how far a scratch stands above the scene's own lines beside it and the error of its estimate."""
    scene = np.zeros_like(added)
    for side in (0, 1):
        lines = [
            _over_columns(strip.weight * profile, strip.gaps[side])
            for strip, profile in zip(strips, profiles, strict=True)
        ]
        scene += (_smooth(np.sum(lines, axis=0)) / np.float32(CORRELATED) / (precision + np.float32(1e-6))) ** 2
    part = (added**2 * precision).sum(axis=0) / ((1 + scene * precision).sum(axis=0))
    return np.asarray(np.sqrt(part), dtype=np.float32)


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
    side, wide, both, pull, stretch = _smooth(moments) / np.float32(CORRELATED)
    prior = np.float32(1 / _LOOSE**2)
    side, wide, pull, stretch = side + prior, wide + prior, pull - prior * move, stretch - prior * widen
    determinant = side * wide - both**2
    step = (wide * pull - both * stretch) / determinant, (side * stretch - both * pull) / determinant
    return (
        np.clip(move + np.clip(step[0], -0.3, 0.3), -0.6, 0.6),
        np.clip(widen + np.clip(step[1], -0.2, 0.2), -0.4, 0.5),
    )


def _scaled(strip: Strip, sigma: float, move: Array, widen: Array) -> Array:
    """Return the place of each pixel of a strip in widths from the middle of the profile."""
    widths = np.float32(sigma) * (1 + widen)[:, None]
    return np.asarray(strip.offset / widths - move[:, None], dtype=np.float32)


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


def _smooth(values: Array) -> Array:
    """Return the weighted sum over ROWS rows to each side, rows being the last axis; rows outside count nothing."""
    near = np.exp(-0.5 * (np.arange(-ROWS, ROWS + 1) / (ROWS / 3)) ** 2).astype(np.float32)
    lines = np.ascontiguousarray(values).reshape(-1, values.shape[-1])
    smooth = cv2.sepFilter2D(lines, -1, near, np.ones(1, np.float32), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(smooth, dtype=np.float32).reshape(values.shape)
