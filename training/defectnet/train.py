"""The training of DefectNet: ``python -m training defectnet``."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from restoration.models.defectnet.network import DefectNet
from restoration.models.defectnet.spec import SPEC
from restoration.models.weights import read_network
from training import course
from training.defectnet.loss import loss
from training.defectnet.samples import CENTRES, SIDE, Sample, samples

CROP: Final = 128
HELD: Final = 512
"""Samples in the reservoir."""


@dataclass(frozen=True)
class Plan(course.Plan):
    """That of DefectNet. ``from_shipped``: it begins from the weights that ship, not from random ones."""

    steps: int = 12_000
    batch: int = 8
    rate: float = 1e-3
    fresh: float = 0.5
    from_shipped: bool = False


def train(plan: Plan, folder: Path, *, until: float | None = None) -> DefectNet:
    """Train, or go on training, as ``course.trained_on`` does, and return the network.

    Raises ModelBroken for a plan that begins from weights which are not there.
    """
    torch.manual_seed(plan.seed)
    network = DefectNet()
    if plan.from_shipped:
        network.load_state_dict(read_network(SPEC).get_submodule("detect").state_dict())
    network.to(device=plan.device)
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=1e-4)

    def wrong(held: Sequence[Sample], draw: random.Random, _step: int) -> torch.Tensor:
        shown, truth, weight = _batch(held, draw, plan.batch)
        logits = course.Rounded(network, plan.device)(shown.to(plan.device, memory_format=torch.channels_last))
        return loss(logits, truth.to(plan.device), weight.to(plan.device))

    taken = course.Course(samples, len(CENTRES), HELD, wrong, warm_up=200, lowest=0.02, keep=0.999, clip=1.0)
    return course.trained_on(taken, network, optimiser, plan, folder, until=until)


def shipped(network: DefectNet) -> nn.Module:
    """Return the network as its weights file names its parts."""
    return nn.ModuleDict({"detect": network})


def _batch(held: Sequence[Sample], draw: random.Random, count: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    shown, truths, weights = [], [], []
    for _ in range(count):
        sample = held[draw.randrange(len(held))]
        top, left = (draw.randrange((SIDE - CROP) // 8 + 1) * 8 for _ in range(2))
        flips = [axis for axis in (-1, -2) if draw.random() < 0.5]
        crop = np.s_[..., top : top + CROP, left : left + CROP]
        shown.append(_flipped(sample.features[crop].astype(np.float32), flips))
        truths.append(_flipped(sample.truth[crop].astype(np.float32), flips))
        weights.append(_flipped(sample.weight[crop][None].astype(np.float32), flips))
    return torch.stack(shown), torch.stack(truths), torch.stack(weights)


def _flipped(planes: npt.NDArray[np.float32], axes: Sequence[int]) -> torch.Tensor:
    return torch.from_numpy(np.flip(planes, tuple(axes)).copy())
