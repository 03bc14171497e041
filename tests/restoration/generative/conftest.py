import pytest

from restoration.generative.pipeline import FilmRestorationPipeline
from tests.restoration.generative.random_model import random_model


@pytest.fixture(scope="session")
def model() -> FilmRestorationPipeline:
    return random_model()
