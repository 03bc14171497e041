"""What the model is told in words, kept as numbers, so that no text encoder is needed where pictures are made."""

from typing import Self

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import nn

QUALITY = "a frame of a feature film, 35 mm, sharp, fine natural texture, realistic skin"
NEGATIVE = "blurry, noisy, scratched, oversharpened, plastic skin, painting, cartoon, low resolution, compressed"


class PromptEmbeddings(ModelMixin, ConfigMixin):
    """The embeddings of three prompts, each 1 x ``tokens`` x ``width``.

    ``quality``: what the pictures should look like; ``negative``: what bad ones look like; ``empty``: of no words, for
    training without them.
    """

    @register_to_config
    def __init__(self, tokens: int = 77, width: int = 1024) -> None:
        super().__init__()
        self.quality, self.negative, self.empty = (nn.Parameter(torch.zeros(1, tokens, width)) for _ in range(3))

    @classmethod
    def of(cls, quality: torch.Tensor, negative: torch.Tensor, empty: torch.Tensor) -> Self:
        """Return what is kept of three embeddings 1 x tokens x width."""
        kept = cls(tokens=quality.shape[1], width=quality.shape[2])
        with torch.no_grad():
            kept.quality.copy_(quality)
            kept.negative.copy_(negative)
            kept.empty.copy_(empty)
        return kept
