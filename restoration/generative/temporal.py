"""The temporal adapter: lets a network that draws single pictures see the pictures before and after.

After every block of the network a layer looks along time at each place: a convolution over three pictures, attention
over all of a window, then a projection that begins as zero, so that an adapter which nobody trained changes nothing
(as in Blattmann et al., CVPR 2023, Align your Latents; zero start: Zhang et al., ICCV 2023, ControlNet). It
normalises over the channels of a place, never over the tile or the window, and knows no numbers of pictures: only
which one is next to which.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, Self

import torch
from diffusers import ConfigMixin, ModelMixin, UNet2DConditionModel
from diffusers.configuration_utils import register_to_config
from torch import nn
from torch.nn import functional


class TemporalLayer(nn.Module):
    """Features T x C x h x w of a window's pictures to the same, changed by what the others show at the same place."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        inner = max(channels // 2, heads)
        self.heads = heads
        self.norm = nn.LayerNorm(channels)
        self.enter = nn.Linear(channels, inner)
        self.along = nn.Conv1d(inner, inner, 3, padding=1)
        self.attend = nn.Linear(inner, 3 * inner)
        self.leave = nn.Linear(inner, channels)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return the features, changed."""
        count, channels, height, width = features.shape
        rows = features.permute(2, 3, 0, 1).reshape(height * width, count, channels)
        inner = self.enter(self.norm(rows))
        inner = inner + functional.silu(self.along(inner.transpose(1, 2)).transpose(1, 2))
        query, key, value = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.attend(inner).chunk(3, dim=-1)
        )
        seen = functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(-2)
        added = self.leave(inner + seen).view(height, width, count, channels)
        return features + added.permute(2, 3, 0, 1)


class TemporalAdapter(ModelMixin, ConfigMixin):
    """One temporal layer for each block of a UNet: those on the way down, the middle, those on the way up.

    ``channels``: of the blocks' outputs, in that order; multiples of ``2 * heads``.
    """

    @register_to_config
    def __init__(self, channels: Sequence[int], heads: int = 4) -> None:
        super().__init__()
        self.layers = nn.ModuleList(TemporalLayer(count, heads) for count in channels)

    @classmethod
    def beginning_for(cls, unet: UNet2DConditionModel, heads: int = 4) -> Self:
        """Return an adapter that fits a UNet and changes nothing yet."""
        widths = list(unet.config.block_out_channels)
        middle = widths[-1:] if unet.mid_block is not None else []
        return cls(channels=[*widths, *middle, *reversed(widths)], heads=heads)

    @property
    def is_neutral(self) -> bool:
        """Whether it changes nothing, as before any training."""
        layers = (layer for layer in self.layers if isinstance(layer, TemporalLayer))
        return not any(bool(layer.leave.weight.any()) or bool(layer.leave.bias.any()) for layer in layers)

    @contextmanager
    def inside(self, unet: UNet2DConditionModel) -> Iterator[None]:
        """Let a UNet that is given T pictures of one window at once see along time, until the block ends."""
        middle = [unet.mid_block] if unet.mid_block is not None else []
        with ExitStack() as hooks:
            for block, layer in zip([*unet.down_blocks, *middle, *unet.up_blocks], self.layers, strict=True):
                hooks.enter_context(Removed(block.register_forward_hook(partial(_after, layer))))
            yield


class Removed:
    """A hook that is taken off when the context ends."""

    def __init__(self, hook: Any) -> None:
        self._hook = hook

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self._hook.remove()


def _after(layer: nn.Module, _block: nn.Module, _given: Any, made: Any) -> Any:
    """Put a layer behind a block; one on the way down also hands its output to the way up."""
    if isinstance(made, torch.Tensor):
        return layer(made)
    features, states = made
    changed = layer(features)
    return changed, (*states[:-1], changed)
