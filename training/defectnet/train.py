"""The training of DefectNet: ``python -m training defectnet``."""

import copy
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from restoration.models.defectnet.network import DefectNet
from restoration.models.defectnet.spec import KINDS
from training.checkpoint import Checkpoint
from training.defectnet.loss import loss
from training.defectnet.samples import CENTRES, SIDE, Sample, samples
from training.reservoir import Reservoir, made_beside

CROP: Final = 128
HELD: Final = 512
"""Samples in the reservoir."""
WARM_UP: Final = 200
MEAN_KEEP: Final = 0.999
SAVED_EVERY: Final = 100
TOLD_EVERY: Final = 20


@dataclass(frozen=True)
class Plan:
    """How to train: it is the same training only with the same plan.

    ``fresh``: new samples at each step. ``workers``: processes that make them; it changes nothing but time.
    """

    steps: int = 12_000
    batch: int = 8
    rate: float = 1e-3
    fresh: float = 0.5
    seed: int = 20261123
    device: str = "cpu"
    workers: int = 1


def train(plan: Plan, folder: Path, *, until: float | None = None) -> DefectNet:
    """Train, or go on training, and return the running mean of the network.

    ``folder`` keeps the checkpoint and ``curve.tsv`` (step, loss, seconds). ``until``: a time (``time.monotonic``) at
    which to stop for now.
    """
    torch.manual_seed(plan.seed)
    network = DefectNet().to(device=plan.device)
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=1e-4)
    state = Checkpoint(network, copy.deepcopy(network), optimiser)
    state.load(folder / "checkpoint.pt")
    with made_beside(samples, each=len(CENTRES), workers=plan.workers, seed=plan.seed) as made:
        reservoir = Reservoir(made, size=HELD, per_step=plan.fresh)
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
    assert isinstance(mean, DefectNet)  # noqa: S101 -- what was put in above
    return mean.cpu().eval()


def shipped(network: DefectNet) -> nn.Module:
    """Return the network as its weights file names its parts."""
    return nn.ModuleDict({"detect": network})


def _step(state: Checkpoint, held: Sequence[Sample], plan: Plan) -> float:
    draw = random.Random(f"{plan.seed}:{state.step}")  # noqa: S311 -- no secret, a seed
    shown, truth, weight = _batch(held, draw, plan.batch)
    for group in state.optimiser.param_groups:
        group["lr"] = plan.rate * _pace(state.step, plan.steps)
    with torch.autocast(plan.device, dtype=torch.bfloat16):
        logits = state.network(shown.to(plan.device, memory_format=torch.channels_last))
    wrong = loss(logits.float(), truth.to(plan.device), weight.to(plan.device))
    state.optimiser.zero_grad(set_to_none=True)
    wrong.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 1.0)
    state.optimiser.step()
    state.step += 1
    state.follow(min(MEAN_KEEP, state.step / (state.step + 10)))
    return float(wrong.detach())


def _pace(step: int, steps: int) -> float:
    """Return the part of the learning rate: a short warm-up, then half a cosine down to nearly nothing."""
    return min(1.0, (step + 1) / WARM_UP) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


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


def _tell(folder: Path, step: int, wrong: float, seconds: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "curve.tsv").open("a", encoding="utf-8") as curve:
        curve.write(f"{step}\t{wrong:.5f}\t{seconds:.0f}\n")
    print(f"step {step}: loss {wrong:.4f} over {len(KINDS)} kinds, {seconds:.0f} s", flush=True)
