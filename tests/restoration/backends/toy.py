"""A small network with weights of its own in a folder, as a package of ``restoration.models`` has them."""

from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from restoration.models.contract import WEIGHTS, ModelSpec
from restoration.models.weights import write_weights

CHANNELS = 8


@dataclass(frozen=True)
class ToySpec(ModelSpec):
    """``network.py`` is this module's package; the weights lie in ``folder``."""

    folder: Path = field(default_factory=Path)

    @property
    def weights(self) -> Path:
        return self.folder / WEIGHTS


def network() -> nn.Module:
    """Two parts: one mixes channels over 5 x 5 pixels, one joins what two others gave."""
    torch.manual_seed(4)
    mix = nn.Sequential(nn.Conv2d(3, CHANNELS, 3, padding=1), nn.ReLU(), nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1))
    return nn.ModuleDict({"mix": mix, "join": _Join()})


class _Join(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.Conv2d(2 * CHANNELS, 3, 1)

    def forward(self, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = self.weights(torch.cat([one, other], dim=1))
        return answer


def toy(folder: Path) -> ToySpec:
    """Write the weights and return the declaration."""
    digest = write_weights(network(), folder / WEIGHTS)
    return ToySpec("toy", ("mix", "join"), digest, package="tests.restoration.backends.toy_package", folder=folder)
