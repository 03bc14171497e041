from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKL

from restoration.generative.temporal_autoencoder import TemporalAutoencoder


def for_pictures(**more: bool) -> AutoencoderKL:
    torch.manual_seed(6)
    return AutoencoderKL(
        block_out_channels=(32, 64),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        norm_num_groups=2,
        scaling_factor=1.5,
        **more,
    )


def pictures(count: int) -> torch.Tensor:
    return torch.rand(count, 3, 32, 32, generator=torch.Generator().manual_seed(7)) * 2 - 1


@torch.inference_mode()
@pytest.mark.parametrize("has_after", [True, False])
def test_it_begins_as_an_autoencoder_for_pictures(has_after: bool) -> None:
    before = for_pictures(use_post_quant_conv=has_after)
    if has_after:
        before.post_quant_conv.bias.zero_()
    in_time = TemporalAutoencoder.beginning_as(before)
    latents = before.encode(pictures(3)).latent_dist.mode()
    assert torch.equal(in_time.encode(pictures(3)).latent_dist.mode(), latents)
    assert in_time.config.scaling_factor == 1.5
    assert torch.allclose(in_time.decode(latents, num_frames=3).sample, before.decode(latents).sample, atol=1e-4)


@torch.inference_mode()
def test_a_constant_after_the_latents_counts_but_at_the_rim_of_a_tile() -> None:
    before = for_pictures()
    before.post_quant_conv.bias.fill_(0.5)
    latents = torch.randn(1, 4, 16, 16)
    first = before.decoder.conv_in(before.post_quant_conv(latents))
    entered = TemporalAutoencoder.beginning_as(before).decoder.conv_in(latents)
    assert torch.allclose(entered[..., 1:-1, 1:-1], first[..., 1:-1, 1:-1], atol=1e-5)
    assert not torch.allclose(entered, first, atol=1e-2)


def test_every_layer_along_time_can_learn_and_lets_neighbours_in() -> None:
    before = for_pictures()
    in_time = TemporalAutoencoder.beginning_as(before)
    latents = before.encode(pictures(3)).latent_dist.mode().detach()
    in_time.decode(latents, num_frames=3).sample.square().mean().backward()
    last = [module.conv2 for name, module in in_time.decoder.named_modules() if name.endswith("temporal_res_block")]
    assert len(last) == 6
    assert all(bool(conv.weight.grad.any()) for conv in last)
    with torch.no_grad():
        for conv in last:
            conv.weight.normal_(0, 0.2)
        other = latents.clone()
        other[2] += 1
        one, another = (in_time.decode(each, num_frames=3).sample for each in (latents, other))
        alone = [in_time.decode(one[:1], num_frames=1).sample for one in (latents, other)]
    assert not torch.allclose(one[0], another[0], atol=1e-3)
    assert torch.equal(*alone)


def test_it_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    in_time = TemporalAutoencoder.beginning_as(for_pictures())
    in_time.save_pretrained(tmp_path)
    again = TemporalAutoencoder.from_pretrained(tmp_path)
    latents = torch.randn(2, 4, 8, 8)
    with torch.inference_mode():
        answers = [one.decode(latents, num_frames=2).sample for one in (in_time, again)]
    assert torch.allclose(*answers, atol=1e-5)
    assert all(torch.equal(one, again.state_dict()[name]) for name, one in in_time.state_dict().items())
    groups = {module.num_groups for module in again.modules() if isinstance(module, torch.nn.GroupNorm)}
    assert groups == {2}
