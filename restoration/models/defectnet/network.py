"""The network: a U-Net (Ronneberger et al., 2015) of residual blocks without any normalisation."""

from itertools import pairwise
from typing import Final

import torch
from torch import nn

from restoration.models.defectnet.spec import CHANNELS, KINDS

WIDTHS: Final = (16, 48, 96, 160)
"""Channels at full size and at a half, a quarter and an eighth of it."""


def build() -> nn.Module:
    """Return the network, as its weights file names its part."""
    return nn.ModuleDict({"detect": DefectNet()})


class DefectNet(nn.Module):
    """N x CHANNELS x H x W features to N x len(KINDS) x H x W logits; H and W are multiples of ``spec.MULTIPLE``.

    Nothing is normalised or pooled over the picture: a pixel's answer depends on its surroundings only, so a tile with
    enough of a margin gives the answer of the whole.
    """

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(CHANNELS, WIDTHS[0], 3, padding=1)
        self.down = nn.ModuleList(_Block(width) for width in WIDTHS)
        self.coarser = nn.ModuleList(nn.Conv2d(fine, coarse, 2, stride=2) for fine, coarse in pairwise(WIDTHS))
        self.finer = nn.ModuleList(nn.ConvTranspose2d(coarse, fine, 2, stride=2) for fine, coarse in pairwise(WIDTHS))
        self.up = nn.ModuleList(_Block(width) for width in WIDTHS[:-1])
        self.answer = nn.Conv2d(WIDTHS[0], len(KINDS), 1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return the logits."""
        picture = self.enter(features)
        levels = []
        for level, block in enumerate(self.down):
            picture = block(self.coarser[level - 1](picture) if level else picture)
            levels.append(picture)
        for level in reversed(range(len(self.up))):
            picture = self.up[level](self.finer[level](picture) + levels[level])
        answer: torch.Tensor = self.answer(picture)
        return answer


class _Block(nn.Module):
    """Two residual pairs of convolutions; each begins as the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.pairs = nn.ModuleList(_pair(width) for _ in range(2))

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        for pair in self.pairs:
            picture = picture + pair(picture)
        return torch.relu(picture)


def _pair(width: int) -> nn.Sequential:
    first, second = (nn.Conv2d(width, width, 3, padding=1) for _ in range(2))
    nn.init.zeros_(second.weight)
    return nn.Sequential(first, nn.ReLU(), second)
