import torch
from torch import nn

from restoration.generative.film_tiny import film_tiny


def millions(network: nn.Module) -> float:
    return round(sum(one.numel() for one in network.parameters()) / 1e6, 1)


def test_the_small_model_has_the_size_that_its_card_will_say_and_begins_without_time() -> None:
    model = film_tiny()
    assert (millions(model.vae), millions(model.unet), millions(model.temporal)) == (3.0, 16.1, 0.4)
    assert model.factor == 4
    assert model.temporal.is_neutral


def test_equal_random_states_begin_equal_models() -> None:
    begun = []
    for _ in range(2):
        torch.manual_seed(5)
        begun.append(film_tiny().unet.conv_in.weight)
    assert torch.equal(*begun)
