"""The networks of a model as back ends compute them: tensors in, one tensor out, of fixed shapes for a model's tile.

Whoever draws gives tensors to three parts by name and does not know what computes them: torch where nothing else was
asked for, or a back end that took the pipeline over.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import diffusers
import torch
from diffusers import AutoencoderKL, AutoencoderKLTemporalDecoder, ControlNetModel, UNet2DConditionModel
from torch import nn

from restoration.generative import temporal as temporal_code
from restoration.generative import temporal_autoencoder as autoencoder_code
from restoration.generative.temporal import Removed, TemporalAdapter

ENCODE: Final = "encode"
DENOISE: Final = "denoise"
DECODE: Final = "decode"


class Encoding(nn.Module):
    """Pictures N x 3 x H x W, -1..1, to the means of their latents N x C x h x w, not scaled: nothing is drawn."""

    def __init__(self, vae: AutoencoderKL | AutoencoderKLTemporalDecoder) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return the means, float32."""
        means: torch.Tensor = self.vae.encode(pictures.to(self.vae.dtype)).latent_dist.mode()
        return means.float()


class Decoding(nn.Module):
    """Latents N x C x h x w, not scaled, to pictures; by a temporal decoder those of one chunk of time together."""

    def __init__(self, vae: AutoencoderKL | AutoencoderKLTemporalDecoder) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        """Return the pictures, float32, -1..1, not clipped."""
        more = {"num_frames": len(latents)} if isinstance(self.vae, AutoencoderKLTemporalDecoder) else {}
        pictures: torch.Tensor = self.vae.decode(latents.to(self.vae.dtype), **more).sample
        return pictures.float()


class Denoising(nn.Module):
    """The UNet with its temporal adapter, and a ControlNet if it has one: what one window shows to a prediction."""

    def __init__(
        self, unet: UNet2DConditionModel, temporal: TemporalAdapter, controlnet: ControlNetModel | None = None
    ) -> None:
        super().__init__()
        self.unet = unet
        self.temporal = temporal
        if controlnet is not None:
            self.controlnet = controlnet

    def forward(
        self,
        given: torch.Tensor,
        angles: torch.Tensor,
        level: torch.Tensor,
        words: torch.Tensor,
        pictures: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """Return the prediction T x C x h x w, float32.

        ``given``: T x (C + 3) x h x w; ``angles``: T x n, see ``angles_of``; ``level``: T, int64, the noise on the
        pictures; ``words``: T x tokens x width; ``pictures``: T x 3 x H x W, 0..1, for a ControlNet.
        """
        shown = given.to(self.unet.dtype)
        said = words.to(self.unet.dtype)
        with ExitStack() as hooks:
            for network in (self.unet, *([] if pictures is None else [self.controlnet])):
                # A hook that returns something takes the place of what the module made of the timestep.
                hooks.enter_context(Removed(network.time_proj.register_forward_hook(lambda *_: angles)))
            more = {} if pictures is None else self._controlled(shown, level, said, pictures.to(shown.dtype))
            hooks.enter_context(self.temporal.inside(self.unet))
            predicted: torch.Tensor = self.unet(
                shown, level, encoder_hidden_states=said, class_labels=level, return_dict=False, **more
            )[0]
        return predicted.float()

    def _controlled(
        self, shown: torch.Tensor, level: torch.Tensor, said: torch.Tensor, pictures: torch.Tensor
    ) -> dict[str, Any]:
        """Return what a ControlNet adds to the UNet's features."""
        config = self.controlnet.config
        down, middle = self.controlnet(
            shown[:, : config.in_channels],
            level,
            encoder_hidden_states=said,
            controlnet_cond=pictures,
            class_labels=level if config.num_class_embeds is not None else None,
            return_dict=False,
        )
        return {"down_block_additional_residuals": down, "mid_block_additional_residual": middle}


def angles_of(unet: UNet2DConditionModel, timestep: torch.Tensor, count: int) -> torch.Tensor:
    """Return a timestep as the UNet reads it, count x n, float32.

    It is made outside of what back ends compute: bfloat16 holds 998 as 1000, and its sine would be another one.
    """
    angles: torch.Tensor = unet.time_proj(timestep.float().reshape(1).expand(count))
    return angles


def digest_of(networks: Mapping[str, nn.Module]) -> str:
    """Return the SHA-256 of all that these networks compute with: weights, configurations and code."""
    digest = sha256(diffusers.__version__.encode())
    for source in (__file__, str(temporal_code.__file__), str(autoencoder_code.__file__)):
        digest.update(Path(source).read_bytes())
    for name, network in networks.items():
        digest.update(name.encode())
        for part in network.children():
            digest.update(str(sorted(part.config.items())).encode())  # type: ignore[union-attr, operator]
        for key, value in network.state_dict().items():
            digest.update(f"{key} {value.dtype} {tuple(value.shape)}".encode())
            digest.update(value.detach().cpu().contiguous().view(torch.uint8).numpy())
    return digest.hexdigest()
