"""The UNet over a whole window: every tile and every window of time, blended into one prediction."""

from collections.abc import Callable
from dataclasses import dataclass

import torch

from restoration.generative.grid import Tiles, time_windows
from restoration.models.contract import Network

RESCALED = 0.7
"""Part of a guided prediction that is brought back to the spread of the unguided one (Lin et al., WACV 2024)."""


@dataclass(frozen=True)
class Denoiser:
    """What does not change from step to step.

    ``network``: computes the prediction (see ``networks.Denoising``). ``angles``: a timestep as it reads it, for so
    many pictures. ``low_quality``: T x 3 x h x w, the film's pictures on the grid of latents, noised to
    ``noise_level``. ``quality``, ``negative``: embeddings 1 x tokens x width. ``guidance``: 1 for none. ``first``: scan
    frame of the first picture; ``window``: pictures that are shown together, 1 where none sees another. ``pictures``:
    for a ControlNet, those at places of the window, T x 3 x H x W, 0..1, a whole number of times as large as the
    latents.
    """

    network: Network
    angles: Callable[[torch.Tensor, int], torch.Tensor]
    low_quality: torch.Tensor
    noise_level: int
    quality: torch.Tensor
    negative: torch.Tensor
    guidance: float
    tiles: Tiles
    first: int
    window: int
    pictures: Callable[[slice], torch.Tensor] | None = None

    def predicted(self, noisy: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        """Return the prediction for latents T x C x h x w of any size, 0 where no tile lies.

        Guidance is applied to all that tiles cover of a picture, so that its rescaling makes none between tiles.
        """
        wanted = self._blended(noisy, timestep, self.quality)
        if self.guidance == 1:
            return wanted
        avoided = self._blended(noisy, timestep, self.negative)
        return rescaled(avoided + self.guidance * (wanted - avoided), wanted, self.tiles.covered)

    def _blended(self, noisy: torch.Tensor, timestep: torch.Tensor, words: torch.Tensor) -> torch.Tensor:
        given = torch.cat([noisy, self.low_quality], dim=1)
        weights, total = self.tiles.weights(), self.tiles.total()
        blended = torch.zeros_like(noisy)
        for window in time_windows(self.first, len(noisy), self.window):
            shares = window.weights.to(noisy.device)[:, None, None, None]
            pictures = None if self.pictures is None else self.pictures(window.places)
            for tile in self.tiles.all:
                control = [] if pictures is None else [tile.of(pictures, pictures.shape[-1] // noisy.shape[-1])]
                answer = self._answer(tile.of(given[window.places]), timestep, words, *control)
                tile.of(blended[window.places])[...] += shares * weights * answer
        return blended / total

    def _answer(
        self, given: torch.Tensor, timestep: torch.Tensor, words: torch.Tensor, *control: torch.Tensor
    ) -> torch.Tensor:
        count = len(given)
        level = torch.full((count,), self.noise_level, device=given.device)
        return self.network(given, self.angles(timestep, count), level, words.expand(count, -1, -1), *control)


def rescaled(guided: torch.Tensor, plain: torch.Tensor, covered: torch.Tensor) -> torch.Tensor:
    """Return a guided prediction T x C x h x w, most of it brought back to the spread of the plain one, frame by frame.

    Guidance makes predictions stronger than training ever showed them: hard contrasts, strong colours. ``covered``:
    bool h x w, where the spread is measured: where there are predictions.
    """
    wanted, found = (one[..., covered].std((1, 2))[:, None, None, None] for one in (plain, guided))
    even = guided * (wanted / found.clamp_min(1e-6))
    return RESCALED * even + (1 - RESCALED) * guided
