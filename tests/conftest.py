"""One stack for the whole session: real PostgreSQL and real Valkey, started once and stopped at the end."""

import os
from typing import TYPE_CHECKING

import pytest

os.environ.setdefault("ANSWERPRINT_PROFILE", "test")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from review.config.runtime import runtime
from workers.embedded import EmbeddedPostgres, EmbeddedValkey

if TYPE_CHECKING:
    from tests.people import People

_STARTED = pytest.StashKey[list[EmbeddedPostgres | EmbeddedValkey]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the services of this profile that do not run yet; under xdist the controller does it alone."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    place = runtime(os.environ["ANSWERPRINT_PROFILE"])
    services = [EmbeddedPostgres(place), EmbeddedValkey(place)]
    config.stash[_STARTED] = [service for service in services if not service.answers()]
    for service in config.stash[_STARTED]:
        service.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this session started and nothing else."""
    for service in config.stash.get(_STARTED, []):
        service.stop()


@pytest.fixture
def people(db: None) -> "People":
    """Clara, Arno, Dita, Ada and Eve, in the database."""
    from tests.people import make_people  # needs Django set up

    return make_people()
