"""The admin site shows logs, runs, versions and decisions, and changes none of them."""

import pytest

from review.accounts.models import User
from review.audit.models import Event
from review.catalog.models import Film
from tests.factories.decisions import DecisionFactory
from tests.factories.runs import RunFactory, make_restoration, make_version
from tests.people import People
from tests.review.audit.conftest import happen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["audit/event", "runs/run", "runs/version", "runs/mediajob", "decisions/decision"])
def test_rows_are_listed_and_nothing_can_be_added_or_removed(people: People, film: Film, page: str) -> None:
    happen(film, people.clara)
    restoration = make_restoration(film, people.arno)
    RunFactory.create(restoration=restoration, requested_by=people.arno)
    DecisionFactory.create(version=make_version(restoration), decided_by=people.clara)
    client = people.client(User.objects.create_superuser("root@example.org", "a long password", display_name="Root"))
    assert client.get(f"/admin/{page}/").status_code == 200
    assert client.get(f"/admin/{page}/add/").status_code == 403
    event = Event.objects.get()
    assert client.post(f"/admin/audit/event/{event.pk}/delete/", {"post": "yes"}).status_code == 403
