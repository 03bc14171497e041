"""A film everybody of the archive may see, and a restoration of one scan of it: 120 frames of 640 x 480 at 24."""

from typing import Any

import pytest
from django.test import Client

from review.restorations.models import Restoration
from review.scans.models import Scan
from tests.factories.catalog import FilmFactory
from tests.factories.restorations import restoration_of
from tests.factories.scans import ElementFactory, ScanFactory
from tests.people import People

SEEN_AS = "display:positive"
"""What the codes of the scan are shown as."""


@pytest.fixture
def scan(people: People) -> Scan:
    film = FilmFactory.create(collection=people.collection)
    scan: Scan = ScanFactory.create(element=ElementFactory.create(film=film))
    return scan


@pytest.fixture
def restoration(scan: Scan) -> Restoration:
    return restoration_of(scan)


def ask(client: Client, restoration: Restoration, what: str, **body: Any) -> Any:
    """Return the answer to asking for stills or windows."""
    return client.post(f"/api/v1/restorations/{restoration.public_id}/{what}", body, content_type="application/json")
