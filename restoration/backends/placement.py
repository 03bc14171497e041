"""Where the networks of a generative model lie while they wait: on the GPU as far as there is memory.

How much of the GPU's memory drawing itself takes was not measured on one: ``WORKING`` is a careful guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import torch
from torch import nn

from restoration.models.contract import Network

WORKING: Final = 6 * 1024**3
"""Bytes of the GPU that are left to what is computed: a tile of 128 latents of 8 pictures, and what is drawn of it."""


class Placement(Enum):
    """On the GPU lie: ``RESIDENT`` all networks, ``IN_TURNS`` the one that computes, ``STREAMED`` its one layer."""

    RESIDENT = "resident"
    IN_TURNS = "in turns"
    STREAMED = "streamed"


def placement_for(free: int, sizes: Mapping[str, int]) -> Placement:
    """Return how networks of ``sizes`` bytes fit into ``free`` bytes of the GPU beside what they compute with."""
    room = free - WORKING
    if sum(sizes.values()) <= room:
        return Placement.RESIDENT
    return Placement.IN_TURNS if max(sizes.values()) <= room else Placement.STREAMED


def sizes_of(networks: Mapping[str, nn.Module]) -> dict[str, int]:
    """Return the bytes of the weights of each network; of two with the same modules, those of one."""
    sizes = {}
    seen: set[nn.Module] = set()
    for name, network in networks.items():
        own = set(network.children()) - seen
        weights = [one for part in own for one in (*part.parameters(), *part.buffers())]
        sizes[name] = sum(one.numel() * one.element_size() for one in weights)
        seen |= own
    return sizes


def placed(networks: Mapping[str, nn.Module], placement: Placement, device: str) -> dict[str, Network]:
    """Return the networks, to be computed on a device in the type that they have, lying as a placement says."""
    turns = None
    if placement is Placement.RESIDENT:
        for network in networks.values():
            network.to(device)
    elif placement is Placement.IN_TURNS:
        turns = _Turns(device)
    else:
        for part in {part for network in networks.values() for part in network.children()}:
            for module in part.modules():
                _Streamed(module, device)
    return {name: _Placed(network, turns) for name, network in networks.items()}


def channels_last(module: nn.Module) -> None:
    """Lay the weights of convolutions over pictures as tensor cores read them; those over time have no such order."""
    for weights in module.parameters():
        if weights.dim() == 4:
            weights.data = weights.data.contiguous(memory_format=torch.channels_last)


class _Streamed:
    """Lets a module's own weights be on a device only while it computes; main memory keeps them."""

    def __init__(self, module: nn.Module, device: str) -> None:
        self._device = device
        self._own = [*module.parameters(recurse=False), *module.buffers(recurse=False)]
        # Only from pinned memory do weights travel while the layer before computes.
        self._kept = [one.data.pin_memory() if device == "cuda" else one.data for one in self._own]
        if self._own:
            module.register_forward_pre_hook(self._come)
            module.register_forward_hook(self._leave)

    def _come(self, *_: object) -> None:
        for own, kept in zip(self._own, self._kept, strict=True):
            own.data = kept.to(self._device, non_blocking=True)

    def _leave(self, *_: object) -> None:
        for own, kept in zip(self._own, self._kept, strict=True):
            own.data = kept


@dataclass
class _Turns:
    """Lets modules take turns on a device: they are moved only where others are asked for."""

    device: str
    there: tuple[nn.Module, ...] = field(default=(), init=False)

    def take(self, modules: tuple[nn.Module, ...]) -> None:
        """Bring modules to the device; those before go first, for both may not fit together."""
        if self.there == modules:
            return
        for one in self.there:
            one.to("cpu")
        for one in modules:
            one.to(self.device)
        self.there = modules


@dataclass(frozen=True)
class _Placed:
    """One network. Not safe from several threads at once."""

    network: nn.Module
    turns: _Turns | None

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        # In torch's inference mode weights that are moved could not be moved again outside it.
        with torch.inference_mode(mode=False), torch.no_grad():
            if self.turns is not None:
                self.turns.take(tuple(self.network.children()))
            answer: torch.Tensor = self.network(*planes)
            return answer
