"""A restoration of the archive: reel 1 (144 frames) with recipe 1."""

from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.restorations.models import Restoration
from review.runs.models import Run
from tests.factories.catalog import FilmFactory
from tests.factories.runs import RunFactory, make_restoration
from tests.people import People


@pytest.fixture
def restoration(people: People) -> Restoration:
    return make_restoration(FilmFactory.create(collection=people.collection), people.arno, reels=(144,))


@pytest.fixture
def run(people: People, restoration: Restoration) -> Run:
    """Arno's proposed run."""
    run: Run = RunFactory.create(restoration=restoration, requested_by=people.arno)
    return run


def order(client: Client, restoration: Restoration, **body: Any) -> Any:
    """Ask for a run over HTTP."""
    return client.post(f"/api/v1/restorations/{restoration.public_id}/runs", body, content_type="application/json")


def press(client: Client, run: Run, button: str) -> Any:
    """POST ``button`` ("start", "cancel", "segments/2/retry") on ``run``."""
    return client.post(f"/api/v1/runs/{run.public_id}/{button}")


def state_of(run: Run) -> dict[str, Any]:
    """Return everything that a refused request must leave as it was."""
    return {
        "run": dict(Run.objects.filter(pk=run.pk).values().get()),
        "segments": list(run.segments.order_by("position").values()),
        "notes": list(run.notes.order_by("id").values()),
        "events": Event.objects.count(),
    }


def kinds() -> list[str]:
    """Return the kinds of all events in order."""
    return list(Event.objects.order_by("id").values_list("kind", flat=True))
