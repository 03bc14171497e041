"""A model of the size and shape of the Stable Diffusion x4 upscaler, with random weights: 473 million in its UNet."""

import cv2
import numpy as np
import pytest
import torch

from benchmarks.generative.models import upscaler
from restoration.generative.control import Control
from restoration.generative.networks import DENOISE
from restoration.models.contract import Model
from tests.restoration.generative.random_model import Array, drifting, faithful

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
    parts = model.networks()
    blind = Model(parts | {DENOISE: lambda given, *_: torch.zeros_like(given[:, :4])}, "cpu")

    def made_by(computing: Model) -> Array:
        control = Control(strength=0.25, steps=2)
        (made,) = model.restored(frames, [large], fidelity=0.5, control=control, computing=computing)
        return made

    made = made_by(Model(parts, "cpu"))
    assert made.shape == (256, 256, 3)
    assert np.isfinite(made).all()
    assert 0 < np.abs(made - large).mean() < 0.2
    # The UNet has a part in it: without its answers it is another picture.
    assert np.abs(made - made_by(blind)).mean() > 0.001
