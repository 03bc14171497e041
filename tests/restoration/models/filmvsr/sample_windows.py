"""Windows of drifting texture, and a network that adds something although nobody trained it."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
import torch

from restoration.models.filmvsr.network import FilmVSR, build
from restoration.models.filmvsr.window import Parts

Array = npt.NDArray[np.float32]


def drifting(count: int, height: int, width: int, *, step: int = 2) -> list[Array]:
    """Return pictures of soft texture that moves to the right by ``step`` pixels from one to the next."""
    noise = np.random.default_rng(5).random((height, width + count * step, 3)).astype(np.float32)
    texture = np.clip(0.5 + 4 * (cv2.GaussianBlur(noise, (0, 0), 1.5) - 0.5), 0, 1).astype(np.float32)
    return [np.ascontiguousarray(texture[:, (count - place) * step :][:, :width]) for place in range(count)]


def tensors(pictures: Sequence[Array]) -> list[torch.Tensor]:
    return [torch.from_numpy(picture.transpose(2, 0, 1)[None].copy()) for picture in pictures]


def parts_of(network: FilmVSR) -> Parts:
    return {name: network.get_submodule(name) for name, _ in network.named_children()}


def lively() -> Parts:
    """Return the parts of a network as it begins, but for heads that add what they see."""
    torch.manual_seed(11)
    network = build().eval()
    for scale in (1, 2, 4):
        torch.nn.init.normal_(network.get_submodule(f"head_x{scale}.add").weight, 0, 0.1)  # type: ignore[arg-type]
    return parts_of(network)
