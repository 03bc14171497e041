"""The training of FilmVSR: ``python -m training filmvsr``."""

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

from restoration.models.filmvsr.network import SLIGHT, STATE, FilmVSR, build
from restoration.models.filmvsr.spec import REDUCTION
from restoration.models.filmvsr.window import Motion, enhanced
from training.checkpoint import Checkpoint
from training.filmvsr.batches import Batch, drawn
from training.filmvsr.loss import CLEANED_SHARE, TEMPORAL_SHARE, fidelity, unsteadiness
from training.filmvsr.samples import Sample, samples
from training.reservoir import Reservoir, made_beside

HELD: Final = 192
"""Samples in the reservoir."""
WARM_UP: Final = 60
SHORT, LONG, SHORT_SHARE = 3, 6, 0.6
"""Pictures in a row: first few, for much of a picture is learnt without its neighbours; then more, for the state."""
MEAN_KEEP: Final = 0.998
SAVED_EVERY: Final = 50
TOLD_EVERY: Final = 20


@dataclass(frozen=True)
class Plan:
    """How to train: it is the same training only with the same plan.

    ``fresh``: new samples at each step. ``workers``: processes that make them; it changes nothing but time.
    """

    steps: int = 20_000
    batch: int = 4
    rate: float = 5e-4
    fresh: float = 0.25
    seed: int = 20261123
    device: str = "cpu"
    workers: int = 1


class Trainee(nn.Module):
    """The network, and what shows whether its features are those of clean pictures: RealBasicVSR's cleaning loss."""

    def __init__(self) -> None:
        super().__init__()
        self.network = build()
        self.shows = nn.Conv2d(STATE, 3 * REDUCTION**2, 1)
        nn.init.zeros_(self.shows.weight)


def train(plan: Plan, folder: Path, *, until: float | None = None) -> FilmVSR:
    """Train, or go on training, and return the running mean of the network.

    ``folder`` keeps the checkpoint and ``curve.tsv`` (step, loss, seconds). ``until``: a time (``time.monotonic``) at
    which to stop for now.
    """
    torch.manual_seed(plan.seed)
    trainee = Trainee().to(plan.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.Adam(trainee.parameters(), lr=plan.rate, betas=(0.9, 0.99))
    state = Checkpoint(trainee, copy.deepcopy(trainee), optimiser)
    state.load(folder / "checkpoint.pt")
    with made_beside(samples, each=1, workers=plan.workers, seed=plan.seed) as made:
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
    assert isinstance(mean, Trainee)  # noqa: S101 -- what was put in above
    return mean.network.cpu().eval()


def _step(state: Checkpoint, held: Sequence[Sample], plan: Plan) -> float:
    draw = random.Random(f"{plan.seed}:{state.step}")  # noqa: S311 -- no secret, a seed
    batch = drawn(held, draw, plan.batch, SHORT if state.step < SHORT_SHARE * plan.steps else LONG, plan.device)
    for group in state.optimiser.param_groups:
        group["lr"] = plan.rate * _pace(state.step, plan.steps)
    assert isinstance(state.network, Trainee)  # noqa: S101 -- what was put in above
    wrong = loss(state.network, batch, plan.device)
    state.optimiser.zero_grad(set_to_none=True)
    wrong.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 0.5)
    state.optimiser.step()
    state.step += 1
    state.follow(min(MEAN_KEEP, state.step / (state.step + 10)))
    return float(wrong.detach())


def loss(trainee: Trainee, batch: Batch, device: str) -> torch.Tensor:
    """Return fidelity, plus that of the features, plus unsteadiness along the motion."""
    seen: list[torch.Tensor] = []
    parts = {name: _Rounded(part, device) for name, part in trainee.network.named_children()}
    show = _Rounded(trainee.shows, device)

    def extract(pictures: torch.Tensor) -> torch.Tensor:
        seen.append(parts["extract"](pictures))
        return seen[-1]

    motions = [
        Motion(before if place else None, after if place < len(batch.shown) - 1 else None)
        for place, (before, after) in enumerate(zip(batch.before, batch.after, strict=True))
    ]
    places = range(len(batch.shown))
    answers = enhanced({**parts, "extract": extract}, batch.shown, motions, scale=batch.scale, kept=places)
    wrong = [answer - truth for answer, truth in zip(answers, batch.truth, strict=True)]
    cleaned = [SLIGHT * functional.pixel_shuffle(show(features), REDUCTION) for features in seen]
    small = [_shrunk(truth, batch.scale) for truth in batch.truth]
    soft = [fidelity(shown + clean, truth) for shown, clean, truth in zip(batch.shown, cleaned, small, strict=True)]
    far = torch.stack([fidelity(one, torch.zeros_like(one)) for one in wrong]).mean()
    return far + CLEANED_SHARE * torch.stack(soft).mean() + TEMPORAL_SHARE * unsteadiness(wrong, batch.before)


@dataclass(frozen=True)
class _Rounded:
    """A part computed in bfloat16, as fast back ends do; what lies between the parts is not."""

    part: nn.Module
    device: str

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        with torch.autocast(self.device, dtype=torch.bfloat16):
            answer: torch.Tensor = self.part(*planes)
        return answer.float()


def _shrunk(truth: torch.Tensor, scale: int) -> torch.Tensor:
    return truth if scale == 1 else functional.avg_pool2d(truth, scale)


def _pace(step: int, steps: int) -> float:
    """Return the part of the learning rate: a short warm-up, then half a cosine down to nearly nothing."""
    return min(1.0, (step + 1) / WARM_UP) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


def _tell(folder: Path, step: int, wrong: float, seconds: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "curve.tsv").open("a", encoding="utf-8") as curve:
        curve.write(f"{step}\t{wrong:.6f}\t{seconds:.0f}\n")
    print(f"step {step}: loss {wrong:.5f}, {seconds:.0f} s", flush=True)
