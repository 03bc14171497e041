"""What holds for any weights: these are random, and draw what has nothing to do with the film."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from restoration.color.difference import ciede2000, lab_from_display
from restoration.generative import pipeline
from restoration.generative.control import Control
from restoration.generative.film_tiny import film_tiny
from restoration.generative.pipeline import FilmRestorationPipeline
from tests.restoration.generative.random_model import SCALE, SMALLEST, Array, drifting, faithful, random_model

ALL_THE_MODEL = 0.0
CONTROL = Control(strength=0.6, steps=2)


def equal(some: list[Array], others: list[Array]) -> bool:
    return len(some) == len(others) and all(np.array_equal(a, b) for a, b in zip(some, others, strict=True))


def test_it_gives_pictures_of_the_enlarged_size_that_are_not_the_faithful_ones(model: FilmRestorationPipeline) -> None:
    frames = drifting(2, 18, 29)
    large = faithful(frames)
    made = model(frames, large, fidelity=ALL_THE_MODEL, control=CONTROL).frames
    assert [one.shape for one in made] == [(36, 58, 3)] * 2
    assert all(one.dtype == np.float32 and one.min() >= 0 and one.max() <= 1 for one in made)
    assert all(np.abs(a - b).mean() > 0.02 for a, b in zip(made, large, strict=True))


def test_strength_0_is_the_faithful_picture_bit_for_bit(model: FilmRestorationPipeline) -> None:
    frames = drifting(2, 16, 24)
    large = faithful(frames)
    made = model(frames, large, fidelity=ALL_THE_MODEL, control=Control(strength=0)).frames
    assert equal(made, large)
    assert made[0] is not large[0]


def test_fidelity_1_is_the_faithful_picture_bit_for_bit(model: FilmRestorationPipeline) -> None:
    frames = drifting(1, 16, 24)
    assert equal(model(frames, faithful(frames), fidelity=1.0, control=CONTROL).frames, faithful(frames))


def test_a_protected_place_is_the_faithful_picture_bit_for_bit(model: FilmRestorationPipeline) -> None:
    frames = drifting(2, 40, 60)
    large = faithful(frames)
    face = np.zeros((40, 60), bool)
    face[10:21, 30:43] = True
    made = model(frames, large, first=7, fidelity=ALL_THE_MODEL, protect={7: face, 8: face}, control=CONTROL).frames
    inside = np.repeat(np.repeat(face, SCALE, 0), SCALE, 1)
    for one, kept in zip(made, large, strict=True):
        assert np.array_equal(one[inside], kept[inside])
        assert np.abs(one - kept)[:, :20].mean() > 0.02


def test_what_a_relative_model_does_not_change_of_the_latents_it_does_not_change_of_the_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its autoencoder, of random weights, shows nothing of the film."""
    monkeypatch.setattr(pipeline, "restored_latents", lambda *_, film, **__: film)
    frames = drifting(3, 18, 29)
    large = faithful(frames)
    torch.manual_seed(0)
    unchanged = film_tiny(replace(SMALLEST, is_relative=True))(frames, large, fidelity=ALL_THE_MODEL).frames
    absolute = random_model()(frames, large, fidelity=ALL_THE_MODEL).frames
    for made, lost, kept in zip(unchanged, absolute, large, strict=True):
        assert np.abs(made - kept).max() < 1e-6
        assert np.abs(lost - kept).mean() > 0.02


def test_fidelity_is_a_map(model: FilmRestorationPipeline) -> None:
    frames = drifting(1, 40, 60)
    fidelity = np.ones((40, 60), np.float32)
    fidelity[:, 40:] = 0
    (made,) = model(frames, faithful(frames), fidelity=[fidelity], control=CONTROL).frames
    (kept,) = faithful(frames)
    assert np.array_equal(made[:, :80], kept[:, :80])
    assert np.abs(made - kept)[:, 84:].mean() > 0.02


def test_the_colour_of_the_whole_stays_within_a_fifth_of_what_is_just_visible(model: FilmRestorationPipeline) -> None:
    frames = drifting(1, 40, 60)
    (made,) = model(frames, faithful(frames), fidelity=ALL_THE_MODEL, control=Control(strength=1, steps=2)).frames
    (kept,) = faithful(frames)
    of_whole = [lab_from_display(one.mean(axis=(0, 1))) for one in (made, kept)]
    assert np.abs(made - kept).mean() > 0.05
    assert float(ciede2000(*of_whole)) < 0.2


def test_equal_seeds_give_equal_pictures_and_others_do_not(model: FilmRestorationPipeline) -> None:
    frames = drifting(1, 16, 24)
    first, again, other = (
        model(frames, faithful(frames), fidelity=ALL_THE_MODEL, control=Control(strength=0.6, steps=2, seed=seed))
        for seed in (4, 4, 5)
    )
    assert equal(first.frames, again.frames)
    assert not equal(first.frames, other.frames)


def test_a_model_that_was_saved_draws_the_same(model: FilmRestorationPipeline, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path)
    again = FilmRestorationPipeline.from_pretrained(tmp_path)
    frames = drifting(2, 16, 24)
    made = [one(frames, faithful(frames), fidelity=ALL_THE_MODEL, control=CONTROL).frames for one in (model, again)]
    assert again.config.tile == model.config.tile
    assert not again.temporal.is_neutral
    assert equal(*made)


def test_several_threads_draw_what_one_does(model: FilmRestorationPipeline) -> None:
    films = [drifting(2, 16, 24, first=place) for place in (0, 30)]

    def drawn(frames: list[Array]) -> list[Array]:
        return model(frames, faithful(frames), fidelity=ALL_THE_MODEL, control=CONTROL).frames

    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(drawn, films))
    assert all(equal(one, drawn(film)) for one, film in zip(together, films, strict=True))


def test_an_untrained_adapter_leaves_each_picture_to_itself() -> None:
    single = random_model()
    for layer in single.temporal.layers:
        layer.leave.weight.data.zero_()
    frames = drifting(3, 16, 24)
    alone = Control(strength=0.6, steps=2, propagation=0)
    flat = FilmRestorationPipeline(**single.components, tile=16, window=1)
    together = flat(frames, faithful(frames), fidelity=ALL_THE_MODEL, control=alone).frames
    # The third frame is an anchor of the noise (frame 8), so that its own noise does not depend on its neighbours.
    last = flat(frames[2:], faithful(frames[2:]), first=8, fidelity=ALL_THE_MODEL, control=alone).frames
    shifted = flat(frames, faithful(frames), first=6, fidelity=ALL_THE_MODEL, control=alone).frames
    assert len(together) == 3
    assert np.abs(shifted[2] - last[0]).max() < 1e-5


@pytest.mark.parametrize("noise_level", [0, 350])
def test_the_noise_level_reaches_the_model(model: FilmRestorationPipeline, noise_level: int) -> None:
    frames = drifting(1, 16, 24)
    usual, other = (
        model(frames, faithful(frames), fidelity=0.0, control=Control(strength=0.6, steps=1, noise_level=level)).frames
        for level in (20, noise_level)
    )
    assert not equal(usual, other)
