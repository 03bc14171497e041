"""Scratches told by DefectNet together with how they run through the film."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from restoration.backends.reference import ReferenceBackend
from restoration.models.contract import Model
from restoration.models.defectnet.spec import KINDS
from restoration.models.registry import model_specs
from restoration.stages.contract import AnalysisRows
from restoration.stages.scratch.apply import apply
from restoration.stages.scratch.spec import CLASSICAL, SPEC, WITH_NETWORK, ScratchParameters
from tests.restoration.stages.scene import panning, scratch_rows, window, with_scratch

HEIGHT, AT, BESIDE = 160, 70.3, 30.0
SCENE = panning(5, height=HEIGHT, width=128, speed=2)
SCRATCHED = [with_scratch(frame, AT, density=0.3) for frame in SCENE]


def tracks(confidence: int, at: float = AT) -> dict[str, AnalysisRows]:
    """A scratch at column `at` that the analysis is so sure of."""
    rows = scratch_rows(5, HEIGHT, at)["scratch"]
    sure = {**rows.arrays, "confidence": np.full_like(rows.arrays["confidence"], confidence)}
    return {"scratch": AnalysisRows(0, sure)}


def saying(odds: Callable[[int], float], asked: list[torch.Size] | None = None) -> Model:
    """A network that says `odds(column)` of a scratch there, and nothing of other defects."""

    def detect(*planes: torch.Tensor) -> torch.Tensor:
        if asked is not None:
            asked.append(planes[0].shape)
        said = torch.full((1, len(KINDS), *planes[0].shape[2:]), -6.0)
        said[:, KINDS.index("scratch")] = torch.tensor([odds(column) for column in range(planes[0].shape[3])])
        return said

    return Model({"detect": detect}, "cpu")


def is_repaired(analyses: dict[str, AnalysisRows], model: Model | None) -> bool:
    parameters = ScratchParameters(detector=CLASSICAL if model is None else WITH_NETWORK)
    asked = window(SCRATCHED, 2, parameters, radius=SPEC.temporal_radius, analyses=analyses)
    output = apply(replace(asked, models={} if model is None else {"defectnet": model}))
    assert output.mask is not None
    return bool(output.mask.any())


@pytest.mark.parametrize(
    ("confidence", "odds", "expected"),
    [(1, 1.1, True), (1, 0.9, False), (480, 0.6, True), (520, 0.4, False), (1000, -6.0, True)],
)
def test_log_odds_on_the_line_are_confidence_but_what_is_certain_stays(
    confidence: int, odds: float, *, expected: bool
) -> None:
    assert is_repaired(tracks(confidence), None) is (confidence >= 500)
    assert is_repaired(tracks(confidence), saying(lambda column: odds)) is expected


def test_it_counts_what_is_said_on_the_line_and_not_beside_it() -> None:
    there = saying(lambda column: 6.0 if abs(column - AT) < 2 else -6.0)
    assert is_repaired(tracks(200), there)
    assert not is_repaired(tracks(200, at=BESIDE), there)


def test_a_network_is_not_asked_about_a_picture_without_tracks() -> None:
    asked: list[torch.Size] = []
    model = saying(lambda column: 6.0, asked)
    assert not is_repaired(tracks(0), model)
    assert asked == []
    assert is_repaired(tracks(1), model)
    assert len(asked) == 1


def test_defectnet_itself_tells_a_faint_track_from_a_line_of_nothing() -> None:
    model = ReferenceBackend("cpu-fp32").model(model_specs()["defectnet"])
    assert is_repaired(tracks(100), model)
    assert not is_repaired(tracks(100, at=BESIDE), model)
