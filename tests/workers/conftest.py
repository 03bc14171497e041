import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from review.config.runtime import Runtime
from review.restorations.models import Restoration
from review.runs.models import Version
from review.scans.models import Scan
from tests.people import People, make_people
from tests.workers.material import read_tiny_film, render_tiny_film
from tests.workers.stack import PARTS, Stack
from workers import artefacts


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Database, broker and workers of this session; a unix socket needs a short path."""
    sockets = Path(tempfile.mkdtemp(prefix="ap-"))
    folder = tmp_path_factory.mktemp("workers")
    stack = Stack(Runtime(profile="workers", data_dir=folder, socket_dir=sockets), folder / "roots")
    stack.start_services()
    yield stack
    stack.stop_services()
    shutil.rmtree(sockets, ignore_errors=True)


@pytest.fixture
def stack(services: Stack, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[Stack]:
    """The empty database of this session's own stack, used by Django here and by the worker processes."""
    settings.STORE_URL = services.place.store_dir.as_uri()
    settings.MEDIA_ROOTS = {"archive": services.roots}
    artefacts.store.cache_clear()
    with django_db_blocker.unblock(), services.database():
        yield services
    artefacts.store.cache_clear()


@pytest.fixture
def running(stack: Stack) -> Stack:
    """The stack with worker-media, worker-restore and beat running."""
    stack.run(*PARTS)
    return stack


@pytest.fixture
def people(stack: Stack) -> People:
    return stack.states.begin("people", make_people)


@pytest.fixture
def tiny_scan(stack: Stack, people: People) -> Scan:
    """The tiny film, read: with its shots, measurements, proxies and the restoration that began with it."""
    return stack.states.begin("tiny film, read", lambda: read_tiny_film(people, stack.roots))


@pytest.fixture
def tiny_version(tiny_scan: Scan, stack: Stack, people: People) -> Version:
    """The first version of the tiny film, in segments from 0, 48, 60 and 96."""
    restoration = Restoration.objects.get()
    return stack.states.begin("tiny film, rendered", lambda: render_tiny_film(people, restoration))
