"""An autoencoder that decodes in time, and may begin as one that does not: what it knows stays, and neighbours join in.

Stable Video Diffusion (Blattmann et al., 2023) got its decoder so: layers along time were put into the decoder of an
autoencoder for pictures. That of diffusers has a fixed number of normalised groups, and one residual block in its
middle where its configuration says so; a small autoencoder for pictures has neither, and so this one can have both.
"""

from collections.abc import Sequence
from typing import Final, Self

import torch
from diffusers import AutoencoderKL, AutoencoderKLTemporalDecoder, ModelMixin
from diffusers.configuration_utils import register_to_config
from diffusers.models.unets.unet_3d_blocks import MidBlockTemporalDecoder
from torch import nn

MIDDLE: Final = 2
"""Residual blocks in the middle of every autoencoder for pictures, attention between them."""


# ModelMixin once more: pipelines of diffusers read a class only where its module has that name.
class TemporalAutoencoder(AutoencoderKLTemporalDecoder, ModelMixin):
    """``AutoencoderKLTemporalDecoder`` with the middle and the groups of an ``AutoencoderKL``.

    ``norm_num_groups``: of channels that are normalised together. The other parameters are those of diffusers' class,
    and so ``block_out_channels`` are multiples of 32.
    """

    @register_to_config
    def __init__(
        self,
        *,
        in_channels: int = 3,
        out_channels: int = 3,
        down_block_types: Sequence[str] = ("DownEncoderBlock2D",),
        block_out_channels: Sequence[int] = (64,),
        layers_per_block: int = 1,
        latent_channels: int = 4,
        sample_size: int = 32,
        scaling_factor: float = 0.18215,
        force_upcast: bool = True,
        norm_num_groups: int = 32,
    ) -> None:
        super().__init__(
            in_channels=in_channels,
            out_channels=out_channels,
            down_block_types=tuple(down_block_types),
            block_out_channels=tuple(block_out_channels),
            layers_per_block=layers_per_block,
            latent_channels=latent_channels,
            sample_size=sample_size,
            scaling_factor=scaling_factor,
            force_upcast=force_upcast,
        )
        widest = block_out_channels[-1]
        self.decoder.mid_block = MidBlockTemporalDecoder(
            in_channels=widest, out_channels=widest, attention_head_dim=widest, num_layers=MIDDLE
        )
        for module in self.modules():
            if isinstance(module, nn.GroupNorm):
                module.num_groups = norm_num_groups

    @classmethod
    @torch.no_grad()
    def beginning_as(cls, pictures: AutoencoderKL) -> Self:
        """Return one that encodes as an autoencoder for pictures does, and decodes each picture as if it were alone.

        Equal but for the rim of a tile: a constant that is added to latents before a convolution is not added beyond
        the rim, and here it is part of the convolution.
        """
        config = pictures.config
        taken = ("in_channels", "out_channels", "down_block_types", "block_out_channels", "layers_per_block")
        more = ("latent_channels", "sample_size", "scaling_factor", "force_upcast", "norm_num_groups")
        self = cls(**{name: config[name] for name in (*taken, *more)})
        self.encoder.load_state_dict(pictures.encoder.state_dict())
        self.quant_conv.load_state_dict(pictures.quant_conv.state_dict())
        before = pictures.decoder.state_dict()
        before["conv_in.weight"], before["conv_in.bias"] = _entering(pictures)
        own = self.decoder.state_dict()
        own.update({name: before[name.replace("spatial_res_block.", "")] for name in own if _is_spatial(name)})
        self.decoder.load_state_dict(own)
        for name, module in self.decoder.named_modules():
            if name.endswith("temporal_res_block"):
                nn.init.zeros_(module.conv2.weight)
                nn.init.zeros_(module.conv2.bias)
        nn.init.dirac_(self.decoder.time_conv_out.weight)
        nn.init.zeros_(self.decoder.time_conv_out.bias)
        return self


def _is_spatial(name: str) -> bool:
    return not any(part in name for part in ("temporal_res_block", "time_mixer", "time_conv_out"))


def _entering(pictures: AutoencoderKL) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the weights of a first convolution in which that after the latents is contained."""
    first, after = pictures.decoder.conv_in, pictures.post_quant_conv
    if after is None:
        return first.weight, first.bias
    weight = torch.einsum("oihw,ic->ochw", first.weight, after.weight[..., 0, 0])
    return weight, first.bias + torch.einsum("oihw,i->o", first.weight, after.bias)
