import random
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from restoration.models.framenet.fusion import Plan, Ways, made
from restoration.models.framenet.spec import FLOWS, WAYS
from tests.restoration.models.framenet.installed import lively
from tests.training.interrupted import make_here, trained_whole_and_in_parts
from tests.training.sample_sources import write_sources
from training.framenet import batches
from training.framenet import train as training
from training.framenet.batches import Batch, drawn
from training.framenet.evaluate import lost_frames, trained
from training.framenet.loss import wrongness
from training.framenet.samples import EACH, Sample, samples
from training.scenes import Scenes

SIDE = 48


@pytest.fixture
def _made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    make_here(monkeypatch, _noise)
    monkeypatch.setattr(training, "HELD", 6)
    monkeypatch.setattr(batches, "CROP", 16)


def _noise(number: int) -> Sample:
    draw = np.random.default_rng(number)
    before, after, truth = draw.random((3, 3, 32, 32)).astype(np.float16)
    return Sample(before, after, truth, draw.normal(0, 1, (FLOWS + 2 * WAYS, 16, 16)).astype(np.float16), 0.5)


@pytest.mark.usefixtures("_made_here")
def test_an_interrupted_training_ends_as_an_uninterrupted_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train = partial(training.train, training.Plan(steps=4, batch=2))
    whole, parts = trained_whole_and_in_parts(train, tmp_path, monkeypatch)
    assert all(torch.equal(whole[name], parts[name]) for name in whole)
    network, step = trained(tmp_path / "parts" / "checkpoint.pt")
    assert step == 4
    assert all(torch.equal(whole[name], value) for name, value in network.state_dict().items())


def test_the_truth_costs_nothing_and_what_nobody_shows_does_not_count() -> None:
    truth, counts = torch.rand(1, 3, 16, 16), torch.ones(1, 1, 16, 16)
    assert float(wrongness(truth, truth, counts)) == pytest.approx(0, abs=1e-7)
    assert float(wrongness(truth + 0.1, truth, counts)) == pytest.approx(0.1, abs=2e-3)
    counts[..., :8] = 0
    wrong = truth.clone()
    wrong[..., :7] += 0.5
    assert float(wrongness(wrong, truth, counts)) == pytest.approx(0, abs=1e-7)


def test_samples_show_the_scene_before_and_after(tmp_path: Path) -> None:
    listed = write_sources(tmp_path)
    side = round(SIDE * 1.5)
    scenes = Scenes(side, side, 5, listed, tmp_path, cause_share=0.0)
    found = [sample for seed in range(4) for sample in samples(seed, SIDE, scenes)]
    assert len(found) == 4 * EACH
    assert {sample.share for sample in found} <= {1 / 3, 1 / 2, 2 / 3}
    for sample in found:
        assert sample.before.shape == sample.after.shape == sample.truth.shape == (3, SIDE, SIDE)
        assert sample.ways.shape == (FLOWS + 2 * WAYS, SIDE // 2, SIDE // 2)
        means = [one.astype(np.float32).mean() for one in (sample.before, sample.truth, sample.after)]
        assert max(means) - min(means) < 0.1


def _moving(share: float) -> Sample:
    """A texture that goes to the right and a little down, with the motion that it really has."""
    texture = np.random.default_rng(3).random((3, 24, 24)).repeat(4, axis=1).repeat(4, axis=2)
    across, down = 16, 8
    shown = [np.roll(texture, (round(time * down), round(time * across)), axis=(1, 2)) for time in (0, share, 1)]
    ways = np.zeros((FLOWS + 2 * WAYS, 48, 48), np.float32)
    for number in range(WAYS):
        part = -share if number % 2 == 0 else 1 - share
        ways[2 * number], ways[2 * number + 1] = part * across, part * down
    before, truth, after = (one.astype(np.float16) for one in shown)
    return Sample(before, after, truth, ways.astype(np.float16), share)


def test_turned_mirrored_and_reversed_pieces_keep_their_motion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the truth is what both pictures show along the ways, it is so however a piece was turned."""
    monkeypatch.setattr(batches, "CROP", 32)
    for seed in range(12):
        for share in (0.25, 0.5):
            batch = drawn([_moving(share)], _InTheMiddle(seed), 2, "cpu")
            for way in range(WAYS):
                assert float(((_by_one_way(batch, way) - batch.truth) * batch.counts).abs().max()) < 1e-3
            assert 0.1 < float(batch.counts.mean()) < 1


class _InTheMiddle(random.Random):
    """Draws pieces from the middle of a sample: its scene wraps around at the borders."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        return start // 2


def _by_one_way(batch: Batch, way: int) -> torch.Tensor:
    flows = torch.nn.functional.interpolate(batch.ways.flows, scale_factor=2)
    weights = torch.full((1, WAYS, 32, 32), -100.0)
    weights[:, way] = 0
    return made(Plan(flows, weights, torch.zeros(1, 3, 32, 32)), batch.before, batch.after)


def test_the_loss_reaches_every_weight() -> None:
    network = lively().requires_grad_(True)
    sample = _noise(1)
    before, after, truth, ways = (
        torch.from_numpy(one.astype(np.float32))[None]
        for one in (sample.before, sample.after, sample.truth, sample.ways)
    )
    known = Ways(*torch.split(ways, [FLOWS, WAYS, WAYS], dim=1))
    batch = Batch(before, after, truth, torch.ones(1, 1, 32, 32), known, torch.tensor([0.5]))
    training.loss(network, batch, "cpu").backward()  # type: ignore[no-untyped-call]
    idle = [name for name, value in network.named_parameters() if value.grad is None or not value.grad.any()]
    assert not idle


def test_a_lost_frame_is_not_among_those_that_are_left() -> None:
    clip = [np.full((8, 8, 3), place, np.float32) for place in range(14)]
    for in_a_row in (1, 2):
        for case in lost_frames(clip, in_a_row):
            left = {offset: float(one[0, 0, 0] - case.truth[0, 0, 0]) for offset, one in case.left.items()}
            assert left == {offset: offset for offset in range(-4, 5) if offset not in range(in_a_row)}
