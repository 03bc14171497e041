"""The small model of our own, as it begins: what training fills, and what is never to be taken for a large one.

The same classes and interface as a model with 473 million parameters on the Stable Diffusion x4 upscaler's pattern, at
a size that a single GPU trains in minutes: a temporal autoencoder of 3.0 M, a UNet of 16.1 M, an adapter of 0.4 M.
"""

from dataclasses import dataclass
from typing import Final

import torch
from diffusers import AutoencoderKLTemporalDecoder, DDIMScheduler, DDPMScheduler, UNet2DConditionModel

from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.prompts import PromptEmbeddings
from restoration.generative.temporal import TemporalAdapter


@dataclass(frozen=True)
class Widths:
    """The size of a model: channels of the blocks of its autoencoder and its UNet, multiples of 32, and its heads.

    The autoencoder makes pictures 2 ** (blocks - 1) times smaller. ``words``, ``tokens``: of the prompts.
    """

    autoencoder: tuple[int, ...]
    unet: tuple[int, ...]
    layers: int
    heads: int
    words: int
    tokens: int
    tile: int
    window: int


FILM_TINY: Final = Widths(
    autoencoder=(64, 64, 128), unet=(64, 128, 192), layers=2, heads=4, words=64, tokens=4, tile=64, window=8
)


def film_tiny(widths: Widths = FILM_TINY) -> FilmRestorationPipeline:
    """Return a model of that size with random weights, from torch's own random state: nothing is trained yet.

    The ``scaling_factor`` of its autoencoder is 1 until training has measured the spread of its latents.
    """
    vae = AutoencoderKLTemporalDecoder(
        block_out_channels=widths.autoencoder,
        down_block_types=("DownEncoderBlock2D",) * len(widths.autoencoder),
        layers_per_block=1,
        latent_channels=4,
        scaling_factor=1.0,
    )
    deep = len(widths.unet) - 1
    unet = UNet2DConditionModel(
        in_channels=7,
        out_channels=4,
        block_out_channels=widths.unet,
        layers_per_block=widths.layers,
        down_block_types=("DownBlock2D", *("CrossAttnDownBlock2D",) * deep),
        up_block_types=(*("CrossAttnUpBlock2D",) * deep, "UpBlock2D"),
        attention_head_dim=widths.heads,
        cross_attention_dim=widths.words,
        num_class_embeds=1000,
        use_linear_projection=True,
    )
    prompts = PromptEmbeddings(tokens=widths.tokens, width=widths.words)
    for words in prompts.parameters():
        torch.nn.init.normal_(words)
    noising = {"beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "scaled_linear"}
    return FilmRestorationPipeline(
        vae=vae,
        unet=unet,
        temporal=TemporalAdapter.beginning_for(unet, heads=widths.heads),
        prompts=prompts,
        scheduler=DDIMScheduler(
            **noising, prediction_type="v_prediction", clip_sample=False, set_alpha_to_one=False, steps_offset=1
        ),
        low_res_scheduler=DDPMScheduler(**noising),
        tile=widths.tile,
        window=widths.window,
    )
