"""What an absent parameter means, for ever: recipes that were saved without it are read with these."""

import json
from pathlib import Path

import pytest

from restoration.stages.registry import CHAIN, stage_spec

NEUTRALS = Path(__file__).with_name("neutrals.json")


def neutrals(stage: str) -> dict[str, int]:
    return stage_spec(stage).parameters.neutrals()


@pytest.mark.parametrize("stage", CHAIN)
def test_a_neutral_that_was_declared_never_changes(stage: str) -> None:
    kept = json.loads(NEUTRALS.read_text(encoding="utf-8"))[stage]
    assert neutrals(stage) == kept, f"new parameters are added to {NEUTRALS.name}; none that is there may change"
