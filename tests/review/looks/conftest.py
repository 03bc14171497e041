"""A restoration of the archive, and requests about its looks."""

from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.restorations.models import Restoration
from tests.factories.catalog import FilmFactory
from tests.factories.runs import make_restoration
from tests.people import People


@pytest.fixture
def restoration(people: People) -> Restoration:
    """Reel 1 (120 frames), 24 frames without a scan, reel 2 (48 frames)."""
    film = FilmFactory.create(collection=people.collection)
    return make_restoration(film, people.arno, reels=(120, 48), slug_after=1)


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(f"/api/v1{address}", body, content_type="application/json")


def listed(client: Client, restoration: Restoration) -> Any:
    return client.get(f"/api/v1/restorations/{restoration.public_id}/looks")


def kinds() -> list[str]:
    """The kinds of all events, in order."""
    return list(Event.objects.order_by("id").values_list("kind", flat=True))
