"""The last part: a decoder that sees neighbours, so that what is in one picture's latents alone does not flicker.

Encoder and UNet stay as they are. The decoder is given latents of pictures with noise on each, as wrong as those that
the UNet draws, and makes the pictures again. What neighbours agree in is the film's, and is kept as it is; the loss is
that of pictures and of their changes from each to the next (as Blattmann et al., 2023, trained theirs, without noise).
Trained on what the UNet drew, against the true pictures, it learnt to draw nothing: a detail at the wrong place costs
more than none.
"""

import random
from typing import Final

import torch

from restoration.generative.temporal_autoencoder import TemporalAutoencoder
from training.film_tiny.autoencoder import FAITHFUL_SHARE, difference
from training.film_tiny.batches import Batch
from training.film_tiny.denoising import latents_of, spread

MOST_NOISE: Final = 0.3
"""Of the spread of latents. Those that the UNet draws with the stage's defaults are wrong by 0.2."""
CHANGE_SHARE: Final = 1.0
"""Of what is wrong with the change from a picture to the next."""


def loss(vae: TemporalAutoencoder, batch: Batch, draw: random.Random) -> torch.Tensor:
    """Return how far pictures are from themselves after the way through noised latents, and their changes as well."""
    pictures = batch.faithful if draw.random() < FAITHFUL_SHARE else batch.truth
    pieces, device = len(pictures) // batch.length, pictures.device
    latents = latents_of(vae, pictures)
    strength = spread([MOST_NOISE * draw.random() for _ in range(pieces)], batch.length, device)
    chance = torch.Generator().manual_seed(draw.getrandbits(62))
    noise = torch.randn(latents.shape, generator=chance).to(device)
    noised = latents + strength[:, None, None, None] * noise
    with torch.autocast(device.type, dtype=torch.bfloat16):
        decoded = vae.decode(noised / vae.config.scaling_factor, num_frames=batch.length).sample
    answer = decoded.float()
    wrong = difference(answer, pictures)
    if batch.length == 1:
        return wrong
    changes, wanted = (one.unflatten(0, (-1, batch.length)).diff(dim=1).flatten(0, 1) for one in (answer, pictures))
    return wrong + CHANGE_SHARE * difference(changes, wanted)
