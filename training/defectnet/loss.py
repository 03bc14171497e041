"""What DefectNet is trained to make small."""

from typing import Final

import torch
from torch.nn import functional

FOCUS: Final = 2.0
BALANCE: Final = 0.75
DICE_SHARE: Final = 0.5
BORDER_WEIGHT: Final = 0.4
"""Pixels beside a defect count less: where its soft edge ends is a matter of taste."""


def loss(logits: torch.Tensor, truth: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Return focal loss (Lin et al., ICCV 2017) plus soft Dice loss (Milletari et al., 2016) of a batch.

    ``logits`` and ``truth`` N x K x H x W, ``weight`` N x 1 x H x W.
    """
    near = functional.max_pool2d(truth, 3, stride=1, padding=1)
    weight = torch.where((near > 0) & (truth == 0), BORDER_WEIGHT, weight)
    probability = torch.sigmoid(logits)
    surprise = functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    right = torch.where(truth > 0, probability, 1 - probability)
    share = torch.where(truth > 0, BALANCE, 1 - BALANCE)
    focal = (share * (1 - right) ** FOCUS * surprise * weight).mean(dim=(0, 2, 3))
    shared = (probability * truth * weight).sum(dim=(0, 2, 3))
    either = ((probability + truth) * weight).sum(dim=(0, 2, 3))
    dice = 1 - (2 * shared + 1) / (either + 1)
    return 100 * focal.sum() + DICE_SHARE * dice.mean()
