"""A model of the size and shape of the Stable Diffusion x4 upscaler, with random weights: 473 million in its UNet."""

import cv2
import numpy as np
import pytest
import torch

from benchmarks.generative.models import upscaler
from restoration.generative.control import Control
from tests.restoration.generative.random_model import drifting, faithful

MILLION = 1_000_000


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_model_of_473_million_draws_a_tile_on_the_cpu() -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    model = upscaler(tile=64, dtype=torch.bfloat16)
    assert round(sum(one.numel() for one in model.unet.parameters()) / MILLION) == 473
    frames = drifting(1, 64, 64)
    (large,) = faithful(frames, 4)
    (made,) = model(frames, [large], fidelity=0.5, control=Control(strength=0.25, steps=1)).frames
    assert made.shape == (256, 256, 3)
    assert np.isfinite(made).all()
    assert 0 < np.abs(made - large).mean() < 0.2
