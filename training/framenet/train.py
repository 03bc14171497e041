"""The training of FrameNet: ``python -m training framenet``."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import nn
from torch.nn import functional

from restoration.models.framenet.fusion import made, plans
from restoration.models.framenet.network import FrameNet, build
from training import course
from training.framenet.batches import Batch, drawn
from training.framenet.loss import wrongness
from training.framenet.samples import EACH, Sample, samples

HELD: Final = 256
"""Samples in the reservoir."""
COARSER_SHARE: Final = 0.3
"""Of what the coarse and the middle look would make, against the fine one's: they learn sooner."""


@dataclass(frozen=True)
class Plan(course.Plan):
    """That of FrameNet."""

    steps: int = 3_000
    batch: int = 4
    rate: float = 5e-4
    fresh: float = 0.5


def train(plan: Plan, folder: Path, *, until: float | None = None) -> FrameNet:
    """Train, or go on training, as ``course.trained_on`` does, and return the network."""
    torch.manual_seed(plan.seed)
    network: FrameNet = build().to(plan.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.Adam(network.parameters(), lr=plan.rate, betas=(0.9, 0.99))

    def wrong(held: Sequence[Sample], draw: random.Random, _step: int) -> torch.Tensor:
        return loss(network, drawn(held, draw, plan.batch, plan.device), plan.device)

    taken = course.Course(samples, each=EACH, held=HELD, wrong=wrong)
    return course.trained_on(taken, network, optimiser, plan, folder, until=until)


def loss(network: nn.Module, batch: Batch, device: str) -> torch.Tensor:
    """Return how wrong the network's pictures are, those of its coarser looks at their size a little too."""
    parts = {name: course.Rounded(part, device) for name, part in network.named_children()}
    wrong = torch.zeros(())
    for plan in plans(parts, batch.before, batch.after, batch.ways, batch.share):
        smaller = batch.truth.shape[-1] // plan.flows.shape[-1]
        before, after, truth, counts = (
            functional.avg_pool2d(one, smaller) if smaller > 1 else one
            for one in (batch.before, batch.after, batch.truth, batch.counts)
        )
        part = wrongness(made(plan, before, after), truth, counts)
        wrong = part + (COARSER_SHARE * wrong if smaller == 1 else wrong)
    return wrong
