"""A model of the size and shape of the Stable Diffusion x4 upscaler, with random weights: 473 million in its UNet."""

import cv2
import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL, DDIMScheduler, DDPMScheduler, UNet2DConditionModel

from restoration.generative.control import Control
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.prompts import PromptEmbeddings
from restoration.generative.temporal import TemporalAdapter
from tests.restoration.generative.random_model import drifting, faithful

MILLION = 1_000_000


def full_size(tile: int) -> FilmRestorationPipeline:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(1)
    torch.set_default_dtype(torch.bfloat16)
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


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_model_of_473_million_draws_a_tile_on_the_cpu() -> None:
    model = full_size(tile=64)
    assert round(sum(one.numel() for one in model.unet.parameters()) / MILLION) == 473
    frames = drifting(1, 64, 64)
    (large,) = faithful(frames, 4)
    (made,) = model(frames, [large], fidelity=0.5, control=Control(strength=0.25, steps=1)).frames
    assert made.shape == (256, 256, 3)
    assert np.isfinite(made).all()
    assert 0 < np.abs(made - large).mean() < 0.2
