"""How a small autoencoder begins: as one that makes pictures smaller and larger again, by averages and straight lines.

With random weights it has to find out first how bright and how strong a picture is, for its normalisations take both
away, and that takes a small one thousands of steps. So the way is laid: each colour goes as a channel and as its
negative, beside channels that are constant, and of both signs, so that the mean of all is nothing and their strength
hardly that of the picture. Everything else in the residual blocks begins as no change (Zhang et al., ICLR 2019).
"""

from typing import Final

import torch
from diffusers import AutoencoderKL
from torch import nn

COLOURS: Final = 3
WAYS: Final = 2 * COLOURS
CONSTANTS: Final = 16
QUIET: Final = -7.0
"""Logarithm of the variance of the noise on latents, to begin with."""
LINE: Final = ((1 / 16, 1 / 8, 1 / 16), (1 / 8, 1 / 4, 1 / 8), (1 / 16, 1 / 8, 1 / 16))
"""What makes a picture of repeated pixels one of straight lines between them."""
AVERAGE: Final = ((1 / 4, 1 / 4, 0.0), (1 / 4, 1 / 4, 0.0), (0.0, 0.0, 0.0))
"""The mean of four pixels, of which a step of two begins at the first."""
SIGNS: Final = (1.0, -1.0) * COLOURS


@torch.no_grad()
def begun(vae: AutoencoderKL) -> None:
    """Let an autoencoder with random weights, normalised in one group, begin so."""
    for module in vae.modules():
        kind = type(module).__name__
        if kind == "ResnetBlock2D":
            _nothing(module.conv2)
            if module.conv_shortcut is not None:
                _carried(module.conv_shortcut, 1.0)
        elif kind == "Attention":
            _nothing(module.to_out[0])
        elif kind == "Downsample2D":
            _carried(module.conv, AVERAGE)
        elif kind == "Upsample2D":
            _carried(module.conv, LINE)
    for half in (vae.encoder, vae.decoder):
        _entered(half.conv_in)
        _left(half.conv_norm_out, half.conv_out)
    latents = vae.config.latent_channels
    for conv in (vae.quant_conv, vae.post_quant_conv):
        nn.init.dirac_(conv.weight)
        conv.bias.zero_()
    vae.quant_conv.weight[latents:] = 0
    vae.quant_conv.bias[latents:] = QUIET


def _nothing(layer: nn.Module) -> None:
    for values in layer.parameters():
        values.zero_()


def _carried(conv: nn.Conv2d, kernel: object) -> None:
    """Let a convolution give on each colour and the constants, and nothing else."""
    _constant(conv)
    for channel in range(WAYS):
        conv.weight[channel, channel] = torch.tensor(kernel)


def _entered(conv: nn.Conv2d) -> None:
    """Let a convolution take each colour in, as it is and negative, and what else the latents hold as it happens."""
    _constant(conv)
    for channel, sign in enumerate(SIGNS):
        conv.weight[channel, channel // 2, 1, 1] = sign
    beyond = conv.weight[WAYS + CONSTANTS :]
    nn.init.kaiming_uniform_(beyond, a=5**0.5)
    beyond[:, :COLOURS] = 0


def _left(norm: nn.GroupNorm, conv: nn.Conv2d) -> None:
    """Let a convolution give each colour as it was before normalisation and SiLU: x is silu(x) - silu(-x)."""
    spread = (CONSTANTS / norm.num_channels) ** 0.5
    conv.weight[:COLOURS] = 0
    conv.get_parameter("bias").zero_()
    for channel, sign in enumerate(SIGNS):
        conv.weight[channel // 2, channel, 1, 1] = sign * spread


def _constant(conv: nn.Conv2d) -> None:
    _nothing(conv)
    bias = conv.get_parameter("bias")
    bias[WAYS : WAYS + CONSTANTS : 2] = 1
    bias[WAYS + 1 : WAYS + CONSTANTS : 2] = -1
