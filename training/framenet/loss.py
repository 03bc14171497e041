"""What FrameNet is trained to make small: how far its picture is from the truth, and its edges from the truth's."""

from typing import Final

import torch

SOFT: Final = 1e-3
EDGES_SHARE: Final = 0.5


def wrongness(answer: torch.Tensor, truth: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
    """Return the mean Charbonnier distance (Lai et al., CVPR 2017) of codes, and of their change from pixel to pixel.

    ``counts`` (N x 1 x H x W): 1 where a code counts, and its difference to the one before.
    """
    wrong = answer - truth
    down = (wrong[..., 1:, :] - wrong[..., :-1, :]) * counts[..., 1:, :]
    across = (wrong[..., 1:] - wrong[..., :-1]) * counts[..., 1:]
    return _distance(wrong * counts) + EDGES_SHARE * (_distance(down) + _distance(across))


def _distance(wrong: torch.Tensor) -> torch.Tensor:
    return torch.sqrt(wrong**2 + SOFT**2).mean() - SOFT
