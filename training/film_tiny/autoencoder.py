"""The first part: an autoencoder whose latents the UNet draws.

It is shown what pipelines show it: faithful pictures, and pictures as they should look.
"""

import random
from typing import Final, TypeAlias

import torch
from diffusers import AutoencoderKL, AutoencoderKLTemporalDecoder
from torch.nn import functional

from training.film_tiny.batches import Batch

Autoencoder: TypeAlias = AutoencoderKL | AutoencoderKLTemporalDecoder

FAITHFUL_SHARE: Final = 0.3
"""Batches of faithful pictures; the others are of true ones."""
GRADIENT_SHARE: Final = 0.5
PRIOR_SHARE: Final = 3e-5
"""Of the Kullback-Leibler distance to white noise: enough that latents stay small, and that close ones look alike."""
TONE_SHARE: Final = 0.1
"""Of what is wrong with the mean of a piece: pipelines take tone from the faithful picture, whatever is drawn, and
without this the noise of the tones of few pieces hides what could be learnt of their detail."""
SCALES: Final = (1, 2, 4)
"""Pictures are compared at their size and so many times smaller."""


def loss(vae: Autoencoder, batch: Batch, draw: random.Random, device: str) -> torch.Tensor:
    """Return how far pictures are from themselves after the way through latents, and how far these are from noise."""
    pictures = batch.faithful if draw.random() < FAITHFUL_SHARE else batch.truth
    with torch.autocast(device, dtype=torch.bfloat16):
        posterior = vae.encode(pictures).latent_dist
    noise = torch.randn(posterior.mean.shape, generator=torch.Generator().manual_seed(draw.getrandbits(62)))
    mean, spread = posterior.mean.float(), posterior.std.float()
    latents = mean + spread * noise.to(mean.device)
    more = {"num_frames": batch.length} if isinstance(vae, AutoencoderKLTemporalDecoder) else {}
    with torch.autocast(device, dtype=torch.bfloat16):
        answers = vae.decode(latents, **more).sample
    prior = 0.5 * (mean**2 + spread**2 - 1 - 2 * spread.log()).mean()
    return difference(answers.float(), pictures) + PRIOR_SHARE * prior


def difference(answer: torch.Tensor, picture: torch.Tensor) -> torch.Tensor:
    """Return the mean absolute difference of two pictures and, in part, of their gradients, over several sizes."""
    total = torch.zeros((), device=answer.device)
    off = toneless(answer - picture)
    for scale in SCALES:
        wrong = functional.avg_pool2d(off, scale)
        gradients = [wrong.diff(dim=axis).abs().mean() for axis in (-1, -2)]
        total = total + wrong.abs().mean() + GRADIENT_SHARE * torch.stack(gradients).mean()
    return total / len(SCALES)


def toneless(wrong: torch.Tensor) -> torch.Tensor:
    """Return what is wrong, N x C x H x W, with little of the mean of each channel of a piece."""
    return wrong - (1 - TONE_SHARE) * wrong.mean(dim=(2, 3), keepdim=True)


@torch.no_grad()
def spread_of(vae: Autoencoder, pictures: torch.Tensor) -> float:
    """Return how far latents of pictures N x 3 x H x W (-1..1) lie from 0: the root of their mean square."""
    latents = vae.encode(pictures).latent_dist.mode()
    return float(latents.square().mean().sqrt())
