"""A restoration of the archive with a version, and hand repairs of it."""

from typing import Any

import pytest
from django.test import Client

from review.hand_repairs.models import HandRepair
from review.restorations.models import Restoration
from review.runs.models import Version
from tests.factories.catalog import FilmFactory
from tests.factories.hand_repairs import HandRepairFactory
from tests.factories.runs import make_restoration, make_version
from tests.people import People


@pytest.fixture
def restoration(people: People) -> Restoration:
    """Reel 1 (120 frames), 24 frames without a scan, reel 2 (48 frames)."""
    film = FilmFactory.create(collection=people.collection)
    return make_restoration(film, people.arno, reels=(120, 48), slug_after=1)


@pytest.fixture
def version(restoration: Restoration) -> Version:
    return make_version(restoration)


@pytest.fixture
def hand_repair(restoration: Restoration, version: Version, people: People) -> HandRepair:
    """Arno's: frames 10 to 12 of reel 1, sent."""
    made: HandRepair = HandRepairFactory.create(restoration=restoration, requested_by=people.arno)
    return made


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(f"/api/v1{address}", body, content_type="application/json")


def order(client: Client, restoration: Restoration, **body: Any) -> Any:
    """Send frames over HTTP."""
    return post(client, f"/restorations/{restoration.public_id}/hand-repairs", **body)


def listed(client: Client, restoration: Restoration) -> Any:
    return client.get(f"/api/v1/restorations/{restoration.public_id}/hand-repairs")
