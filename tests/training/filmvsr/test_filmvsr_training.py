import random
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from restoration.models.filmvsr.spec import SCALES
from tests.training.interrupted import make_here, trained_whole_and_in_parts
from tests.training.sample_sources import write_sources
from training.filmvsr import batches
from training.filmvsr import train as training
from training.filmvsr.batches import drawn
from training.filmvsr.evaluate import trained
from training.filmvsr.loss import fidelity, unsteadiness
from training.filmvsr.samples import FINER, SHARES, Sample, samples
from training.scenes import Scenes

SIDES = {1: 32, 2: 32, 4: 32}


@pytest.fixture
def _made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    make_here(monkeypatch, _noise)
    monkeypatch.setattr(training, "HELD", 6)
    monkeypatch.setattr(batches, "CROP", 16)


def _noise(number: int) -> Sample:
    draw = np.random.default_rng(number)
    scale = SCALES[number % 3]
    shown, truth = (draw.random((3, 3, 24 * times, 24 * times)).astype(np.float16) for times in (1, scale))
    before, after = (draw.normal(0, 1, (3, 2, 12, 12)).astype(np.float16) for _ in range(2))
    return Sample(scale, shown, truth, before, after)


@pytest.mark.usefixtures("_made_here")
def test_an_interrupted_training_ends_as_an_uninterrupted_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train = partial(training.train, training.Plan(steps=4, batch=2))
    whole, parts = trained_whole_and_in_parts(train, tmp_path, monkeypatch)
    assert all(torch.equal(whole[name], parts[name]) for name in whole)
    network, step = trained(tmp_path / "parts" / "checkpoint.pt")
    assert step == 4
    assert all(torch.equal(whole[name], value) for name, value in network.state_dict().items())


def test_the_truth_costs_nothing() -> None:
    truth = torch.rand(1, 3, 16, 16)
    assert float(fidelity(truth, truth)) == pytest.approx(0, abs=1e-7)
    assert float(fidelity(truth + 0.1, truth)) == pytest.approx(0.1, abs=2e-3)


def test_what_is_wrong_may_move_with_the_scene_but_not_flicker() -> None:
    pattern = torch.rand(1, 3, 32, 40)
    follows = [pattern[..., place : place + 32] for place in (4, 2, 0)]
    motion = torch.zeros(1, 2, 8, 8)
    motion[:, 0] = -0.5  # the pictures are twice as large as what the motion's grid is half of: two pixels here
    stays = unsteadiness(follows, [motion] * 3)
    flickers = unsteadiness([follows[0], -follows[1], follows[2]], [motion] * 3)
    assert float(stays) < 0.01
    assert float(flickers) > 0.2


def test_samples_show_the_truth_worn_and_smaller(tmp_path: Path) -> None:
    listed = write_sources(tmp_path)
    made = []
    for seed in range(8):
        scale = _scale(seed)
        side = round(SIDES[scale] * scale * FINER[scale])
        scenes = Scenes(side, side, 3, listed, tmp_path)
        made += samples(seed, SIDES, scenes)
    assert {sample.scale for sample in made} == set(SCALES)
    for sample in made:
        assert sample.shown.shape == (3, 3, 32, 32)
        assert sample.truth.shape == (3, 3, 32 * sample.scale, 32 * sample.scale)
        assert sample.before.shape == sample.after.shape == (3, 2, 16, 16)
        assert not sample.before[0].any()
        assert not sample.after[-1].any()
        truth = torch.from_numpy(sample.truth.astype(np.float32))
        small = torch.nn.functional.avg_pool2d(truth, sample.scale).numpy()
        assert np.abs(small.mean(axis=(2, 3)) - sample.shown.astype(np.float32).mean(axis=(2, 3))).max() < 0.03


def _scale(seed: int) -> int:
    """Return the scale that a seed draws, as ``samples`` does."""
    draw = np.random.default_rng(np.random.SeedSequence([seed, 2]))
    return int(draw.choice(SCALES, p=[SHARES[one] for one in SCALES]))


def test_mirrored_and_reversed_pieces_keep_their_motion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a picture follows its motion before it is drawn, it does so however it was turned."""
    monkeypatch.setattr(batches, "CROP", 32)
    texture = np.random.default_rng(3).random((3, 64, 64)).astype(np.float16)
    shown = np.stack([np.roll(texture, 2 * place, axis=2) for place in range(3)])
    before, after = (np.zeros((3, 2, 32, 32), np.float16) for _ in range(2))
    before[1:, 0], after[:-1, 0] = -1, 1
    sample = Sample(1, shown, shown, before, after)
    for seed in filter(_draws_one, range(24)):
        batch = drawn([sample], _draw(seed), 2, 3, "cpu")
        assert float(unsteadiness(batch.shown, batch.before)) < 0.01
        assert float(unsteadiness(batch.shown[::-1], batch.after[::-1])) < 0.01


def _draw(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 -- no secret, a seed


def _draws_one(seed: int) -> bool:
    return _draw(seed).choices(SCALES, [SHARES[one] for one in SCALES])[0] == 1


@pytest.mark.parametrize("scale", SCALES)
def test_the_loss_reaches_every_weight_that_had_a_part_in_the_answer(scale: int) -> None:
    torch.manual_seed(0)
    trainee = training.Trainee()
    torch.nn.init.normal_(trainee.network.get_submodule(f"head_x{scale}.add").get_parameter("weight"), 0, 0.1)
    sides = (16, 16 * scale)
    shown, truth = ([torch.rand(1, 3, side, side) for _ in range(3)] for side in sides)
    motion = [torch.randn(1, 2, 8, 8) for _ in range(3)]
    wrong = training.loss(trainee, batches.Batch(scale, shown, truth, motion, motion), "cpu")
    wrong.backward()  # type: ignore[no-untyped-call]
    idle = [name for name, value in trainee.named_parameters() if value.grad is None or not value.grad.any()]
    assert all(name.startswith("network.head_x") and f"head_x{scale}" not in name for name in idle)
