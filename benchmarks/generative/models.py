"""Models of random weights in the sizes that are measured: what they cost is that of trained ones."""

from collections.abc import Callable
from typing import Final

import torch
from diffusers import AutoencoderKL, DDIMScheduler, DDPMScheduler, UNet2DConditionModel

from restoration.generative.film_tiny import film_tiny
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.prompts import PromptEmbeddings
from restoration.generative.temporal import TemporalAdapter
from restoration.generative.upscaler import UPSCALER_TILE


def small() -> FilmRestorationPipeline:
    """Return networks of film-tiny's size for a GPU (three times what ships), the adapter at work as after training."""
    torch.manual_seed(1)
    pipeline = film_tiny()
    for layer in pipeline.temporal.layers:
        torch.nn.init.normal_(layer.leave.weight, 0, 0.1)
    return pipeline


def upscaler(tile: int = UPSCALER_TILE, dtype: torch.dtype = torch.float32) -> FilmRestorationPipeline:
    """Return networks of the shape of the Stable Diffusion x4 upscaler's: a UNet of 473 million weights."""
    torch.manual_seed(1)
    torch.set_default_dtype(dtype)
    try:
        unet = UNet2DConditionModel(
            in_channels=7,
            out_channels=4,
            block_out_channels=(256, 512, 512, 1024),
            down_block_types=("DownBlock2D", *("CrossAttnDownBlock2D",) * 3),
            up_block_types=(*("CrossAttnUpBlock2D",) * 3, "UpBlock2D"),
            only_cross_attention=(True, True, True, False),
            attention_head_dim=8,
            cross_attention_dim=1024,
            num_class_embeds=1000,
            use_linear_projection=True,
        )
        vae = AutoencoderKL(
            block_out_channels=(128, 256, 512),
            down_block_types=("DownEncoderBlock2D",) * 3,
            up_block_types=("UpDecoderBlock2D",) * 3,
            layers_per_block=2,
            scaling_factor=0.08333,
        )
        temporal, prompts = TemporalAdapter.beginning_for(unet), PromptEmbeddings()
    finally:
        torch.set_default_dtype(torch.float32)
    noising = {"beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "scaled_linear"}
    return FilmRestorationPipeline(
        vae=vae.eval(),
        unet=unet.eval(),
        temporal=temporal,
        prompts=prompts,
        scheduler=DDIMScheduler(**noising, prediction_type="v_prediction", clip_sample=False),
        low_res_scheduler=DDPMScheduler(**noising),
        tile=tile,
    )


MODELS: Final[dict[str, Callable[[], FilmRestorationPipeline]]] = {
    "FILM_TINY, for a GPU": small,
    "the shape of Stable Diffusion x4": upscaler,
}
