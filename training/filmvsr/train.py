"""The training of FilmVSR: ``python -m training filmvsr``."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import nn
from torch.nn import functional

from restoration.models.filmvsr.network import SLIGHT, STATE, FilmVSR, build
from restoration.models.filmvsr.spec import REDUCTION
from restoration.models.filmvsr.window import Motion, enhanced
from training import course
from training.filmvsr.batches import Batch, drawn
from training.filmvsr.loss import CLEANED_SHARE, TEMPORAL_SHARE, fidelity, unsteadiness
from training.filmvsr.samples import Sample, samples

HELD: Final = 192
"""Samples in the reservoir."""
SHORT, LONG, SHORT_SHARE = 3, 6, 0.6
"""Pictures in a row: first few, for much of a picture is learnt without its neighbours; then more, for the state."""


@dataclass(frozen=True)
class Plan(course.Plan):
    """That of FilmVSR."""

    steps: int = 20_000
    batch: int = 4
    rate: float = 5e-4
    fresh: float = 0.25


class Trainee(nn.Module):
    """The network, and what shows whether its features are those of clean pictures: RealBasicVSR's cleaning loss."""

    def __init__(self) -> None:
        super().__init__()
        self.network = build()
        self.shows = nn.Conv2d(STATE, 3 * REDUCTION**2, 1)
        nn.init.zeros_(self.shows.weight)


def train(plan: Plan, folder: Path, *, until: float | None = None) -> FilmVSR:
    """Train, or go on training, as ``course.trained_on`` does, and return the network."""
    torch.manual_seed(plan.seed)
    trainee = Trainee().to(plan.device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.Adam(trainee.parameters(), lr=plan.rate, betas=(0.9, 0.99))

    def wrong(held: Sequence[Sample], draw: random.Random, step: int) -> torch.Tensor:
        in_a_row = SHORT if step < SHORT_SHARE * plan.steps else LONG
        return loss(trainee, drawn(held, draw, plan.batch, in_a_row, plan.device), plan.device)

    taken = course.Course(samples, each=1, held=HELD, wrong=wrong)
    return course.trained_on(taken, trainee, optimiser, plan, folder, until=until).network


def loss(trainee: Trainee, batch: Batch, device: str) -> torch.Tensor:
    """Return fidelity, plus that of the features, plus unsteadiness along the motion."""
    seen: list[torch.Tensor] = []
    parts = {name: course.Rounded(part, device) for name, part in trainee.network.named_children()}
    show = course.Rounded(trainee.shows, device)

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


def _shrunk(truth: torch.Tensor, scale: int) -> torch.Tensor:
    return truth if scale == 1 else functional.avg_pool2d(truth, scale)
