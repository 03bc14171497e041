"""The declared chain, in force for every test of recipes that asks for it."""

from collections.abc import Iterator

import pytest

from restoration.stages.registry import using_stages
from tests.restoration.recipe.chain import CHAIN


@pytest.fixture
def declared_chain() -> Iterator[None]:
    with using_stages(CHAIN):
        yield
