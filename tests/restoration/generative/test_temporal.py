import torch

from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.temporal import TemporalAdapter, TemporalLayer


def answer(model: FilmRestorationPipeline, temporal: TemporalAdapter | None, pictures: torch.Tensor) -> torch.Tensor:
    words = model.prompts.quality.expand(len(pictures), -1, -1)
    asked = {"encoder_hidden_states": words, "class_labels": torch.full((len(pictures),), 20)}
    if temporal is None:
        return model.unet(pictures, torch.tensor(100), **asked).sample
    with temporal.inside(model.unet):
        return model.unet(pictures, torch.tensor(100), **asked).sample


def pictures(count: int) -> torch.Tensor:
    return torch.randn(count, 7, 16, 16, generator=torch.Generator().manual_seed(4))


def test_an_adapter_that_nobody_trained_changes_nothing(model: FilmRestorationPipeline) -> None:
    beginning = TemporalAdapter.beginning_for(model.unet)
    assert beginning.is_neutral
    with torch.no_grad():
        assert torch.equal(answer(model, beginning, pictures(3)), answer(model, None, pictures(3)))


def test_a_picture_is_seen_by_the_others_of_its_window_and_by_none_after_it(model: FilmRestorationPipeline) -> None:
    shown, other = pictures(3), pictures(3)
    other[2] += 1
    with torch.no_grad():
        before, after = (answer(model, model.temporal, one) for one in (shown, other))
        apart = [answer(model, None, one) for one in (shown, other)]
    assert not torch.allclose(before[0], after[0], atol=1e-4)
    assert torch.equal(apart[0][0], apart[1][0])


def test_the_network_is_left_as_it_was(model: FilmRestorationPipeline) -> None:
    with model.temporal.inside(model.unet):
        pass
    assert not any(block._forward_hooks for block in [*model.unet.down_blocks, *model.unet.up_blocks])


def test_a_layer_sees_a_place_alone_and_not_the_tile() -> None:
    torch.manual_seed(2)
    layer = TemporalLayer(32, heads=4)
    torch.nn.init.normal_(layer.leave.weight)
    features = torch.randn(5, 32, 6, 8)
    with torch.no_grad():
        assert torch.allclose(layer(features)[..., 2:4, 3:5], layer(features[..., 2:4, 3:5]), atol=1e-5)


def test_it_can_be_trained_beside_a_network_that_stays(model: FilmRestorationPipeline) -> None:
    adapter = TemporalAdapter.beginning_for(model.unet)
    answer(model, adapter, pictures(3)).square().mean().backward()
    gradients = [layer.leave.weight.grad for layer in adapter.layers]
    model.unet.zero_grad()
    assert all(gradient is not None and bool(gradient.any()) for gradient in gradients)
