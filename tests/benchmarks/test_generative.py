from functools import partial

import pytest

from benchmarks.generative import measuring
from benchmarks.generative.measuring import REFERENCE, STEPS, cost
from tests.restoration.generative.random_model import random_model


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of a few hundred thousand weights, by torch alone: compiling takes longer than all else."""
    monkeypatch.setenv("ANSWERPRINT_COMPILED", "")
    monkeypatch.setattr(measuring, "MODELS", {"small": partial(random_model, 1)})
    monkeypatch.setattr(measuring, "_BACKENDS", ("cuda-bf16",))
    monkeypatch.setattr(measuring, "missing", lambda _: "there is no CUDA device")


@pytest.mark.usefixtures("_small")
def test_each_way_is_told_beside_torch() -> None:
    table = cost("small")
    values = {row.method: row.values for row in table.rows}
    assert list(values) == [REFERENCE, "torch, bfloat16"]
    plain = values[REFERENCE]
    assert plain["times torch's float32"] == 1
    assert plain["tile in 4 steps"] == plain["encode"] + STEPS * plain["step"] + plain["decode"]
    assert 20 < values["torch, bfloat16"]["farthest from it"] < 80


@pytest.mark.usefixtures("_small")
def test_what_could_not_be_measured_is_said() -> None:
    table = cost("small")
    assert table.said == ("cuda-bf16: not measured, there is no CUDA device.",)
    assert table.verdicts[0].reached is None
