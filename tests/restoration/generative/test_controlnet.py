"""The ControlNet route: the faithful picture as control image. Weights are random; what holds, holds for any."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import ControlNetModel

from restoration.generative.control import Control
from restoration.generative.errors import ModelNotUsable
from restoration.generative.pipeline import FilmRestorationPipeline
from tests.restoration.generative.random_model import Array, drifting, faithful, random_model

CONTROL = Control(strength=0.6, steps=2)


def controlnet(model: FilmRestorationPipeline, *, is_trained: bool = True, **config: Any) -> ControlNetModel:
    """Return one on the UNet's own weights; its last projections are zero until it is trained."""
    torch.manual_seed(6)
    made = ControlNetModel.from_unet(model.unet, conditioning_embedding_out_channels=(16, 32))
    if config:
        kept = {name: value for name, value in made.config.items() if name != "_use_default_values"}
        made = ControlNetModel.from_config(kept | config)
    if is_trained:
        for last in (*made.controlnet_down_blocks, made.controlnet_mid_block, made.controlnet_cond_embedding.conv_out):
            torch.nn.init.normal_(last.weight, 0, 0.1)
    return made


def controlled(**more: Any) -> FilmRestorationPipeline:
    model = random_model()
    return FilmRestorationPipeline(
        **(model.components | {"tile": 16, "window": 4, "controlnet": controlnet(model, **more)})
    )


def drawn(model: FilmRestorationPipeline, **more: Any) -> list[Array]:
    frames = drifting(3, 16, 24)
    return model(frames, faithful(frames), **({"fidelity": 0.0, "control": CONTROL} | more)).frames


def equal(some: list[Array], others: list[Array]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))


def test_before_training_it_changes_nothing_and_then_it_does() -> None:
    plain = drawn(random_model())
    assert equal(drawn(controlled(is_trained=False)), plain)
    assert not equal(drawn(controlled()), plain)


def test_it_sees_the_faithful_picture() -> None:
    model = controlled()
    frames = drifting(1, 16, 24)
    (large,) = faithful(frames)
    seen: list[torch.Tensor] = []
    hook = model.controlnet.controlnet_cond_embedding.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    model(frames, [large], fidelity=0.0, control=Control(strength=0.6, steps=1))
    hook.remove()
    assert {tuple(one.shape) for one in seen} == {(1, 3, 32, 32)}
    # The margin of 2 latents, 4 pixels, is mirrored; then the picture begins.
    inside = seen[0][0, :, 4:, 4:].permute(1, 2, 0).numpy()
    assert np.abs(inside - large[:28, :28]).max() < 1e-6


def test_what_is_held_to_the_film_without_it_is_held_with_it() -> None:
    model, frames = controlled(), drifting(3, 16, 24)
    large = faithful(frames)
    mask = np.zeros((16, 24), bool)
    mask[2:9, 4:20] = True
    assert equal(drawn(model, control=Control(strength=0)), large)
    assert equal(drawn(model, fidelity=1.0), large)
    assert np.array_equal(drawn(model, protect={1: mask})[1][4:18, 8:40], large[1][4:18, 8:40])
    whole = drawn(model, cuts=(2,))
    alone = model(frames[:2], large[:2], fidelity=0.0, control=CONTROL).frames
    assert equal(whole[:2], alone)


def test_it_is_saved_and_read_with_the_model(tmp_path: Path) -> None:
    model = controlled()
    model.save_pretrained(tmp_path / "with")
    again = FilmRestorationPipeline.from_pretrained(tmp_path / "with")
    assert isinstance(again.controlnet, ControlNetModel)
    assert equal(drawn(again), drawn(model))
    random_model().save_pretrained(tmp_path / "without")
    assert FilmRestorationPipeline.from_pretrained(tmp_path / "without").controlnet is None


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"block_out_channels": (32, 64)}, "the block_out_channels of its ControlNet is"),
        ({"cross_attention_dim": 8}, "the cross_attention_dim of its ControlNet is 8, that of its UNet 16"),
        ({"in_channels": 5}, "its ControlNet takes 5 channels, neither 4 of the latents nor 7"),
        ({"num_class_embeds": 10}, "counts the noise on the picture otherwise"),
        ({"conditioning_channels": 1}, "its ControlNet is shown 1 channels"),
        (
            {"conditioning_embedding_out_channels": (16, 32, 96, 256)},
            "makes pictures 8 times smaller and its autoencoder 2 times",
        ),
    ],
)
def test_a_controlnet_of_another_kind_is_refused(config: dict[str, Any], found: str) -> None:
    with pytest.raises(ModelNotUsable, match=found):
        controlled(is_trained=False, **config)


def test_a_controlnet_of_latents_alone_is_driven_too() -> None:
    assert not equal(drawn(controlled(in_channels=4, num_class_embeds=None)), drawn(random_model()))
