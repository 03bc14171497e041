"""Networks on an NVIDIA GPU: bfloat16, channels last, compiled by torch. Generative ones: see ``placement``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

import torch
from torch import nn

from restoration.backends.contract import Backend, BackendId
from restoration.backends.placement import Placement, channels_last, placed, placement_for, sizes_of
from restoration.models.contract import Model, ModelSpec, Network
from restoration.models.weights import read_network

DEVICE: Final = "cuda"
COMPILED: Final = 64
"""Sizes in which a part is compiled: torch counts those of equal parts together, of FilmVSR's three heads for one."""
# Compiling is not safe from several threads. The device computes one thing after the other anyway, and what it was told
# to compute it does while the next is being told.
_ALONE: Final = Lock()


def missing(identity: BackendId) -> str | None:
    """Say what this machine lacks for it; None where nothing is missing."""
    if not torch.cuda.is_available():
        return "there is no CUDA device"
    return None if torch.cuda.is_bf16_supported() else "the CUDA device has no bfloat16"


def opened(identity: BackendId, frames_at_once: int) -> "CudaBackend":
    """Return the back end."""
    # What lies between the parts on the CPU: one core for each picture.
    torch.set_num_threads(1)
    # Beyond it torch would give up compiling, and say so in a log only.
    torch._dynamo.config.recompile_limit = COMPILED
    return CudaBackend(identity, frames_at_once)


@dataclass(frozen=True)
class CudaBackend(Backend):
    """Computes networks on the GPU while other threads decode, compute classical stages and encode."""

    def free_on_device(self) -> int | None:
        """Return the bytes free on the GPU, those that torch keeps for itself among them."""
        free, _ = torch.cuda.mem_get_info()
        return free + torch.cuda.memory_reserved() - torch.cuda.memory_allocated()

    def _ready(self, spec: ModelSpec) -> Model:
        network = read_network(spec).to(device=DEVICE, memory_format=torch.channels_last)  # type: ignore[call-overload]
        compiled = {part: torch.compile(network.get_submodule(part), dynamic=False) for part in spec.parts}
        return Model({part: _Part(whole) for part, whole in compiled.items()}, DEVICE)

    def _computing(self, networks: Mapping[str, nn.Module]) -> Model:
        for network in networks.values():
            channels_last(network.to(torch.bfloat16).eval().requires_grad_(False))
        placement = placement_for(self.free_on_device() or 0, sizes_of(networks))
        if placement is not Placement.STREAMED:
            # The blocks of a UNet that are alike are compiled once for each size, not the whole with its loops.
            for part in (part for network in networks.values() for part in network.children()):
                if getattr(part, "_repeated_blocks", None):
                    part.compile_repeated_blocks(dynamic=False)  # type: ignore[operator]
        here = placed(networks, placement, DEVICE)
        return Model({name: _Alone(network) for name, network in here.items()}, DEVICE)


@dataclass(frozen=True)
class _Alone:
    """A network whose weights are bfloat16 already, computed for one thread at a time."""

    network: Network

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        with _ALONE:
            return self.network(*(_in_order(one) for one in planes))


def _in_order(planes: torch.Tensor) -> torch.Tensor:
    """Return pictures as tensor cores read them, and everything else as it is."""
    return planes.contiguous(memory_format=torch.channels_last) if planes.dim() == 4 else planes


@dataclass(frozen=True)
class _Part:
    compiled: Callable[..., torch.Tensor]

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        with _ALONE, torch.inference_mode(), torch.autocast(DEVICE, dtype=torch.bfloat16):
            answer = self.compiled(*(one.contiguous(memory_format=torch.channels_last) for one in planes))
            return answer.float()
