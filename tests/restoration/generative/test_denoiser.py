from collections.abc import Iterator

import pytest
import torch
from torch.nn import functional

from restoration.generative.denoiser import Denoiser, rescaled
from restoration.generative.grid import Tiles
from restoration.models.contract import Network

SIDE = 64


class UnevenTone:
    """Stands for a UNet that gives every tile another tone, as one that normalises over the tile may at its worst."""

    def __init__(self) -> None:
        self.tones: Iterator[float] = iter(torch.linspace(0, 1, 4).tolist())

    def __call__(self, given: torch.Tensor, *_: torch.Tensor) -> torch.Tensor:
        return torch.full_like(given[:, :4], next(self.tones))


class SayingWords:
    """Stands for a UNet that answers with what it is given, as many times as it is told."""

    def __call__(self, given: torch.Tensor, *others: torch.Tensor) -> torch.Tensor:
        _, _, words = others
        return words[:, :1, :1, None] * given[:, :4]


def denoiser(network: Network, *, width: int, guidance: float = 1.0) -> Denoiser:
    return Denoiser(
        network=network,
        angles=lambda timestep, count: timestep.expand(count, 1),
        low_quality=torch.zeros(1, 3, SIDE, width),
        noise_level=20,
        quality=torch.full((1, 1, 1), 3.0),
        negative=torch.full((1, 1, 1), 1.0),
        guidance=guidance,
        tiles=Tiles(torch.ones(SIDE, width, dtype=torch.bool), SIDE),
        first=0,
        window=1,
    )


def test_tiles_of_other_tones_pass_into_one_another() -> None:
    tones = denoiser(UnevenTone(), width=208).predicted(torch.zeros(1, 4, SIDE, 208), torch.tensor(1))[0, 0]
    assert tones[0, 0] == 0
    assert tones[0, -1] == pytest.approx(1)
    steps = (tones[:, 1:] - tones[:, :-1]).abs()
    assert steps.max() < 0.15 / 3  # of the step between neighbouring tiles, 1/3; evenly weighted, 0.5 of it
    assert torch.allclose(tones, tones[:1].expand_as(tones), atol=1e-6)


def test_guidance_leads_away_from_what_is_avoided() -> None:
    noisy = torch.randn(1, 4, SIDE, SIDE, generator=torch.Generator().manual_seed(3))
    guided = denoiser(SayingWords(), width=SIDE, guidance=2).predicted(noisy, torch.tensor(1))
    # 1 + 2 * (3 - 1) = 5 times what is given, of which 0.7 are brought back to 3 times.
    assert torch.allclose(guided, (0.7 * 3 + 0.3 * 5) * noisy, atol=1e-3)


def test_without_guidance_the_model_is_asked_once() -> None:
    noisy = torch.ones(1, 4, SIDE, SIDE)
    assert torch.allclose(denoiser(SayingWords(), width=SIDE).predicted(noisy, torch.tensor(1)), 3 * noisy, atol=1e-4)


def test_guided_predictions_are_hardly_stronger_than_plain_ones() -> None:
    plain = torch.randn(2, 4, 16, 16, generator=torch.Generator().manual_seed(3))
    covered = torch.ones(16, 16, dtype=torch.bool)
    assert rescaled(5 * plain, plain, covered).std() / plain.std() == pytest.approx(0.7 + 0.3 * 5, rel=1e-4)


def test_what_lies_around_the_tiles_changes_no_guided_prediction() -> None:
    plain, guided = (torch.randn(2, 4, 16, 16, generator=torch.Generator().manual_seed(n)) + n for n in (3, 4))
    wide = [functional.pad(one, (5, 9, 3, 20)) for one in (guided, plain)]
    inside = torch.ones(16, 16, dtype=torch.bool)
    found = rescaled(*wide, functional.pad(inside, (5, 9, 3, 20)))
    assert torch.allclose(found[..., 3:19, 5:21], rescaled(guided, plain, inside), atol=1e-6)
