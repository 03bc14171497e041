"""The small model of our own, as it begins: what training fills, and what is never to be taken for a large one.

The same classes and interface as a model with 473 million parameters on the Stable Diffusion x4 upscaler's pattern, in
two sizes: ``FILM_TINY_CPU``, which is what ships, and ``FILM_TINY`` for those who train it on a GPU.
"""

from dataclasses import dataclass
from typing import Final

import torch
from diffusers import AutoencoderKL, AutoencoderKLTemporalDecoder, DDIMScheduler, DDPMScheduler, UNet2DConditionModel

from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.prompts import PromptEmbeddings
from restoration.generative.temporal import TemporalAdapter

GROUPS: Final = 32
"""Of channels that are normalised together, in networks of the usual size; a temporal decoder has no other number."""


@dataclass(frozen=True)
class Widths:
    """The size of a model: channels of the blocks of its autoencoder and its UNet, multiples of 32, and its heads.

    The autoencoder makes pictures 2 ** (blocks - 1) times smaller. ``words``, ``tokens``: of the prompts. Few
    channels in many groups leave a network no way to say how bright a picture is, and so small ones have few groups.
    """

    autoencoder: tuple[int, ...]
    unet: tuple[int, ...]
    layers: int
    heads: int
    words: int
    tokens: int
    tile: int
    window: int
    autoencoder_groups: int = GROUPS
    unet_groups: int = GROUPS
    decodes_in_time: bool = True
    is_relative: bool = False


FILM_TINY: Final = Widths(
    autoencoder=(64, 64, 128), unet=(64, 128, 192), layers=2, heads=4, words=64, tokens=4, tile=64, window=8
)
"""A temporal autoencoder of 3.0 M parameters, a UNet of 16.1 M, an adapter of 0.4 M. Nobody has trained it yet."""

FILM_TINY_CPU: Final = Widths(
    autoencoder=(64, 96),
    unet=(64, 96, 128),
    layers=1,
    heads=4,
    words=32,
    tokens=2,
    tile=32,
    window=4,
    autoencoder_groups=1,
    unet_groups=4,
    decodes_in_time=False,
    is_relative=True,
)
"""1.6 M, 5.7 M and 0.2 M: what trains on one core in some hours. Its latents are half as large as the picture: enlarged
twice, each stands for one pixel of the film's frame, and little is lost on the way."""


def film_tiny(widths: Widths = FILM_TINY) -> FilmRestorationPipeline:
    """Return a model of that size with random weights, from torch's own random state: nothing is trained yet.

    The ``scaling_factor`` of its autoencoder is 1 until training has measured the spread of its latents.
    """
    blocks = len(widths.autoencoder)
    size = {"block_out_channels": widths.autoencoder, "layers_per_block": 1, "latent_channels": 4}
    down = {"down_block_types": ("DownEncoderBlock2D",) * blocks, "scaling_factor": 1.0}
    if widths.decodes_in_time:
        vae = AutoencoderKLTemporalDecoder(**size, **down)
    else:
        up = {"up_block_types": ("UpDecoderBlock2D",) * blocks, "norm_num_groups": widths.autoencoder_groups}
        vae = AutoencoderKL(**size, **down, **up)
    deep = len(widths.unet) - 1
    unet = UNet2DConditionModel(
        in_channels=7,
        out_channels=4,
        block_out_channels=widths.unet,
        layers_per_block=widths.layers,
        norm_num_groups=widths.unet_groups,
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
        is_relative=widths.is_relative,
    )
