import pytest
import torch
from torch import nn

from restoration.generative.film_tiny import FILM_TINY, FILM_TINY_CPU, Widths, film_tiny


def millions(network: nn.Module) -> float:
    return round(sum(one.numel() for one in network.parameters()) / 1e6, 1)


@pytest.mark.parametrize(
    ("widths", "sizes", "factor"), [(FILM_TINY, (3.0, 16.1, 0.4), 4), (FILM_TINY_CPU, (1.6, 5.7, 0.2), 2)]
)
def test_both_sizes_are_as_described_and_begin_without_time(
    widths: Widths, sizes: tuple[float, float, float], factor: int
) -> None:
    model = film_tiny(widths)
    assert (millions(model.vae), millions(model.unet), millions(model.temporal)) == sizes
    assert model.factor == factor
    assert model.temporal.is_neutral


def test_equal_random_states_begin_equal_models() -> None:
    begun = []
    for _ in range(2):
        torch.manual_seed(5)
        begun.append(film_tiny().unet.conv_in.weight)
    assert torch.equal(*begun)
