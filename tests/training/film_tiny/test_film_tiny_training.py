import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from restoration.generative.film_tiny import FILM_TINY, FILM_TINY_CPU, Widths, film_tiny
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.sampling import prediction_of
from restoration.generative.temporal_autoencoder import TemporalAutoencoder
from tests.training.interrupted import trained_whole_and_in_parts
from tests.training.sample_sources import write_sources
from training import course
from training.film_tiny import autoencoder, decoding, denoising
from training.film_tiny import samples as making
from training.film_tiny import train as training
from training.film_tiny.batches import Batch, drawn
from training.film_tiny.beginning import begun
from training.film_tiny.samples import Sample, samples, side_of
from training.film_tiny.ship import LARGEST, ship
from training.scenes import Scenes

SMALL = replace(FILM_TINY_CPU, autoencoder=(32, 32), unet=(32, 32), words=8, tile=8)
IN_TIME = replace(SMALL, autoencoder=(32, 32, 32), autoencoder_groups=32, decodes_in_time=True)
"""As FILM_TINY: latents a quarter as large, decoded in time."""


def _noise(number: int, factor: int = 2) -> Sample:
    shown = np.random.default_rng(number).random((4, 3, 12, 12)).astype(np.float16)
    large = np.repeat(np.repeat(shown, factor, 2), factor, 3)
    return Sample(shown, large, large)


@pytest.fixture
def _made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def made_here(make: Callable[[int], list[Sample]], **_: object) -> Iterator[Callable[[int], Iterator[Sample]]]:
        yield lambda first: (one for number in range(first, 10_000) for one in make(number))

    monkeypatch.setattr(course, "made_beside", made_here)
    monkeypatch.setattr(making, "samples", lambda seed, *, side, factor: [_noise(seed, factor)])
    monkeypatch.setattr(training, "HELD", 6)
    monkeypatch.setattr(training, "MEASURED", 2)


@pytest.mark.usefixtures("_made_here")
@pytest.mark.parametrize(
    ("steps", "widths"),
    [
        ((4, 1, 1, 0), SMALL),
        ((4, 1, 1, 0), IN_TIME),
        ((1, 4, 1, 0), SMALL),
        ((1, 4, 1, 0), IN_TIME),
        ((1, 1, 4, 0), SMALL),
        ((1, 1, 0, 4), SMALL),
        ((1, 1, 0, 4), IN_TIME),
    ],
)
def test_a_training_interrupted_in_any_part_ends_as_an_uninterrupted_one(
    steps: tuple[int, int, int, int], widths: Widths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = training.Plan(encoding=steps[0], steps=steps[1], in_time=steps[2], decoding=steps[3], batch=4)

    def train(folder: Path) -> nn.Module:
        model = training.train(plan, folder, widths=widths)
        assert model is not None
        assert model.vae.config.scaling_factor != 1
        return nn.ModuleDict({name: model.components[name] for name in ("vae", "unet", "temporal", "prompts")})

    whole, parts = trained_whole_and_in_parts(train, tmp_path, monkeypatch)
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


@pytest.mark.usefixtures("_made_here")
def test_a_training_whose_time_is_over_has_no_model_yet(tmp_path: Path) -> None:
    plan = training.Plan(steps=1, encoding=1, in_time=1, batch=2)
    assert training.train(plan, tmp_path, until=0.0, widths=SMALL) is None
    assert training.train(plan, tmp_path, widths=SMALL) is not None


@pytest.mark.usefixtures("_made_here")
def test_without_steps_in_time_the_adapter_changes_nothing(tmp_path: Path) -> None:
    plan = training.Plan(steps=1, encoding=1, in_time=0, batch=2)
    model = training.train(plan, tmp_path, widths=SMALL)
    assert model is not None
    assert model.temporal.is_neutral


@pytest.mark.usefixtures("_made_here")
def test_it_may_be_trained_on_from_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = film_tiny(SMALL)
    before.vae.register_to_config(scaling_factor=1.5)
    ship(before, tmp_path / "shipped")
    monkeypatch.setattr(training, "HOME", tmp_path / "shipped")
    same = training.train(training.Plan(steps=0, in_time=0, from_shipped=True), tmp_path / "same")
    other = training.train(training.Plan(steps=2, batch=2, in_time=0, from_shipped=True), tmp_path / "other")
    assert same is not None
    assert other is not None
    assert other.vae.config.scaling_factor == 1.5
    assert other.temporal.is_neutral
    for model, is_same in ((same, {"vae": True, "unet": True}), (other, {"vae": True, "unet": False})):
        for name, expected in is_same.items():
            pairs = zip(model.components[name].parameters(), before.components[name].parameters(), strict=True)
            assert all(torch.equal(one, two.float()) for one, two in pairs) == expected


@pytest.mark.usefixtures("_made_here")
def test_the_last_part_trains_the_decoder_alone_and_lets_it_see_neighbours(tmp_path: Path) -> None:
    before, after = (
        training.train(training.Plan(steps=1, encoding=1, in_time=0, decoding=steps, batch=2), tmp_path, widths=SMALL)
        for steps in (0, 3)
    )
    assert before is not None
    assert after is not None
    assert isinstance(after.vae, TemporalAutoencoder)
    assert after.vae.config.scaling_factor == before.vae.config.scaling_factor != 1
    for one, other in (
        (before.unet, after.unet),
        (before.prompts, after.prompts),
        (before.vae.encoder, after.vae.encoder),
        (before.vae.quant_conv, after.vae.quant_conv),
    ):
        assert all(torch.equal(weights, other.state_dict()[name]) for name, weights in one.state_dict().items())
    latents = torch.randn(3, 4, 8, 8)
    with torch.inference_mode():
        together, alone = (after.vae.decode(latents[:count], num_frames=count).sample for count in (3, 1))
    assert not torch.equal(together[:1], alone)


def test_a_decoder_that_flickers_is_wrong_in_its_changes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MOST_NOISE", 0.0)
    batch = drawn([_noise(1)], random.Random(3), pieces=1, length=4, tile=8, device="cpu")  # noqa: S311
    vae = TemporalAutoencoder.beginning_as(film_tiny(SMALL).vae)
    pattern = torch.randn(16, 16)
    flicker = torch.tensor([1.0, -1.0, 1.0, -1.0])[:, None, None, None]

    def wrongness(added: torch.Tensor, share: float) -> float:
        monkeypatch.setattr(decoding, "CHANGE_SHARE", share)
        answer = SimpleNamespace(sample=batch.truth + added)
        monkeypatch.setattr(TemporalAutoencoder, "decode", lambda *_, **__: answer)
        return float(decoding.loss(vae, batch, random.Random(0)))  # noqa: S311

    assert wrongness(torch.zeros(()), 1.0) == 0
    assert wrongness(pattern, 1.0) == pytest.approx(wrongness(pattern, 0.0), rel=1e-4)
    assert wrongness(flicker * pattern, 0.0) == pytest.approx(wrongness(pattern, 0.0), rel=1e-4)
    assert wrongness(flicker * pattern, 1.0) == pytest.approx(3 * wrongness(pattern, 0.0), rel=1e-4)


def test_a_single_picture_has_no_changes_and_can_be_learnt_from() -> None:
    batch = drawn([_noise(1)], random.Random(3), pieces=1, length=1, tile=8, device="cpu")  # noqa: S311
    vae = TemporalAutoencoder.beginning_as(film_tiny(SMALL).vae)
    wrong = decoding.loss(vae, batch, random.Random(0))  # noqa: S311
    wrong.backward()
    assert float(wrong.detach()) > 0


def test_the_autoencoder_begins_by_averages_and_straight_lines() -> None:
    torch.manual_seed(0)
    vae = film_tiny(FILM_TINY_CPU).vae
    begun(vae)
    picture = functional.interpolate(torch.rand(1, 3, 4, 4) - 0.5, size=(32, 32), mode="bicubic")
    with torch.inference_mode():
        latents = vae.encode(picture).latent_dist.mode()
        drawn_again = vae.decode(latents).sample
    assert float((latents[:, :3] - functional.avg_pool2d(picture, 2)).abs().mean()) < 0.05
    assert float((drawn_again - picture).abs().mean()) < 0.1


def test_a_picture_is_not_different_from_itself_and_its_tone_counts_little() -> None:
    picture = torch.rand(1, 3, 16, 16)
    assert float(autoencoder.difference(picture, picture)) == 0
    assert float(autoencoder.difference(picture + 0.1, picture)) == pytest.approx(0.01, abs=1e-6)
    halves = torch.where(torch.arange(16) < 8, 0.1, -0.1)
    assert float(autoencoder.difference(picture + halves, picture)) > 0.1


def test_the_prediction_that_means_the_clean_latents_costs_nothing() -> None:
    model = film_tiny(SMALL)
    draw = random.Random(4)  # noqa: S311 -- no secret, a seed
    batch = drawn([_noise(number) for number in range(3)], draw, pieces=3, length=1, tile=8, device="cpu")
    given = denoising.noised(model, model.prompts, batch, draw)
    right = torch.cat(
        [
            prediction_of(model.scheduler, clean, noisy, step)
            for clean, noisy, step in zip(given.clean[:, None], given.noisy[:, None], given.timesteps, strict=True)
        ]
    )
    assert float(denoising.wrongness(model, right, given)) == pytest.approx(0, abs=1e-5)
    assert float(denoising.wrongness(model, right + torch.randn_like(right), given)) > 0.01


def test_pictures_of_one_piece_are_noised_alike_and_asked_for_by_one_prompt() -> None:
    model = film_tiny(SMALL)
    draw = random.Random(1)  # noqa: S311 -- no secret, a seed
    batch = drawn([_noise(number) for number in range(8)], draw, pieces=8, length=4, tile=8, device="cpu")
    given = denoising.noised(model, model.prompts, batch, draw)
    for told in (given.timesteps, given.levels, given.words):
        of_pieces = told.unflatten(0, (8, 4))
        assert torch.equal(of_pieces, of_pieces[:, :1].expand_as(of_pieces))
    assert len(given.timesteps.unique()) == 8


def test_the_negative_prompt_asks_for_the_worn_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(denoising, "NEGATIVE_SHARE", 1.0)
    model = film_tiny(SMALL)
    worn, truth = torch.zeros(1, 3, 8, 8), torch.ones(1, 3, 16, 16)
    given = denoising.noised(model, model.prompts, Batch(1, worn, truth, truth), random.Random(0))  # noqa: S311
    with torch.inference_mode():
        expected = model.vae.encode(torch.zeros(1, 3, 16, 16)).latent_dist.mode()
    assert torch.allclose(given.clean, expected, atol=0.02)
    assert torch.equal(given.words, model.prompts.negative)


def test_pieces_of_what_is_shown_lie_where_those_of_the_truth_do() -> None:
    held = [_noise(number) for number in range(4)]
    batch = drawn(held, random.Random(2), pieces=4, length=2, tile=8, device="cpu")  # noqa: S311
    assert batch.shown.shape == (8, 3, 8, 8)
    assert torch.equal(functional.interpolate(batch.shown, scale_factor=2), batch.truth)
    assert torch.equal(batch.faithful, batch.truth)


def test_samples_have_the_film_the_faithful_picture_and_the_truth(tmp_path: Path) -> None:
    listed = write_sources(tmp_path)
    make = partial(samples, side=64, scenes=Scenes(128, 128, 3, listed, tmp_path))
    for seed, factor in enumerate((2, 2, 4)):
        (sample,) = make(seed, factor=factor)
        assert sample.shown.shape == (3, 3, 64 // factor, 64 // factor)
        assert sample.faithful.shape == sample.truth.shape == (3, 3, 64, 64)
        tones = [one.astype(np.float32).mean(axis=(2, 3)) for one in (sample.shown, sample.faithful, sample.truth)]
        assert np.abs(tones[0] - tones[2]).max() < 0.03
        assert np.abs(tones[1] - tones[2]).max() < 0.03


def test_samples_are_larger_than_tiles_and_no_larger_than_they_need_be() -> None:
    for widths, factor, side in ((FILM_TINY_CPU, 2, 192), (FILM_TINY, 4, 320)):
        model = film_tiny(widths)
        assert model.factor == factor
        assert side_of(model.config.tile, model.factor) == side


def test_the_larger_model_ships_in_files_of_less_than_16_megabytes(tmp_path: Path) -> None:
    model = film_tiny(FILM_TINY)
    ship(model, tmp_path / "weights")
    sizes = [file.stat().st_size for file in (tmp_path / "weights").rglob("*.safetensors")]
    assert max(sizes) < LARGEST < sum(sizes)
    again = FilmRestorationPipeline.from_pretrained(tmp_path / "weights", dtype=torch.float16)
    for name, weights in model.unet.state_dict().items():
        assert torch.equal(again.unet.state_dict()[name], weights)
