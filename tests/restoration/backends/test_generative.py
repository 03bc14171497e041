"""Every back end draws what the reference draws, within its precision; the pipeline does not know which one it is."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.models.attention_processor import AttnProcessor2_0
from torch import nn

from benchmarks.generative.models import upscaler
from restoration.backends.contract import BackendId
from restoration.backends.openvino import KINDS
from restoration.backends.placement import WORKING, Placement, channels_last, placed, placement_for, sizes_of
from restoration.backends.selection import missing
from restoration.generative.control import Control
from restoration.generative.film_tiny import film_tiny
from restoration.generative.networks import DECODE, DENOISE, ENCODE, angles_of, digest_of
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.models.contract import FolderSpec
from restoration.models.folders import folder_digest
from tests.restoration.backends.opened import opened
from tests.restoration.generative.random_model import drifting, faithful, random_model
from tests.restoration.generative.test_controlnet import controlled

CONTROL = Control(strength=0.6, steps=2)
GIB = 1024**3


@pytest.fixture(autouse=True)
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANSWERPRINT_COMPILED", str(tmp_path / "compiled"))
    return tmp_path / "compiled"


@pytest.fixture
def threads_of_torch() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def given(model: FilmRestorationPipeline, count: int, timestep: int = 998) -> dict[str, tuple[torch.Tensor, ...]]:
    """Return what each part of a model is shown for a tile of so many pictures."""
    random = torch.Generator().manual_seed(4)
    side, channels = model.config.tile, model.vae.config.latent_channels
    latents = torch.randn(count, channels + 3, side, side, generator=random)
    level = torch.full((count,), 20)
    words = model.prompts.quality.detach().float().expand(count, -1, -1)
    return {
        ENCODE: (torch.rand(1, 3, side * model.factor, side * model.factor, generator=random) * 2 - 1,),
        DENOISE: (latents, angles_of(model.unet, torch.tensor(timestep), count), level, words),
        DECODE: (latents[:, :channels].contiguous(),),
    }


def decibels(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(20 * torch.log10(one.abs().max() / (one - other.cpu()).square().mean().sqrt()))


def held_to_the_reference(
    model: FilmRestorationPipeline, identity: BackendId, count: int, names: tuple[str, ...] = (ENCODE, DENOISE, DECODE)
) -> dict[str, float]:
    """Return how near to the reference a back end computes each part, in dB below its greatest number."""
    shown = given(model, count)
    with torch.inference_mode():
        expected = {name: network(*shown[name]) for name, network in model.networks().items() if name in names}
    found = {}
    computing = opened(identity).take_over(model)
    for name in names:
        planes = [one.to(computing.device) for one in shown[name]]
        with torch.inference_mode():
            found[name] = decibels(expected[name], computing.parts[name](*planes))
    return found


@pytest.mark.parametrize(
    ("identity", "bound"),
    [
        pytest.param("openvino-fp32", 90, marks=pytest.mark.slow),
        ("openvino-bf16", 33),
        pytest.param("cuda-bf16", 33, marks=pytest.mark.gpu),
    ],
)
@pytest.mark.parametrize("name", [ENCODE, DENOISE, DECODE])
def test_back_ends_are_held_to_the_reference(identity: BackendId, bound: float, name: str) -> None:
    assert held_to_the_reference(random_model(), identity, count=2, names=(name,))[name] > bound


@pytest.mark.slow
@pytest.mark.parametrize(
    ("identity", "bound"),
    [("openvino-fp32", 90), ("openvino-bf16", 33), pytest.param("cuda-bf16", 33, marks=pytest.mark.gpu)],
)
def test_at_the_size_of_film_tiny_back_ends_are_held_to_the_reference(identity: BackendId, bound: float) -> None:
    torch.manual_seed(3)
    model = film_tiny()
    for layer in model.temporal.layers:
        nn.init.normal_(layer.leave.weight, 0, 0.3)
    found = held_to_the_reference(model, identity, count=2)
    assert min(found.values()) > bound, found


@pytest.mark.slow
@pytest.mark.parametrize("identity", ["openvino-fp32", pytest.param("cuda-bf16", marks=pytest.mark.gpu)])
def test_a_controlnet_is_computed_with_the_unet(identity: BackendId) -> None:
    model = controlled()
    shown = given(model, 2)[DENOISE]
    pictures = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(5))
    with torch.inference_mode():
        expected, without = model.networks()[DENOISE](*shown, pictures), model.networks()[DENOISE](*shown)
    computing = opened(identity).take_over(model)
    found = computing.parts[DENOISE](*(one.to(computing.device) for one in (*shown, pictures)))
    assert decibels(expected, found) > (33 if computing.device == "cuda" else 90)
    assert decibels(expected, without) < 33


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("identity", ["openvino-bf16", pytest.param("cuda-bf16", marks=pytest.mark.gpu)])
def test_at_the_size_of_a_large_upscaler_back_ends_are_held_to_the_reference(identity: BackendId) -> None:
    assert min(held_to_the_reference(upscaler(tile=64), identity, count=1).values()) > 33


@pytest.mark.parametrize(
    ("identity", "most"),
    [
        ("cpu-fp32", 0.0),
        pytest.param("openvino-fp32", 1e-4, marks=pytest.mark.slow),
        pytest.param("cuda-bf16", 0.05, marks=pytest.mark.gpu),
    ],
)
@pytest.mark.usefixtures("threads_of_torch")
def test_the_pipeline_draws_the_same_whatever_computes(identity: BackendId, most: float) -> None:
    frames = drifting(1, 16, 24)
    model, other = random_model(), random_model()
    opened(identity).take_over(other)
    expected, found = (one(frames, faithful(frames), fidelity=0.0, control=CONTROL).frames[0] for one in (model, other))
    assert float(np.abs(expected - found).max()) <= most


def test_what_was_compiled_is_kept_by_weights_and_configuration(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = partial(held_to_the_reference, identity="openvino-fp32", count=1, names=(DECODE,))
    first = decoded(random_model())
    assert len(list(compiled.iterdir())) == 1

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    with monkeypatch.context() as patched:
        patched.setattr("openvino.convert_model", refuse)
        assert decoded(random_model()) == first
        with pytest.raises(AssertionError, match="compiled again"):
            decoded(random_model(seed=2))


def test_a_digest_is_of_weights_and_configurations() -> None:
    model = random_model()
    assert digest_of(model.networks()) == digest_of(random_model().networks())
    changed = random_model()
    changed.temporal.layers[0].leave.bias.data[0] += 1e-3
    assert digest_of(changed.networks()) != digest_of(model.networks())
    other = random_model()
    other.unet.register_to_config(norm_eps=1e-3)
    assert digest_of(other.networks()) != digest_of(model.networks())


def test_late_timesteps_are_as_exact_in_bfloat16_as_early_ones() -> None:
    if missing("openvino-bf16"):
        pytest.skip(missing("openvino-bf16"))
    assert KINDS["openvino-bf16"].precision == "bf16"
    model = random_model()
    with torch.inference_mode():
        expected = [model.networks()[DENOISE](*given(model, 1, step)[DENOISE]) for step in (1, 998)]
    computing = opened("openvino-bf16").take_over(model)
    early, late = (
        decibels(one, computing.parts[DENOISE](*given(model, 1, step)[DENOISE]))
        for one, step in zip(expected, (1, 998), strict=True)
    )
    assert abs(early - late) < 3


def test_the_cpu_draws_in_bfloat16_too() -> None:
    model, narrow = random_model(), random_model()
    narrow.to(torch.bfloat16)
    frames = drifting(2, 16, 24)
    expected, found = (one(frames, faithful(frames), fidelity=0.5, control=CONTROL).frames for one in (model, narrow))
    assert 0 < float(np.abs(expected[0] - found[0]).mean()) < 0.01


def test_attention_is_computed_by_the_fused_kernel_of_torch() -> None:
    model = random_model()
    attentions = [*model.unet.attn_processors.values(), *model.vae.attn_processors.values()]
    assert attentions
    assert all(isinstance(one, AttnProcessor2_0) for one in attentions)


def test_networks_lie_on_the_gpu_as_far_as_there_is_memory() -> None:
    sizes = {"encode": GIB, "denoise": 2 * GIB, "decode": 0}
    assert placement_for(WORKING + 3 * GIB, sizes) is Placement.RESIDENT
    assert placement_for(WORKING + 3 * GIB - 1, sizes) is Placement.IN_TURNS
    assert placement_for(WORKING + 2 * GIB - 1, sizes) is Placement.STREAMED
    assert placement_for(0, sizes) is Placement.STREAMED


def test_the_autoencoder_is_counted_once() -> None:
    model = random_model()
    sizes = sizes_of(model.networks())
    parts = (model.vae, model.unet, model.temporal)
    weights = sum(one.numel() * 4 for part in parts for one in part.parameters())
    assert sizes[DECODE] == 0
    assert sum(sizes.values()) == weights


@pytest.mark.parametrize("placement", Placement)
@pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=pytest.mark.gpu)])
def test_wherever_networks_lie_they_compute_the_same(placement: Placement, device: str) -> None:
    model, other = random_model(), random_model()
    shown = given(model, 2)
    here = placed(other.networks(), placement, device)
    for name in (ENCODE, DENOISE, DECODE, DENOISE, ENCODE):
        with torch.inference_mode():
            expected = model.networks()[name](*shown[name])
            found = here[name](*(one.to(device) for one in shown[name]))
        assert decibels(expected, found) > 60 if device == "cuda" else torch.equal(expected, found), name


def test_networks_that_take_turns_are_moved_only_where_another_computes() -> None:
    moves: list[tuple[str, str]] = []

    class Moved(nn.Module):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

        def to(self, *given: object, **_: object) -> "Moved":
            moves.append((self.name, str(given[0])))
            return self

    class Whole(nn.Module):
        def __init__(self, part: nn.Module) -> None:
            super().__init__()
            self.part = part

        def forward(self, planes: torch.Tensor) -> torch.Tensor:
            return planes

    vae, unet = Moved("vae"), Moved("unet")
    here = placed({"a": Whole(vae), "b": Whole(unet), "c": Whole(vae)}, Placement.IN_TURNS, "cuda")
    for name in ("a", "a", "c", "b", "b", "a"):
        here[name](torch.zeros(1))
    on, off = ("cuda", "cpu")
    assert moves == [("vae", on), ("vae", off), ("unet", on), ("unet", off), ("vae", on)]


def test_weights_over_time_have_no_order_of_pictures() -> None:
    model = random_model()
    channels_last(model.vae)
    kinds = {one.dim() for one in model.vae.parameters()}
    assert {4, 5} <= kinds
    assert all(one.is_contiguous(memory_format=torch.channels_last) for one in model.vae.parameters() if one.dim() == 4)


def test_a_declared_model_is_read_and_computed_by_the_back_end(tmp_path: Path) -> None:
    random_model().save_pretrained(tmp_path / "model")
    spec = FolderSpec(name="random", parts=(), sha256="", folder=tmp_path / "model", licence="none")
    spec = replace(spec, sha256=folder_digest(spec))
    model = opened("cpu-fp32").model(spec)
    assert set(model.parts) == {ENCODE, DENOISE, DECODE}
    frames = drifting(1, 16, 24)
    assert model.pipeline is not None
    made, expected = (
        one(frames, faithful(frames), control=CONTROL).frames[0] for one in (model.pipeline, random_model())
    )
    assert np.array_equal(made, expected)
