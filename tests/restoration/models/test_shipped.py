"""The networks that ship: their weights are those that are declared, no larger than agreed, and have a card."""

from hashlib import sha256
from pathlib import Path

import pytest

from restoration.backends.reference import ReferenceBackend
from restoration.models.registry import NAMES, model_specs

LARGEST = 12 * 1024**2


@pytest.mark.parametrize("name", NAMES)
def test_the_weights_are_those_declared_and_load(name: str) -> None:
    spec = model_specs()[name]
    content = b"".join(file.read_bytes() for file in spec.files)
    assert sha256(content).hexdigest() == spec.sha256
    assert len(content) < LARGEST
    model = ReferenceBackend("cpu-fp32").model(spec)
    assert set(model.parts) == set(spec.parts)


@pytest.mark.parametrize("name", NAMES)
def test_the_card_names_the_weights_or_the_package_that_carries_them(name: str) -> None:
    card = (Path(__file__).parents[3] / "restoration" / "models" / name / "card.md").read_text(encoding="utf-8")
    spec = model_specs()[name]
    named = [one.split("/")[0].replace("_", "-") for one in spec.carried] or [spec.sha256]
    assert all(one in card for one in named)
