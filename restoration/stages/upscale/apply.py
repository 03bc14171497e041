"""Separable Lanczos enlargement in torch."""

from functools import cache
from typing import cast

import numpy as np
import torch
import torch.nn.functional as nn

from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.upscale.spec import LOBES, UpscaleParameters


def apply(window: StageWindow) -> StageOutput:
    """Return the picture `scale` times larger, H*scale x W*scale x 3, clipped to 0..1.

    Input pixel centre (x, y) lies at (scale*x + (scale-1)/2, ...) of the output, so the picture keeps its edges.
    Every output pixel is one sum of at most six taps each way: the result does not depend on tiles.
    """
    scale = cast(UpscaleParameters, window.parameters).scale
    if scale == 1:
        return StageOutput(window.current)
    planes = torch.tensor(window.current).permute(2, 0, 1).unsqueeze(1)
    with torch.inference_mode():
        taller = _lengthen(planes, scale)
        wider = _lengthen(taller.transpose(2, 3), scale).transpose(2, 3)
    pixels = wider.squeeze(1).permute(1, 2, 0).clamp(0, 1)
    centre = (scale - 1) / 2
    transform = np.array([[scale, 0, centre], [0, scale, centre]], dtype=np.float64)
    return StageOutput(np.ascontiguousarray(pixels.numpy()), transform=transform)


@cache
def _phases(scale: int) -> torch.Tensor:
    """Return the kernels of the `scale` output rows that fall on one input row: scale x 1 x taps x 1, sums 1."""
    taps = torch.arange(-LOBES, LOBES + 1, dtype=torch.float64)
    centres = (torch.arange(scale, dtype=torch.float64) + 0.5) / scale - 0.5
    distance = taps[None, :] - centres[:, None]
    weights = torch.sinc(distance) * torch.sinc(distance / LOBES) * (distance.abs() < LOBES)
    weights = weights / weights.sum(dim=1, keepdim=True)
    return weights.to(torch.float32).reshape(scale, 1, 2 * LOBES + 1, 1)


def _lengthen(planes: torch.Tensor, scale: int) -> torch.Tensor:
    """Enlarge 3 x 1 x H x W along H; the border rows are repeated outwards."""
    padded = nn.pad(planes, (0, 0, LOBES, LOBES), mode="replicate")
    phases = nn.conv2d(padded, _phases(scale))
    count, _, height, width = phases.shape
    return phases.permute(0, 2, 1, 3).reshape(count, 1, height * scale, width)
