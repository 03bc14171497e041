from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from restoration.models.defectnet.spec import CHANNELS, KINDS, SPEC
from restoration.models.weights import read_network
from tests.training.interrupted import make_here, trained_whole_and_in_parts
from tests.training.sample_sources import write_sources
from training.defectnet import train as training
from training.defectnet.loss import loss
from training.defectnet.samples import Sample, samples
from training.scenes import Scenes


@pytest.fixture
def _made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    make_here(monkeypatch, _noise)
    monkeypatch.setattr(training, "HELD", 3)
    monkeypatch.setattr(training, "CROP", 32)


def _noise(number: int) -> Sample:
    random = np.random.default_rng(number)
    truth = random.random((len(KINDS), 256, 256)) < 0.02
    shown = random.normal(0, 0.1, (CHANNELS, 256, 256)).astype(np.float16)
    shown[1] += truth.any(axis=0)
    return Sample(shown, truth, np.ones((256, 256), np.float16))


@pytest.mark.usefixtures("_made_here")
def test_an_interrupted_training_ends_as_an_uninterrupted_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train = partial(training.train, training.Plan(steps=4, batch=2))
    whole, parts = trained_whole_and_in_parts(train, tmp_path, monkeypatch)
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


@pytest.mark.usefixtures("_made_here")
def test_it_may_begin_from_the_weights_that_ship(tmp_path: Path) -> None:
    shipped = read_network(SPEC).get_submodule("detect").state_dict()
    network = training.train(training.Plan(steps=1, batch=2, rate=0.0, from_shipped=True), tmp_path)
    assert all(torch.equal(value, shipped[name]) for name, value in network.state_dict().items())


def test_a_right_answer_costs_nothing_and_a_wrong_one_much() -> None:
    truth = torch.zeros(1, len(KINDS), 8, 8)
    truth[:, :, 2:5, 2:5] = 1
    weight = torch.ones(1, 1, 8, 8)
    right, wrong = (sign * (truth * 40 - 20) for sign in (1, -1))
    assert float(loss(right, truth, weight)) == pytest.approx(0, abs=1e-3)
    assert float(loss(wrong, truth, weight)) > 1000


def test_damage_that_nobody_sees_counts_less() -> None:
    truth, weight = torch.zeros(1, len(KINDS), 8, 8), torch.ones(1, 1, 8, 8)
    truth[:, 0, 3:5, 3:5] = 1
    faint = torch.where(truth[:, :1] > 0, 0.1, weight)
    missed = torch.full_like(truth, -5.0)
    assert float(loss(missed, truth, faint)) < 0.5 * float(loss(missed, truth, weight))


def test_samples_show_the_network_what_lies_on_the_film(tmp_path: Path) -> None:
    scenes = Scenes(64, 64, 7, write_sources(tmp_path), tmp_path)
    made = [sample for seed in range(6) for sample in samples(seed, scenes)]
    assert {sample.features.shape for sample in made} == {(CHANNELS, 64, 64)}
    assert {sample.truth.shape for sample in made} == {(len(KINDS), 64, 64)}
    assert any(sample.truth.any() for sample in made)
    plain = [
        np.abs(sample.features[1:3].astype(np.float32)).max(axis=0)[sample.truth[:2].any(axis=0) & (sample.weight == 1)]
        for sample in made
    ]
    still = [np.abs(sample.features[1:3].astype(np.float32)).max(axis=0)[~sample.truth.any(axis=0)] for sample in made]
    assert np.concatenate(plain).mean() > 1.3 * np.concatenate(still).mean()
