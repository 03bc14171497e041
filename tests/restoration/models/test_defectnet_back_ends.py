"""What DefectNet says on each back end, before anything is made of it."""

from pathlib import Path

import pytest
import torch

from restoration.backends.contract import BackendId
from restoration.backends.reference import ReferenceBackend
from restoration.models.defectnet.spec import CHANNELS, KINDS, SPEC
from tests.restoration.backends.opened import opened


def shown() -> torch.Tensor:
    """Features of a soft scene with a few specks that differ from all neighbours."""
    generator = torch.Generator().manual_seed(6)
    features = torch.zeros(1, CHANNELS, 96, 128)
    features[:, :10] = 0.05 * torch.randn(1, 10, 96, 128, generator=generator)
    for row, column in ((20, 30), (50, 90), (70, 40)):
        features[:, :5, row : row + 5, column : column + 5] = -0.6
    features[:, 10:] = 1
    return features


def decibels(one: torch.Tensor, other: torch.Tensor) -> float:
    """Of log-odds between -6 and 6, as far as a stage believes them."""
    near = (one.clamp(-6, 6) - other.clamp(-6, 6)).square().mean().sqrt()
    return float(20 * torch.log10(12 / near))


@pytest.mark.parametrize(
    ("identity", "bound"),
    [
        pytest.param("openvino-fp32", 110, marks=pytest.mark.slow),
        ("openvino-bf16", 50),
        ("openvino-gpu-fp16", 50),
        pytest.param("cuda-bf16", 50, marks=pytest.mark.gpu),
    ],
)
def test_its_log_odds_are_held_to_the_reference(
    identity: BackendId, bound: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSWERPRINT_COMPILED", str(tmp_path))
    backend = opened(identity)
    found, expected = (one.model(SPEC) for one in (backend, ReferenceBackend("cpu-fp32")))
    reference = expected.parts["detect"](shown())
    answer = found.parts["detect"](shown().to(found.device)).cpu()
    assert reference.shape == (1, len(KINDS), 96, 128)
    assert reference.std() > 0.5
    assert decibels(answer, reference) > bound
