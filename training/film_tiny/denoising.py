"""The second and the third part: a UNet that finds the clean latents of pictures, then what lets it see neighbours.

It is trained on what pipelines give it: latents of a film's own pictures, noised, beside the worn picture. They start
with noise of the default strength at most times, so most steps are drawn from those with less. So weak a noise does not
hide whether latents are those of a faithful picture or of a true one: often they are on the way between, as they are in
a restoration, and the clean ones are always those of the true picture (as in ResShift, Yue et al., NeurIPS 2023).
"""

import random
from dataclasses import dataclass
from typing import Final

import torch
from diffusers import AutoencoderKLTemporalDecoder
from torch import nn
from torch.nn import functional

from restoration.generative.control import MAX_NOISE_LEVEL
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.sampling import clean_of
from training.film_tiny.autoencoder import toneless
from training.film_tiny.batches import Batch

USED_STEPS, USED_SHARE = 450, 0.9
"""Steps up to this one are most of those that are drawn, the lower ones more often."""
SOFT_SHARE: Final = 0.6
"""Pieces whose latents are on the way from faithful ones to true ones, nearer to where they begin."""
NEGATIVE_SHARE, EMPTY_SHARE = 0.1, 0.1
"""Pieces that are asked for by the negative prompt, whose truth is the worn picture, and by no words."""
LEAST: Final = 0.1
"""What is added to the variance of the noise that a difference of latents is divided by."""


@dataclass(frozen=True)
class Noised:
    """What the UNet is given, and the clean latents it should find: N x 4 x h x w."""

    noisy: torch.Tensor
    clean: torch.Tensor
    shown: torch.Tensor
    timesteps: torch.Tensor
    levels: torch.Tensor
    words: torch.Tensor


class Trainee(nn.Module):
    """The UNet, and the prompts that it learns with it."""

    def __init__(self, model: FilmRestorationPipeline) -> None:
        super().__init__()
        self.unet, self.prompts = model.unet, model.prompts


def loss(model: FilmRestorationPipeline, trainee: nn.Module, batch: Batch, draw: random.Random) -> torch.Tensor:
    """Return how far the UNet's clean latents are from true ones, weak noise counting more.

    ``model`` has the frozen parts, ``trainee`` what is trained in their place: a ``Trainee``, or a temporal adapter.
    """
    prompts = trainee.prompts if isinstance(trainee, Trainee) else model.prompts
    given = noised(model, prompts, batch, draw)
    unet = trainee.unet if isinstance(trainee, Trainee) else model.unet
    return wrongness(model, predicted(unet, given), given)


def noised(model: FilmRestorationPipeline, prompts: nn.Module, batch: Batch, draw: random.Random) -> Noised:
    """Return a batch as the UNet is given it; pictures of one piece have one step, one noise level and one prompt."""
    pieces = len(batch.truth) // batch.length
    device = batch.truth.device
    asked = [draw.random() for _ in range(pieces)]
    is_bad = torch.tensor([one < NEGATIVE_SHARE for one in asked]).repeat_interleave(batch.length).to(device)
    worn = functional.interpolate(batch.shown, size=batch.truth.shape[-2:], mode="bicubic").clamp(-1, 1)
    wanted = torch.where(is_bad[:, None, None, None], worn, batch.truth)
    clean, soft = (latents_of(model.vae, one) for one in (wanted, batch.faithful))
    softness = [draw.random() ** 0.5 if draw.random() < SOFT_SHARE else 0.0 for _ in range(pieces)]
    begun = torch.lerp(clean, soft, spread(softness, batch.length, device)[:, None, None, None])
    timesteps = spread([_timestep(draw) for _ in range(pieces)], batch.length, device).long()
    levels = spread([MAX_NOISE_LEVEL * draw.random() ** 3 for _ in range(pieces)], batch.length, device).long()
    chance = torch.Generator().manual_seed(draw.getrandbits(62))
    noise, grain = (torch.randn(one.shape, generator=chance).to(device) for one in (clean, batch.shown))
    return Noised(
        noisy=model.scheduler.add_noise(begun, noise, timesteps),
        clean=clean,
        shown=model.low_res_scheduler.add_noise(batch.shown, grain, levels),
        timesteps=timesteps,
        levels=levels,
        words=torch.cat([_words(prompts, one).expand(batch.length, -1, -1) for one in asked]),
    )


def wrongness(model: FilmRestorationPipeline, answer: torch.Tensor, given: Noised) -> torch.Tensor:
    """Return the mean square of what is wrong with the clean latents, over the variance of the noise."""
    steps = given.timesteps[:, None, None, None]
    found = clean_of(model.scheduler, answer, given.noisy, steps)
    variance = 1 - model.scheduler.alphas_cumprod.to(found.device)[steps]
    return (toneless(found - given.clean) ** 2 / (variance + LEAST)).mean()


def predicted(unet: nn.Module, given: Noised) -> torch.Tensor:
    """Return the UNet's prediction."""
    with torch.autocast(given.noisy.device.type, dtype=torch.bfloat16):
        answer: torch.Tensor = unet(
            torch.cat([given.noisy, given.shown], dim=1),
            given.timesteps,
            encoder_hidden_states=given.words,
            class_labels=given.levels,
        ).sample
    return answer.float()


@torch.no_grad()
def latents_of(vae: AutoencoderKLTemporalDecoder, pictures: torch.Tensor) -> torch.Tensor:
    """Return the latents of pictures, -1..1, scaled as the UNet takes them."""
    with torch.autocast(pictures.device.type, dtype=torch.bfloat16):
        latents: torch.Tensor = vae.encode(pictures).latent_dist.mode()
    return latents.float() * vae.config.scaling_factor


def _timestep(draw: random.Random) -> float:
    usual, chance = draw.random() < USED_SHARE, draw.random()
    return USED_STEPS * chance**1.5 if usual else 1000 * chance


def _words(prompts: nn.Module, asked: float) -> torch.Tensor:
    if asked < NEGATIVE_SHARE:
        return prompts.get_parameter("negative")
    return prompts.get_parameter("empty" if asked < NEGATIVE_SHARE + EMPTY_SHARE else "quality")


def spread(of_pieces: list[float], length: int, device: torch.device) -> torch.Tensor:
    """Return a number of each piece for each of its pictures."""
    return torch.tensor(of_pieces).repeat_interleave(length).to(device)
