"""A model of a few hundred thousand random weights, and clips to show it: what holds for it holds for any weights."""

import cv2
import numpy as np
import numpy.typing as npt
import torch

from restoration.generative.film_tiny import Widths, film_tiny
from restoration.generative.pipeline import FilmRestorationPipeline

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

TILE, WINDOW, SCALE = 16, 4, 2
SMALLEST = Widths(autoencoder=(32, 32), unet=(32, 32), layers=1, heads=4, words=16, tokens=2, tile=TILE, window=WINDOW)


def random_model(seed: int = 1) -> FilmRestorationPipeline:
    """Return one that mixes pictures in time as well: the adapter's last projections are not zero."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(seed)
    pipeline = film_tiny(SMALLEST)
    for layer in pipeline.temporal.layers:
        torch.nn.init.normal_(layer.leave.weight, 0, 0.3)
    return pipeline


def drifting(count: int, height: int, width: int, *, first: int = 0, step: float = 1.0) -> list[Array]:
    """Return frames of soft texture that moves to the right by ``step`` pixels a frame, from frame ``first`` on."""
    noise = np.random.default_rng(5).random((height, width + 200, 3)).astype(np.float32)
    texture = np.clip(0.5 + 3 * (cv2.GaussianBlur(noise, (0, 0), 1.5) - 0.5), 0, 1).astype(np.float32)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    return [
        cv2.remap(texture, columns + np.float32(150 - (first + place) * step), rows, cv2.INTER_LINEAR).clip(0, 1)
        for place in range(count)
    ]


def faithful(frames: list[Array], scale: int = SCALE) -> list[Array]:
    """Return the frames enlarged, as the faithful tier would give them."""
    return [
        np.clip(cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), 0, 1) for frame in frames
    ]
