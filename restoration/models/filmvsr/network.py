"""The parts of the network: cleaning, propagation in time, and what is drawn from both at each scale.

A lean BasicVSR (Chan et al., CVPR 2021) with cleaning before propagation (RealBasicVSR, Chan et al., CVPR 2022). What
costs most is done at a half and a quarter of the picture's size. Nothing is normalised or pooled over the picture: a
pixel's answer depends on its surroundings only, so a tile with enough of a margin gives the answer of the whole.
"""

from typing import Final

import torch
from torch import nn
from torch.nn import functional

from restoration.models.filmvsr.spec import SCALES

PIXELS: Final = 12
"""Values of the 2 x 2 pixels that lie at one place of half size."""
STATE: Final = 48
"""Channels at half size: of features and of what is carried in time."""
DEEP: Final = 128
"""Channels at quarter size."""
JOINED: Final = 64
FINE: Final = 32
"""Channels at the picture's own size."""
LEAK: Final = 0.2
SLIGHT: Final = 0.3
"""Factor on what is added, which is small against codes: a step of the training is to change it by little."""


class FilmVSR(nn.Module):
    """Holds the parts; ``window.py`` calls them in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.extract = Extract()
        self.propagate_back = Propagate()
        self.propagate_on = Propagate()
        self.join = Join()
        self.head_x1, self.head_x2, self.head_x4 = (Head(scale) for scale in SCALES)
        self._begin()

    def _begin(self) -> None:
        """Draw weights that keep what passes through as strong as it was (He et al., ICCV 2015).

        Some channels begin as the pixels themselves, bright and dark, all the way to the heads: out of random mixtures
        of neighbouring pixels a training takes very long to find the single ones again.
        """
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.constant_(layer.get_parameter("bias"), 0)
        for layer in self.modules():
            if isinstance(layer, Pair):
                layer.two.weight.data.mul_(0.1)
            elif isinstance(layer, Propagate):
                layer.decide.weight.data.mul_(0.1)
                _pass_on(layer.meet, torch.eye(2 * PIXELS))
            elif isinstance(layer, Head):
                nn.init.zeros_(layer.add.weight)
                _pass_on(layer.finer, torch.eye(2 * PIXELS))
                _pass_on(layer.fine, torch.eye(2 * PIXELS // 4))
        _pass_on(self.extract.enter, torch.cat([torch.eye(PIXELS), -torch.eye(PIXELS)]))
        _pass_on(self.join.meet, torch.eye(2 * PIXELS))


def _bent(features: torch.Tensor) -> torch.Tensor:
    """Return features with those below 0 made small, not nothing: channels that go dark early would never come back."""
    return functional.leaky_relu(features, LEAK)


def _pass_on(layer: nn.Conv2d, channels: torch.Tensor) -> None:
    """Let the first channels of a convolution be those (out x in) of what it is given, and hardly anything else."""
    out, given = channels.shape
    layer.weight.data[:out] *= 0.1
    layer.weight.data[:out, :given, 1, 1] += channels


def build() -> FilmVSR:
    """Return the network as it begins: whatever it is shown, it adds nothing to the classical enlargement."""
    return FilmVSR()


class Extract(nn.Module):
    """N x 3 x H x W pictures to N x STATE x H/2 x W/2 features of the pictures cleaned; H and W are multiples of 4."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(PIXELS, STATE, 3, padding=1)
        self.first, self.last = Pair(STATE), Pair(STATE)
        self.deep = Deep(pairs=3)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return the features."""
        half = self.first(_bent(self.enter(functional.pixel_unshuffle(pictures - 0.5, 2))))
        cleaned: torch.Tensor = self.last(self.deep(half))
        return cleaned


class Propagate(nn.Module):
    """Features and the state of the picture before, brought here along the motion, to the state here.

    Both N x STATE x H/2 x W/2. The state is a mean of what came and what is seen, weighted by a gate (Cho et al.,
    EMNLP 2014): what is hidden here, or was brought to a wrong place, is let go.
    """

    def __init__(self) -> None:
        super().__init__()
        self.meet = nn.Conv2d(2 * STATE, STATE, 3, padding=1)
        self.deep = Deep(pairs=1)
        self.last = Pair(STATE)
        self.decide = nn.Conv2d(STATE, 2 * STATE, 1)

    def forward(self, features: torch.Tensor, came: torch.Tensor) -> torch.Tensor:
        """Return the state."""
        met = _bent(self.meet(torch.cat([features, came], dim=1)))
        seen, gate = self.decide(self.last(self.deep(met))).chunk(2, dim=1)
        state: torch.Tensor = came + torch.sigmoid(gate) * (features + seen - came)
        return state


class Join(nn.Module):
    """Features, the state from later pictures and that from earlier ones to N x JOINED x H/2 x W/2."""

    def __init__(self) -> None:
        super().__init__()
        self.meet = nn.Conv2d(3 * STATE, JOINED, 3, padding=1)
        self.pair = Pair(JOINED)

    def forward(self, features: torch.Tensor, back: torch.Tensor, on: torch.Tensor) -> torch.Tensor:
        """Return what is known of the picture."""
        joined: torch.Tensor = self.pair(_bent(self.meet(torch.cat([features, back, on], dim=1))))
        return joined


class Head(nn.Module):
    """What is known of a picture to what is added to its enlargement, N x 3 x H*scale x W*scale; at first nothing."""

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale
        self.finer = nn.Conv2d(JOINED, 4 * FINE, 3, padding=1)
        self.fine = nn.Conv2d(FINE, FINE, 3, padding=1)
        self.add = nn.Conv2d(FINE, 3 * scale * scale, 3, padding=1)

    def forward(self, joined: torch.Tensor) -> torch.Tensor:
        """Return the addition."""
        fine = _bent(functional.pixel_shuffle(self.finer(joined), 2))
        fine = _bent(self.fine(fine))
        return SLIGHT * functional.pixel_shuffle(self.add(fine), self.scale)


class Pair(nn.Module):
    """Two convolutions beside a straight way (He et al., CVPR 2016); it begins near the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.one, self.two = (nn.Conv2d(width, width, 3, padding=1) for _ in range(2))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return the features, changed."""
        changed: torch.Tensor = features + self.two(_bent(self.one(features)))
        return changed


class Deep(nn.Module):
    """A way through a quarter of the size beside the straight way: wide surroundings at little cost."""

    def __init__(self, pairs: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(STATE, DEEP, 2, stride=2)
        self.pairs = nn.Sequential(*(Pair(DEEP) for _ in range(pairs)))
        self.up = nn.ConvTranspose2d(DEEP, STATE, 2, stride=2)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return the features, changed."""
        changed: torch.Tensor = features + self.up(self.pairs(self.down(features)))
        return changed
