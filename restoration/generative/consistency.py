"""The film's low frequencies, put back into what the model believes the clean latents are.

Iterative latent refinement (Choi et al., ICCV 2021) on latents: whatever the model would like to change of tone and
composition, at every step these are again those of the film, over the whole picture and not tile by tile.
"""

from typing import Final

import torch
from torch.nn import functional

SIGMA: Final = 4.0
"""Latents: what is coarser belongs to the film."""
REACH: Final = 12
"""Latents around each that have a part in its low frequencies."""


def low(latents: torch.Tensor) -> torch.Tensor:
    """Return the low frequencies of N x C x h x w latents, a Gaussian mean around each."""
    places = torch.arange(-REACH, REACH + 1, dtype=latents.dtype, device=latents.device)
    kernel = torch.exp(-(places**2) / (2 * SIGMA**2))
    kernel = (kernel / kernel.sum()).expand(latents.shape[1], 1, 1, -1)
    wide = functional.pad(latents, (REACH,) * 4, mode="replicate")
    across = functional.conv2d(wide, kernel, groups=latents.shape[1])
    return functional.conv2d(across, kernel.transpose(2, 3), groups=latents.shape[1])


def held(clean: torch.Tensor, film: torch.Tensor, part: float) -> torch.Tensor:
    """Return clean latents of which `part` (0..1) of the low frequencies are those of the film's latents."""
    return clean + part * low(film - clean) if part else clean
