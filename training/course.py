"""The course of every training: fresh samples, steps at a pace that comes down, a running mean, a checkpoint."""

import copy
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

import numpy as np
import torch
from torch import nn

from training.checkpoint import Checkpoint
from training.reservoir import Reservoir, made_beside

SampleT = TypeVar("SampleT")
NetworkT = TypeVar("NetworkT", bound=nn.Module)

SAVED_EVERY: Final = 50
TOLD_EVERY: Final = 20


@dataclass(frozen=True)
class Plan:
    """How to train: it is the same training only with the same plan.

    ``rate``: the greatest. ``fresh``: new samples at each step. ``workers``: processes that make them; it changes
    nothing but time.
    """

    steps: int
    batch: int
    rate: float
    fresh: float
    seed: int = 20261123
    device: str = "cpu"
    workers: int = 1


@dataclass(frozen=True)
class Course(Generic[SampleT]):
    """What belongs to a network and not to a plan.

    ``samples``: those of a seed, ``each`` of them; ``held`` are drawn from. ``wrong``: how wrong the network is at a
    step, on what it draws of them. ``warm_up``: steps in which the pace rises; ``lowest``: part of the rate that is
    left at the end. ``keep``: of the running mean at each step. ``clip``: the greatest norm of a gradient.
    """

    samples: Callable[[int], Sequence[SampleT]]
    each: int
    held: int
    wrong: Callable[[Sequence[SampleT], random.Random, int], torch.Tensor]
    warm_up: int = 60
    lowest: float = 0.01
    keep: float = 0.998
    clip: float = 0.5


def trained_on(
    course: Course[SampleT],
    network: NetworkT,
    optimiser: torch.optim.Optimizer,
    plan: Plan,
    folder: Path,
    *,
    until: float | None = None,
) -> NetworkT:
    """Train, or go on training, and return the running mean of the network.

    ``folder`` keeps the checkpoint and ``curve.tsv`` (step, loss, seconds). ``until``: a time (``time.monotonic``) at
    which to stop for now.
    """
    mean = copy.deepcopy(network)
    state = Checkpoint(network, mean, optimiser)
    state.load(folder / "checkpoint.pt")
    with made_beside(course.samples, each=course.each, workers=plan.workers, seed=plan.seed) as made:
        reservoir = Reservoir(made, size=course.held, per_step=plan.fresh)
        told: list[float] = []
        began = time.monotonic()
        while state.step < plan.steps and (until is None or time.monotonic() < until):
            told.append(_step(state, reservoir.at(state.step), plan, course))
            if state.step % TOLD_EVERY == 0:
                _tell(folder, state.step, float(np.mean(told)), time.monotonic() - began)
                told.clear()
            if state.step % SAVED_EVERY == 0:
                state.save(folder / "checkpoint.pt")
    state.save(folder / "checkpoint.pt")
    return mean.cpu().eval()


@dataclass(frozen=True)
class Rounded:
    """A part of a network computed in bfloat16, as fast back ends do; what lies between the parts is not."""

    part: nn.Module
    device: str

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        with torch.autocast(self.device, dtype=torch.bfloat16):
            answer: torch.Tensor = self.part(*planes)
        return answer.float()


def _step(state: Checkpoint, held: Sequence[SampleT], plan: Plan, course: Course[SampleT]) -> float:
    draw = random.Random(f"{plan.seed}:{state.step}")  # noqa: S311 -- no secret, a seed
    for group in state.optimiser.param_groups:
        group["lr"] = plan.rate * _pace(state.step, plan.steps, course)
    wrong = course.wrong(held, draw, state.step)
    state.optimiser.zero_grad(set_to_none=True)
    wrong.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), course.clip)
    state.optimiser.step()
    state.step += 1
    state.follow(min(course.keep, state.step / (state.step + 10)))
    return float(wrong.detach())


def _pace(step: int, steps: int, course: Course[SampleT]) -> float:
    """Return the part of the learning rate: a short warm-up, then half a cosine down to nearly nothing."""
    coming_down = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    return min(1.0, (step + 1) / course.warm_up) * (course.lowest + (1 - course.lowest) * coming_down)


def _tell(folder: Path, step: int, wrong: float, seconds: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "curve.tsv").open("a", encoding="utf-8") as curve:
        curve.write(f"{step}\t{wrong:.6f}\t{seconds:.0f}\n")
    print(f"step {step}: loss {wrong:.5f}, {seconds:.0f} s", flush=True)
