"""A restoration of 120 frames of the archive with a complete version, and what browsers say of what was watched."""

from typing import Any

import pytest
from django.test import Client

from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.runs.models import Version
from tests.factories.catalog import FilmFactory
from tests.factories.runs import make_restoration, make_version
from tests.people import People


@pytest.fixture
def restoration(people: People) -> Restoration:
    return make_restoration(FilmFactory.create(collection=people.collection), people.arno)


@pytest.fixture
def version(restoration: Restoration) -> Version:
    return make_version(restoration)


def watch(client: Client, restoration: Restoration, *parts: tuple[str, str, list[list[int]]], **body: Any) -> Any:
    """Say that ``parts`` (side, kind, ranges) were watched on the newest assembly."""
    said = {
        "assembly": str(axis_of(restoration).assembly.public_id),
        "parts": [{"side": side, "kind": kind, "ranges": ranges} for side, kind, ranges in parts],
        **body,
    }
    address = f"/api/v1/restorations/{restoration.public_id}/watched"
    return client.post(address, said, content_type="application/json")


def coverage(client: Client, restoration: Restoration, side: str = "source") -> Any:
    return client.get(f"/api/v1/restorations/{restoration.public_id}/coverage", {"side": side})
