"""The training of film-tiny, part after part: ``python -m training film_tiny``."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import torch
from diffusers import AutoencoderKLTemporalDecoder

from restoration.generative.film_tiny import FILM_TINY_CPU, Widths, film_tiny
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.temporal import TemporalAdapter
from restoration.generative.temporal_autoencoder import TemporalAutoencoder
from training import course
from training.film_tiny import autoencoder, decoding, denoising, samples
from training.film_tiny.batches import drawn
from training.film_tiny.beginning import begun
from training.film_tiny.samples import Sample
from training.film_tiny.ship import HOME

HELD: Final = 72
"""Samples in the reservoir."""
MEASURED: Final = 12
"""Samples that the spread of the latents is measured on."""
LENGTHS: Final = (2, 4)
"""Pictures in a row that the adapter is shown."""
DECODED: Final = {1: 0.2, 3: 0.2, 4: 0.6}
"""Pictures in a row that a decoder in time is given, and how often: a shot's ends have fewer. Not two: gradients of a
convolution along time over two pictures, in bfloat16 on a CPU, are no numbers with torch 2.13.0."""
ROW: Final = 8
"""Pictures of a step of that part, at most."""
SLOWER: Final = 0.5
"""Of the rate, in that part, which begins with weights that were trained."""


@dataclass(frozen=True)
class Plan(course.Plan):
    """That of film-tiny.

    ``steps``: of the UNet; ``encoding`` and ``in_time``: of the autoencoder and of the adapter, which without any stays
    as it begins and changes nothing; ``decoding``: of the decoder, which with any sees neighbours. ``batch``: pictures.
    ``from_shipped``: the UNet is trained on from the weights that ship, whose encoder stays; the adapter begins anew,
    for it belongs to one UNet.
    """

    steps: int = 6_000
    batch: int = 6
    rate: float = 4e-4
    fresh: float = 0.2
    encoding: int = 4_000
    in_time: int = 1_000
    decoding: int = 0
    from_shipped: bool = False


def train(
    plan: Plan, folder: Path, *, until: float | None = None, widths: Widths = FILM_TINY_CPU
) -> FilmRestorationPipeline | None:
    """Train, or go on training, as ``course.trained_on`` does, and return the model; None where it is not done yet.

    ``folder`` has one folder for each part, with its checkpoint and curve. A part begins where those before it end, so
    only the last one may be trained on with more steps.
    """
    torch.manual_seed(plan.seed)
    model = _shipped(plan.device) if plan.from_shipped else film_tiny(widths)
    if not widths.decodes_in_time and not plan.from_shipped:
        begun(model.vae)
    for part in (_unet, _adapter, _decoder) if plan.from_shipped else (_autoencoder, _unet, _adapter, _decoder):
        if not part(model, plan, folder, until):
            return None
    return model


def _shipped(device: str) -> FilmRestorationPipeline:
    model = FilmRestorationPipeline.from_pretrained(HOME, dtype=torch.float32)
    model.vae.requires_grad_(False).to(device)
    model.register_modules(temporal=TemporalAdapter.beginning_for(model.unet, heads=FILM_TINY_CPU.heads))
    return model


def _making(model: FilmRestorationPipeline) -> Callable[[int], list[Sample]]:
    """Return what makes samples for a model, by seed."""
    return partial(samples.samples, side=samples.side_of(model.config.tile, model.factor), factor=model.factor)


def _autoencoder(model: FilmRestorationPipeline, plan: Plan, folder: Path, until: float | None) -> bool:
    vae = model.vae.to(plan.device)

    def wrong(held: Sequence[Sample], draw: random.Random, _step: int) -> torch.Tensor:
        length = _decoded(draw) if isinstance(vae, AutoencoderKLTemporalDecoder) else 1
        pieces = max(1, plan.batch // length)
        batch = drawn(held, draw, pieces=pieces, length=length, tile=model.config.tile, device=plan.device)
        return autoencoder.loss(vae, batch, draw, plan.device)

    taken = course.Course(_making(model), each=1, held=HELD, wrong=wrong, clip=1.0)
    optimiser = torch.optim.Adam(vae.parameters(), lr=plan.rate, betas=(0.9, 0.99))
    part = replace(plan, steps=plan.encoding)
    vae.load_state_dict(
        course.trained_on(taken, vae, optimiser, part, folder / "autoencoder", until=until).state_dict()
    )
    if is_over(until):
        return False
    vae.requires_grad_(False).to(plan.device)
    seeds = range(plan.seed - MEASURED, plan.seed)
    pictures = [torch.from_numpy(one.truth[0]).float() * 2 - 1 for seed in seeds for one in _making(model)(seed)]
    spread = autoencoder.spread_of(vae, torch.stack(pictures).to(plan.device))
    vae.register_to_config(scaling_factor=1 / spread)
    return True


def _unet(model: FilmRestorationPipeline, plan: Plan, folder: Path, until: float | None) -> bool:
    trainee = denoising.Trainee(model).to(plan.device)

    def wrong(held: Sequence[Sample], draw: random.Random, _step: int) -> torch.Tensor:
        batch = drawn(held, draw, pieces=plan.batch, length=1, tile=model.config.tile, device=plan.device)
        return denoising.loss(model, trainee, batch, draw)

    taken = course.Course(_making(model), each=1, held=HELD, wrong=wrong, clip=1.0)
    optimiser = torch.optim.Adam(trainee.parameters(), lr=plan.rate, betas=(0.9, 0.99))
    mean = course.trained_on(taken, trainee, optimiser, plan, folder / "unet", until=until)
    trainee.load_state_dict(mean.state_dict())
    trainee.requires_grad_(False)
    return not is_over(until)


def _adapter(model: FilmRestorationPipeline, plan: Plan, folder: Path, until: float | None) -> bool:
    adapter = model.temporal.to(plan.device)
    if plan.in_time == 0:
        return True

    def wrong(held: Sequence[Sample], draw: random.Random, _step: int) -> torch.Tensor:
        length = LENGTHS[draw.random() < 0.75]
        batch = drawn(held, draw, pieces=1, length=length, tile=model.config.tile, device=plan.device)
        with adapter.inside(model.unet):
            return denoising.loss(model, adapter, batch, draw)

    taken = course.Course(_making(model), each=1, held=HELD, wrong=wrong, clip=1.0)
    optimiser = torch.optim.Adam(adapter.parameters(), lr=plan.rate, betas=(0.9, 0.99))
    part = replace(plan, steps=plan.in_time)
    mean = course.trained_on(taken, adapter, optimiser, part, folder / "temporal", until=until)
    adapter.load_state_dict(mean.state_dict())
    return not is_over(until)


def _decoder(model: FilmRestorationPipeline, plan: Plan, folder: Path, until: float | None) -> bool:
    if plan.decoding == 0:
        return True
    before = model.vae
    vae = before if isinstance(before, AutoencoderKLTemporalDecoder) else TemporalAutoencoder.beginning_as(before)
    vae.decoder.requires_grad_(True)

    def wrong(held: Sequence[Sample], draw: random.Random, _step: int) -> torch.Tensor:
        length = _decoded(draw)
        pieces = ROW // length
        batch = drawn(held, draw, pieces=pieces, length=length, tile=model.config.tile, device=plan.device)
        return decoding.loss(vae, batch, draw)

    taken = course.Course(_making(model), each=1, held=HELD, wrong=wrong, clip=1.0)
    decoder = vae.to(plan.device).decoder
    optimiser = torch.optim.Adam(decoder.parameters(), lr=plan.rate, betas=(0.9, 0.99))
    part = replace(plan, steps=plan.decoding, rate=SLOWER * plan.rate)
    mean = course.trained_on(taken, decoder, optimiser, part, folder / "decoder", until=until)
    decoder.load_state_dict(mean.state_dict())
    vae.requires_grad_(False)
    model.register_modules(vae=vae)
    return not is_over(until)


def _decoded(draw: random.Random) -> int:
    (length,) = draw.choices(list(DECODED), weights=list(DECODED.values()))
    return length


def is_over(until: float | None) -> bool:
    """Say whether it is time to stop for now."""
    return until is not None and time.monotonic() >= until
