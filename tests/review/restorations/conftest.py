"""A film everybody of the archive may see, and a restoration of one scan of it."""

import pytest

from review.catalog.models import Film
from review.restorations.models import Restoration
from review.scans.models import Scan
from tests.factories.catalog import FilmFactory
from tests.factories.restorations import restoration_of
from tests.factories.scans import ElementFactory, ScanFactory
from tests.people import People


@pytest.fixture
def film(people: People) -> Film:
    film: Film = FilmFactory.create(collection=people.collection)
    return film


@pytest.fixture
def scan(film: Film) -> Scan:
    """120 frames at 24, reel 1."""
    scan: Scan = ScanFactory.create(element=ElementFactory.create(film=film))
    return scan


@pytest.fixture
def restoration(scan: Scan) -> Restoration:
    return restoration_of(scan)
