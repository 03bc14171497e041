"""Overlapping 8 x 8 cosine transforms of a picture in opponent colours, and what grain weighs in each coefficient."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import torch
import torch.nn.functional as nn

from restoration.grain.model import LAG, Floats, GrainModel, correlations
from restoration.motion.flow import Array

BLOCK = 8
STEP = 4
"""Blocks start at every fourth pixel of either axis."""

OPPONENT = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]], np.float64)
OPPONENT /= np.linalg.norm(OPPONENT, axis=1, keepdims=True)
"""Lightness and two colour differences, orthonormal: grain that the layers share lies in the first."""


@cache
def basis() -> torch.Tensor:
    """Return the 64 patterns of the transform, 64 x 1 x 8 x 8, orthonormal, the flat one first."""
    place = np.arange(BLOCK)
    waves = np.sqrt(2 / BLOCK) * np.cos(np.pi * (2 * place[None, :] + 1) * place[:, None] / (2 * BLOCK))
    waves[0] /= np.sqrt(2)
    patterns = np.einsum("ui,vj->uvij", waves, waves)
    return torch.tensor(patterns.reshape(BLOCK**2, 1, BLOCK, BLOCK), dtype=torch.float32)


def spectrum(model: GrainModel) -> Floats:
    """Return the variance (64) that grain of variance 1 a pixel has in each coefficient."""
    correlation = np.zeros((2 * BLOCK - 1, 2 * BLOCK - 1))
    middle = slice(BLOCK - 1 - LAG, BLOCK + LAG)
    correlation[middle, middle] = correlations(model.spatial)
    place = np.arange(BLOCK)
    apart = place[:, None] - place[None, :] + BLOCK - 1
    covariance = correlation[apart[:, None, :, None], apart[None, :, None, :]].reshape(BLOCK**2, BLOCK**2)
    patterns = basis().numpy().reshape(BLOCK**2, BLOCK**2).astype(np.float64)
    return np.maximum(np.einsum("ki,ij,kj->k", patterns, covariance, patterns), _FLOOR)


_FLOOR = 1e-3
"""Least variance of a coefficient: scans have some noise of their own at every frequency."""


@dataclass(frozen=True)
class Blocks:
    """The raster of blocks over a picture of ``height`` x ``width``; the picture is mirrored outside itself."""

    height: int
    width: int

    def coefficients(self, planes: Array) -> torch.Tensor:
        """Return the coefficients of H x W x C planes: C x 64 x rows x columns of blocks."""
        return nn.conv2d(self._framed(planes), basis(), stride=STEP)

    def means(self, planes: Array) -> torch.Tensor:
        """Return the mean over each block of H x W x C planes: C x 1 x rows x columns of blocks."""
        return nn.avg_pool2d(self._framed(planes), BLOCK, STEP)

    def picture(self, coefficients: torch.Tensor, weights: torch.Tensor) -> Array:
        """Return the H x W x C picture whose blocks these are, each counting by its weight (C x 1 x rows x columns)."""
        size = ((coefficients.shape[2] - 1) * STEP + BLOCK, (coefficients.shape[3] - 1) * STEP + BLOCK)
        patterns = basis().reshape(BLOCK**2, BLOCK**2)
        pixels = patterns.T @ (coefficients * weights).flatten(2)
        total = nn.fold(pixels, size, BLOCK, stride=STEP)
        weight = nn.conv_transpose2d(weights, torch.ones(1, 1, BLOCK, BLOCK), stride=STEP)
        inside = (total / weight)[:, 0, BLOCK : BLOCK + self.height, BLOCK : BLOCK + self.width]
        return np.ascontiguousarray(inside.permute(1, 2, 0).numpy())

    def _framed(self, planes: Array) -> torch.Tensor:
        below, right = (BLOCK + -length % STEP for length in (self.height, self.width))
        framed = cv2.copyMakeBorder(planes, BLOCK, below, BLOCK, right, cv2.BORDER_REFLECT_101)
        return torch.tensor(framed.reshape(*framed.shape[:2], -1)).permute(2, 0, 1).unsqueeze(1)


def opponent(picture: Array) -> Array:
    """Return an RGB picture as lightness and colour differences."""
    return np.asarray(cv2.transform(picture, OPPONENT.astype(np.float32)), dtype=np.float32)


def from_opponent(planes: Array) -> Array:
    """Return lightness and colour differences as RGB."""
    return np.asarray(cv2.transform(planes, np.ascontiguousarray(OPPONENT.T.astype(np.float32))), dtype=np.float32)


def opponent_variance(sigma: Array, channels: Floats) -> Array:
    """Return the variance (H x W x 3) in opponent colours of grain with this sigma (H x W x 3) and correlation."""
    planes = []
    for weights in OPPONENT:
        scaled = sigma * weights.astype(np.float32)
        planes.append((scaled * cv2.transform(scaled, channels.astype(np.float32))).sum(axis=-1))
    return np.stack(planes, axis=-1)
