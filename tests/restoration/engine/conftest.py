"""The tiny chain, in force for every test of the engine that asks for it."""

from collections.abc import Iterator

import pytest

from restoration.stages.registry import using_stages
from tests.restoration.engine.tiny_stages import STAGES


@pytest.fixture
def tiny_chain() -> Iterator[None]:
    with using_stages(STAGES):
        yield
