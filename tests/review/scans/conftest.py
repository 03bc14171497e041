"""Server roots, an upload folder and a store of the test's own, and a film everybody of the archive may see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from review.catalog.models import Film
from review.scans import media_rights
from tests.factories.catalog import FilmFactory
from tests.people import People


@pytest.fixture
def film(people: People) -> Film:
    film: Film = FilmFactory.create(collection=people.collection)
    return film


@pytest.fixture
def root(tmp_path: Path, settings: Settings) -> Path:
    """The server folder "archive"."""
    folder = tmp_path / "archive"
    folder.mkdir()
    settings.MEDIA_ROOTS = {"archive": folder}
    return folder


@pytest.fixture
def upload_dir(tmp_path: Path, settings: Settings) -> Path:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> Path:
    """A file store of the test's own."""
    settings.STORE_URL = (tmp_path / "store").as_uri()
    return tmp_path / "store"


@pytest.fixture(autouse=True)
def _no_remembered_rights() -> Iterator[None]:
    media_rights.memory.forget()
    yield
    media_rights.memory.forget()
