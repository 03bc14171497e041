"""The training of FrameNet: ``python -m training framenet``."""

import copy
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from restoration.models.framenet.fusion import made, plans
from restoration.models.framenet.network import FrameNet, build
from training.checkpoint import Checkpoint
from training.framenet.batches import Batch, drawn
from training.framenet.loss import wrongness
from training.framenet.samples import EACH, Sample, samples
from training.reservoir import Reservoir, made_beside

HELD: Final = 256
"""Samples in the reservoir."""
WARM_UP: Final = 60
COARSER_SHARE: Final = 0.3
"""Of what the coarse and the middle look would make, against the fine one's: they learn sooner."""
MEAN_KEEP: Final = 0.998
SAVED_EVERY: Final = 50
TOLD_EVERY: Final = 20


@dataclass(frozen=True)
class Plan:
    """How to train: it is the same training only with the same plan.

    ``fresh``: new samples at each step. ``workers``: processes that make them; it changes nothing but time.
    """

    steps: int = 3_000
    batch: int = 4
    rate: float = 5e-4
    fresh: float = 0.5
    seed: int = 20261123
    device: str = "cpu"
    workers: int = 1


def train(plan: Plan, folder: Path, *, until: float | None = None) -> FrameNet:
    """Train, or go on training, and return the running mean of the network.

    ``folder`` keeps the checkpoint and ``curve.tsv`` (step, loss, seconds). ``until``: a time (``time.monotonic``) at
    which to stop for now.
    """
    torch.manual_seed(plan.seed)
    network = build().to(plan.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.Adam(network.parameters(), lr=plan.rate, betas=(0.9, 0.99))
    state = Checkpoint(network, copy.deepcopy(network), optimiser)
    state.load(folder / "checkpoint.pt")
    with made_beside(samples, each=EACH, workers=plan.workers, seed=plan.seed) as fresh:
        reservoir = Reservoir(fresh, size=HELD, per_step=plan.fresh)
        told: list[float] = []
        began = time.monotonic()
        while state.step < plan.steps and (until is None or time.monotonic() < until):
            told.append(_step(state, reservoir.at(state.step), plan))
            if state.step % TOLD_EVERY == 0:
                _tell(folder, state.step, float(np.mean(told)), time.monotonic() - began)
                told.clear()
            if state.step % SAVED_EVERY == 0:
                state.save(folder / "checkpoint.pt")
    state.save(folder / "checkpoint.pt")
    mean = state.mean
    assert isinstance(mean, FrameNet)  # noqa: S101 -- what was put in above
    return mean.cpu().eval()


def _step(state: Checkpoint, held: Sequence[Sample], plan: Plan) -> float:
    draw = random.Random(f"{plan.seed}:{state.step}")  # noqa: S311 -- no secret, a seed
    batch = drawn(held, draw, plan.batch, plan.device)
    for group in state.optimiser.param_groups:
        group["lr"] = plan.rate * _pace(state.step, plan.steps)
    wrong = loss(state.network, batch, plan.device)
    state.optimiser.zero_grad(set_to_none=True)
    wrong.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 0.5)
    state.optimiser.step()
    state.step += 1
    state.follow(min(MEAN_KEEP, state.step / (state.step + 10)))
    return float(wrong.detach())


def loss(network: nn.Module, batch: Batch, device: str) -> torch.Tensor:
    """Return how wrong the network's pictures are, those of its coarser looks at their size a little too."""
    parts = {name: _Rounded(part, device) for name, part in network.named_children()}
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


@dataclass(frozen=True)
class _Rounded:
    """A part computed in bfloat16, as fast back ends do; what lies between the parts is not."""

    part: nn.Module
    device: str

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        with torch.autocast(self.device, dtype=torch.bfloat16):
            answer: torch.Tensor = self.part(*planes)
        return answer.float()


def _pace(step: int, steps: int) -> float:
    """Return the part of the learning rate: a short warm-up, then half a cosine down to nearly nothing."""
    return min(1.0, (step + 1) / WARM_UP) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


def _tell(folder: Path, step: int, wrong: float, seconds: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "curve.tsv").open("a", encoding="utf-8") as curve:
        curve.write(f"{step}\t{wrong:.6f}\t{seconds:.0f}\n")
    print(f"step {step}: loss {wrong:.5f}, {seconds:.0f} s", flush=True)
