"""PyTorch on the CPU in float32: what the other back ends are held to."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import nn

from restoration.backends.contract import Backend, BackendId
from restoration.models.contract import Model, ModelSpec
from restoration.models.weights import read_network


def missing(identity: BackendId) -> str | None:
    """Say what this machine lacks for it: nothing."""
    return None


def opened(identity: BackendId, frames_at_once: int) -> "ReferenceBackend":
    """Return the back end."""
    # Pictures are computed side by side, one core each.
    torch.set_num_threads(1)
    return ReferenceBackend(identity, frames_at_once)


@dataclass(frozen=True)
class ReferenceBackend(Backend):
    """The back end that every installation has."""

    def _ready(self, spec: ModelSpec) -> Model:
        network = read_network(spec)
        return Model({part: _Part(network.get_submodule(part)) for part in spec.parts}, "cpu")

    def _computing(self, networks: Mapping[str, nn.Module]) -> Model:
        return Model({name: _Part(network.float()) for name, network in networks.items()}, "cpu")


@dataclass(frozen=True)
class _Part:
    module: nn.Module

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        with torch.inference_mode():
            answer: torch.Tensor = self.module(*planes)
            return answer
