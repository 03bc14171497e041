"""Networks from the files of ncnn (Tencent's inference library), without it: a ``.param`` text and a ``.bin``.

Read are the layers of the networks that we use, and of their options those that these set; anything else is refused.
Format: https://github.com/Tencent/ncnn/wiki/param-and-model-file-structure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import nn

MAGIC: Final = 7767517
HALF_PRECISION: Final = 0x01306B47
"""Stands before weights of two bytes each; 0 stands before weights of four."""
_CONVOLUTION: Final = frozenset({0, 1, 4, 5, 6})
_SUBTRACT, _MULTIPLY, _ADD = 1, 2, 0
_ARITHMETIC: Final[Mapping[int, Callable[..., torch.Tensor]]] = {
    _ADD: torch.add,
    _SUBTRACT: torch.sub,
    _MULTIPLY: torch.mul,
}


@dataclass(frozen=True)
class Layer:
    """One line of the description. ``options``: numbers by their number in ncnn."""

    kind: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    options: Mapping[int, float]


def read_graph(description: bytes, weights: bytes) -> nn.Module:
    """Return the network, float32, one tensor in and one out. Raises ValueError for what is not understood."""
    layers = _layers(description.decode("ascii"))
    stored = _Stored(weights)
    steps = [_step(layer, stored) for layer in layers]
    stored.check_end()
    return Graph(layers, steps)


class Graph(nn.Module):
    """Computes layer after layer. Each tensor is read by one layer only (ncnn has a layer that makes copies)."""

    def __init__(self, layers: Sequence[Layer], steps: Sequence[nn.Module]) -> None:
        super().__init__()
        self.takes = [layer.takes for layer in layers]
        self.gives = [layer.gives for layer in layers]
        self.steps = nn.ModuleList(steps)

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        """Return what the last layer gives."""
        made = planes
        known: dict[str, torch.Tensor] = {}
        for takes, gives, step in zip(self.takes, self.gives, self.steps, strict=True):
            made = step(*[known.pop(name) for name in takes]) if takes else step(planes)
            known.update(dict.fromkeys(gives, made))
        return made


class _Same(nn.Module):
    """Gives what it is given: the question, or a copy."""

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        return planes


class _Constant(nn.Module):
    """Gives the same numbers whatever is shown."""

    def __init__(self, values: torch.Tensor) -> None:
        super().__init__()
        self.values = nn.Parameter(values)

    def forward(self, _planes: torch.Tensor) -> torch.Tensor:
        return self.values


class _Join(nn.Module):
    def forward(self, *planes: torch.Tensor) -> torch.Tensor:
        return torch.cat(planes, dim=1)


class _Arithmetic(nn.Module):
    """Of two tensors, or of one and a number."""

    def __init__(self, operation: int, number: float | None) -> None:
        super().__init__()
        self.operation = _ARITHMETIC[operation]
        self.number = number

    def forward(self, one: torch.Tensor, *other: torch.Tensor) -> torch.Tensor:
        return self.operation(one, *other) if self.number is None else self.operation(one, self.number)


class _Stored:
    """The weights file, read from its beginning to its end."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def plain(self, count: int) -> torch.Tensor:
        """Return so many numbers of four bytes."""
        return self._numbers("<f4", count)

    def flagged(self, count: int) -> torch.Tensor:
        """Return so many numbers of the size that stands before them."""
        flag = int.from_bytes(self._taken(4), "little")
        if flag not in (0, HALF_PRECISION):
            raise ValueError(f"weights of an unknown kind, {flag:#010x}")
        found = self._numbers("<f2" if flag else "<f4", count)
        self._taken(-self._place % 4)
        return found

    def check_end(self) -> None:
        """Raise ValueError if anything is left."""
        if self._place != len(self._content):
            raise ValueError(f"{len(self._content) - self._place} bytes of weights too many")

    def _numbers(self, kind: str, count: int) -> torch.Tensor:
        read = np.frombuffer(self._taken(count * np.dtype(kind).itemsize), kind)
        return torch.from_numpy(read.astype(np.float32))

    def _taken(self, size: int) -> bytes:
        taken = self._content[self._place : self._place + size]
        if len(taken) != size:
            raise ValueError("the weights end too early")
        self._place += size
        return taken


def _layers(description: str) -> list[Layer]:
    """Return the lines as layers, in their order, which is that of computing."""
    magic, counts, *lines = (line for line in description.splitlines() if line.strip())
    if magic.strip() != str(MAGIC) or int(counts.split()[0]) != len(lines):
        raise ValueError("this is no description of a network")
    return [_layer(line.split()) for line in lines]


def _layer(words: list[str]) -> Layer:
    kind, _name, takes, gives, *rest = words
    names, count = int(takes), int(takes) + int(gives)
    options = {int(key): float(value) for key, value in (word.split("=") for word in rest[count:])}
    return Layer(kind, tuple(rest[:names]), tuple(rest[names:count]), options)


def _step(layer: Layer, stored: _Stored) -> nn.Module:
    if layer.kind not in _KINDS:
        raise ValueError(f"a layer of an unknown kind, {layer.kind}")
    return _KINDS[layer.kind](layer, stored)


def _constant(layer: Layer, stored: _Stored) -> nn.Module:
    width, height, channels = (int(layer.options[number]) for number in (0, 1, 2))
    return _Constant(stored.plain(width * height * channels).reshape(1, channels, height, width))


def _convolution(layer: Layer, stored: _Stored) -> nn.Module:
    """Options: 0 channels out, 1 side of the kernel, 4 padding, 5 whether a bias is added, 6 count of the weights."""
    options = layer.options
    if not set(options) <= _CONVOLUTION or not options[5]:
        raise ValueError(f"a convolution with options {dict(options)}")
    channels, side, count = int(options[0]), int(options[1]), int(options[6])
    given = count // (channels * side * side)
    convolution = nn.Conv2d(given, channels, side, padding=int(options.get(4, 0)))
    convolution.weight.data = stored.flagged(count).reshape(channels, given, side, side)
    convolution.get_parameter("bias").data = stored.plain(channels)
    return convolution


def _arithmetic(layer: Layer, _stored: _Stored) -> nn.Module:
    """Options: 0 which operation, 1 whether with the number that is 2."""
    options = layer.options
    return _Arithmetic(int(options.get(0, _ADD)), options[2] if options.get(1) else None)


_KINDS: Final[Mapping[str, Callable[[Layer, _Stored], nn.Module]]] = {
    "Input": lambda _layer, _stored: _Same(),
    "MemoryData": _constant,
    "BinaryOp": _arithmetic,
    "Convolution": _convolution,
    "Split": lambda _layer, _stored: _Same(),
    "Swish": lambda _layer, _stored: nn.SiLU(),
    "Sigmoid": lambda _layer, _stored: nn.Sigmoid(),
    "Concat": lambda _layer, _stored: _Join(),
    "PixelShuffle": lambda layer, _stored: nn.PixelShuffle(int(layer.options[0])),
}
