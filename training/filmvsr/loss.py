"""What FilmVSR is trained to make small: how far it is from the truth, and how that changes along the motion."""

from collections.abc import Sequence
from typing import Final

import torch
from torch.nn import functional

from restoration.models.filmvsr.spec import REDUCTION
from restoration.models.filmvsr.window import moved

SOFT: Final = 1e-3
TEMPORAL_SHARE: Final = 0.5
CLEANED_SHARE: Final = 0.2


def fidelity(answer: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Return the mean Charbonnier distance (Lai et al., CVPR 2017): as robust as a mean of absolute differences."""
    return torch.sqrt((answer - truth) ** 2 + SOFT**2).mean() - SOFT


def unsteadiness(wrong: Sequence[torch.Tensor], before: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return how much of what is wrong differs from picture to picture, seen along the motion.

    ``wrong``: answers less truths, N x 3 x H x W each; ``before``: of each the motion to the picture before it, N x 2
    x h x w on half the grid that was enlarged to H x W. As answers and truths share the enlargement, this is what was
    added, warped, held against what should have been, warped: it asks for the truth's motion, not for stillness.
    """
    differences = [
        fidelity(new * there, old_here * there)
        for old, new, motion in zip(wrong[:-1], wrong[1:], before[1:], strict=True)
        for old_here, there in [_seen(old, motion)]
    ]
    return torch.stack(differences).mean()


def _seen(picture: torch.Tensor, motion: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a picture as seen along the motion, and 1 where it is inside."""
    half = (picture.shape[-2] // REDUCTION, picture.shape[-1] // REDUCTION)
    steps = functional.interpolate(motion, size=half, mode="bilinear") * (half[0] / motion.shape[-2])
    with_inside = torch.cat([picture, torch.ones_like(picture[:, :1])], dim=1)
    seen = functional.pixel_shuffle(moved(functional.pixel_unshuffle(with_inside, REDUCTION), steps), REDUCTION)
    return seen[:, :3], (seen[:, 3:] > 0.999).float()
