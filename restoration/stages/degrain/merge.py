"""Grain taken away from one square: neighbours moved onto it and merged frequency by frequency, then a Wiener step.

Merging by frequency after Hasinoff et al., "Burst photography for high dynamic range and low-light imaging" (SIGGRAPH
Asia 2016): in every overlapping block a neighbour's coefficient counts by how far its difference stays within what
grain explains. What does not fit (another limb, an uncovered background, texture badly aligned) is not blurred but left
out. The last step is the empirical Wiener filter in the same blocks, which weigh by how little grain is left in them
(Dabov et al., BM3D, 2007).
"""

from functools import cache

import cv2
import numpy as np
import torch

from restoration.grain import GrainModel
from restoration.motion.flow import Array, Neighbour, neighbours
from restoration.stages.degrain.spectrum import (
    BLOCK,
    Blocks,
    from_opponent,
    opponent,
    opponent_variance,
    spectrum,
)

_SOFT = 1.5
"""Blur (sigma, pixels) of the picture that tells how strong grain is at a place."""
_PATCH = 7
"""Side of the surroundings in which a pixel of a neighbour must look the same."""
_EXPECTED, _FADING = 0.8, 4.0
"""Mean squared difference, as a multiple of what grain makes, up to which a pixel counts in full, and how much more
lowers its weight to 1/e."""
_TINT_FADING = 2.0
"""The same for colour differences: colour that stays behind is seen at once."""
_FINE_FADING, _FLAT_FADING, _FLAT = 1.0, 24.0, 1.5
"""The same for the lightness of one frequency of a block and its eight neighbours. What is fine seldom lies still and
is lost soon; what is flat changes little, and its grain is seen to move. ``_FLAT``: half periods in a block over which
the lenient one falls to 1/e."""
_SAME_GRAIN = 0.1
"""A picture that differs by less than this part of what grain makes repeats the current one, grain and all."""


def merged(frames: dict[int, Array], model: GrainModel, spatial: float) -> Array:
    """Return `frames[0]` (keys are offsets from it) without grain.

    ``spatial``: part (0..1) of the grain left by the neighbours that the last step takes away.
    """
    current = frames[0]
    sigma = np.maximum(model.sigma_of(cv2.GaussianBlur(current, (0, 0), _SOFT)), _LEAST)
    explained = np.asarray(0.5 / (sigma * sigma), np.float32)
    blocks = Blocks(*current.shape[:2])
    colours = opponent(current)
    with torch.inference_mode():
        # Black and white film has no grain in its colour differences, nor anything else.
        variance = np.maximum(opponent_variance(sigma, model.channels), np.float32(_LEAST**2))
        noise = blocks.means(variance) * _per_frequency(model)
        lightness = _Lightness(blocks.coefficients(colours[..., :1]), noise[:1])
        tints = _Tints(colours[..., 1:], np.asarray(0.5 / variance[..., 1:], np.float32))
        for neighbour in neighbours(_without_repeats(frames, explained)):
            aligned = _aligned(neighbour)
            likeness = _likeness(aligned, current, explained)
            there = opponent(aligned)
            lightness.add(blocks.coefficients(there[..., :1]), blocks.means(likeness))
            tints.add(there[..., 1:], likeness)
        total = torch.cat([lightness.mean, blocks.coefficients(tints.mean)])
        share = torch.cat([lightness.left, blocks.means(tints.left).expand(2, BLOCK**2, -1, -1)])
        left = noise * share
        # Where neighbours have evened grain out already, what more is taken is texture.
        gain = (1 - spatial * share**2 * left / (total * total + _TINY)).clamp_(min=0)
        gain[:, 0] = 1
        clean = blocks.picture(total * gain, 1 / ((gain * gain * left).sum(dim=1, keepdim=True) + _TINY))
    return np.clip(from_opponent(clean), 0, 1)


class _Lightness:
    """The weighted mean of lightness, coefficient by coefficient."""

    def __init__(self, current: torch.Tensor, noise: torch.Tensor) -> None:
        self._current, self._half = current, 0.5 / noise
        self._total = current.clone()
        self._weight, self._squares = torch.ones_like(current), torch.ones_like(current)

    def add(self, there: torch.Tensor, trust: torch.Tensor) -> None:
        """Add a neighbour's coefficients, in blocks weighing by `trust`, each by how well grain explains it."""
        difference = there - self._current
        ratio = _around(difference.mul_(difference).mul_(self._half))
        share = ratio.neg_().add_(1).clamp_(max=0).div_(_fading()).exp_().mul_(trust)
        self._total.addcmul_(there, share)
        self._weight.add_(share)
        self._squares.addcmul_(share, share)

    @property
    def mean(self) -> torch.Tensor:
        return self._total / self._weight

    @property
    def left(self) -> torch.Tensor:
        """The part of the grain's variance that is left in the mean."""
        return self._squares / self._weight**2


class _Tints:
    """The weighted mean of the colour differences, pixel by pixel: their grain is weak and seen little."""

    def __init__(self, current: Array, explained: Array) -> None:
        self._current, self._explained = current, explained
        self._total = current.copy()
        self._weight, self._squares = np.ones((2, *current.shape[:2], 1), np.float32)

    def add(self, there: Array, likeness: Array) -> None:
        """Add a neighbour's colour differences, pixels weighing by `likeness` and by how well grain explains them."""
        share = (likeness * _likeness(there, self._current, self._explained, _TINT_FADING))[..., None]
        self._total += there * share
        self._weight += share
        self._squares += share * share

    @property
    def mean(self) -> Array:
        return self._total / self._weight

    @property
    def left(self) -> Array:
        return self._squares / self._weight**2


_LEAST = 1e-4
_TINY = 1e-12


def _per_frequency(model: GrainModel) -> torch.Tensor:
    return torch.tensor(spectrum(model), dtype=torch.float32).reshape(1, -1, 1, 1)


@cache
def _fading() -> torch.Tensor:
    """Return how much of the grain's own difference lowers a coefficient's weight to 1/e: 64 x 1 x 1."""
    place = torch.arange(BLOCK, dtype=torch.float32)
    frequency = torch.hypot(place[:, None], place[None, :])
    return (_FINE_FADING + _FLAT_FADING * torch.exp(-frequency / _FLAT)).reshape(-1, 1, 1)


def _without_repeats(frames: dict[int, Array], explained: Array) -> dict[int, Array]:
    """Return the frames whose grain is not that of `frames[0]`: merging a repeat would count its grain twice."""
    kept = {0: frames[0]}
    for offset, frame in frames.items():
        if offset and float(((frame - frames[0]) ** 2 * explained).mean()) > _SAME_GRAIN:
            kept[offset] = frame
    return kept


def _aligned(neighbour: Neighbour) -> Array:
    """Return the neighbour moved onto the current picture."""
    height, width = neighbour.flow.shape[:2]
    x = np.arange(width, dtype=np.float32)[None, :] + neighbour.flow[..., 0]
    y = np.arange(height, dtype=np.float32)[:, None] + neighbour.flow[..., 1]
    moved = cv2.remap(neighbour.frame, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, dtype=np.float32)


def _likeness(there: Array, here: Array, explained: Array, fading: float = _FADING) -> Array:
    """Return by pixel (H x W) how far grain explains the difference between its surroundings there and here: 0..1."""
    difference = there - here
    difference *= difference
    difference *= explained
    channels = difference.shape[2]
    mean = cv2.transform(difference, np.full((1, channels), 1 / channels, np.float32))
    ratio = cv2.blur(mean, (_PATCH, _PATCH))
    return np.exp(np.minimum(_EXPECTED - ratio, 0) / np.float32(fading))


def _around(values: torch.Tensor) -> torch.Tensor:
    """Return the mean of each block and the eight around it (N x 64 x rows x columns); outside, blocks repeat."""
    rows = values.clone()
    rows[:, :, 1:] += values[:, :, :-1]
    rows[:, :, :-1] += values[:, :, 1:]
    rows[:, :, 0] += values[:, :, 0]
    rows[:, :, -1] += values[:, :, -1]
    both = rows.clone()
    both[..., 1:] += rows[..., :-1]
    both[..., :-1] += rows[..., 1:]
    both[..., 0] += rows[..., 0]
    both[..., -1] += rows[..., -1]
    return both.div_(9)
