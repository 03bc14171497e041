"""The parts of the network: what a coarse, a middle and a fine look change in the motion and in the weights.

After IFNet (Huang et al., RIFE, ECCV 2022): from coarse to fine, each look sees the pictures moved by what is known so
far. It begins with the motion that Dense Inverse Search finds, in both directions, not with none. Nothing is normalised
or pooled over the picture: a pixel's answer depends on its surroundings only.
"""

from typing import Final

import torch
from torch import nn
from torch.nn import functional

from restoration.models.framenet.spec import FLOWS, WAYS

STEP: Final = 2
"""Each look works on a grid so many times smaller than what it is shown, and answers on the latter's."""
SHOWN: Final = STEP**2 * 3 * WAYS + FLOWS + 2 * WAYS + 1
"""Channels of what a look sees: the pictures moved by each way, the ways, their weights, how far each misses, where in
time the picture lies."""
HANDED: Final = 24
"""Channels that a look hands on to the next."""
WIDTHS: Final = (144, 96, 48)
PAIRS: Final = (4, 3, 3)
LEAK: Final = 0.2
CHANGES: Final = FLOWS + WAYS
SLIGHT: Final = 0.1
"""Factor on what the pictures themselves are changed by, against motion and weights."""


class FrameNet(nn.Module):
    """Holds the parts; ``fusion.py`` calls them in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.coarse = Look(WIDTHS[0], PAIRS[0], given=0, answers=CHANGES + HANDED)
        self.middle = Look(WIDTHS[1], PAIRS[1], given=HANDED, answers=CHANGES + HANDED)
        self.fine = Look(WIDTHS[2], PAIRS[2], given=HANDED, answers=CHANGES + 3)


def build() -> FrameNet:
    """Return the network as it begins: it changes nothing in the motion and the weights that it is given."""
    return FrameNet()


class Look(nn.Module):
    """N x SHOWN x h x w (and N x given x h x w from the look before) to N x answers x 2h x 2w; at first nothing."""

    def __init__(self, width: int, pairs: int, *, given: int, answers: int) -> None:
        super().__init__()
        self.enter = nn.Conv2d(SHOWN + given, width, 3, padding=1)
        self.pairs = nn.Sequential(*(Pair(width) for _ in range(pairs)))
        self.answer = nn.Conv2d(width, STEP**2 * answers, 3, padding=1)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.get_parameter("bias"))
        for pair in self.pairs.children():
            pair.get_submodule("two").get_parameter("weight").data.mul_(0.1)
        # What is handed on begins as something, else the next look would learn nothing from it for long.
        handed = slice(STEP**2 * CHANGES, None) if answers > CHANGES + 3 else slice(0, 0)
        kept = 0.1 * self.answer.weight.data[handed].clone()
        nn.init.zeros_(self.answer.weight)
        self.answer.weight.data[handed] = kept

    def forward(self, *planes: torch.Tensor) -> torch.Tensor:
        """Return the changes, and what is handed on."""
        seen = functional.leaky_relu(self.enter(torch.cat(planes, dim=1)), LEAK)
        return functional.pixel_shuffle(self.answer(self.pairs(seen)), STEP)


class Pair(nn.Module):
    """Two convolutions beside a straight way (He et al., CVPR 2016); it begins near the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.one, self.two = (nn.Conv2d(width, width, 3, padding=1) for _ in range(2))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return the features, changed."""
        changed: torch.Tensor = features + self.two(functional.leaky_relu(self.one(features), LEAK))
        return changed
