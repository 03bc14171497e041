"""A complete version of a restoration of the archive."""

from typing import Any

import pytest

from review.runs.models import Version
from tests.factories.catalog import FilmFactory
from tests.factories.runs import make_restoration, make_version
from tests.people import People


@pytest.fixture
def version(people: People) -> Version:
    film = FilmFactory.create(collection=people.collection, status="in_review")
    return make_version(make_restoration(film, people.arno))


def decide(people: People, version: Version, name: str | None, **body: Any) -> Any:
    """Send a decision as ``name``: damage approved on the restored plane unless ``body`` says otherwise."""
    return people.client(getattr(people, name) if name else None).post(
        f"/api/v1/versions/{version.public_id}/decisions",
        {
            "aspect": "damage",
            "verdict": "approve",
            "plane": "restored",
            "version_hash": version.hash,
            "engine": "exact",
            "viewing": {"device": "Studio screen"},
            **body,
        },
        content_type="application/json",
    )
