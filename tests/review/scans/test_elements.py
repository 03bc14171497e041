"""Physical elements: added and described by those who register material."""

import pytest

from review.audit.models import Event
from review.catalog.models import Film
from review.scans.models import Element
from tests.factories.scans import ElementFactory
from tests.people import People


def test_an_element_is_added_and_described(people: People, film: Film) -> None:
    client = people.client(people.arno)
    answer = client.post(
        f"/api/v1/films/{film.public_id}/elements",
        {"kind": "print", "gauge": "16 mm", "location": "Vault 3"},
        content_type="application/json",
    )
    assert answer.status_code == 201
    element = answer.json()
    assert (element["kind"], element["gauge"], element["location"], element["scans"]) == (
        "print",
        "16 mm",
        "Vault 3",
        [],
    )
    changed = client.patch(
        f"/api/v1/elements/{element['id']}", {"condition": "Mould in reel 2."}, content_type="application/json"
    )
    assert (changed.json()["condition"], changed.json()["kind"]) == ("Mould in reel 2.", "print")
    assert list(Event.objects.values_list("kind", flat=True)) == ["element.added", "element.changed"]


def test_an_unknown_kind_is_refused(people: People, film: Film) -> None:
    answer = people.client(people.arno).post(
        f"/api/v1/films/{film.public_id}/elements", {"kind": "tape"}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert not Element.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not(people: People, film: Film, name: str | None, status: int) -> None:
    element = ElementFactory.create(film=film)
    client = people.client(getattr(people, name) if name else None)
    added = client.post(f"/api/v1/films/{film.public_id}/elements", {}, content_type="application/json")
    changed = client.patch(f"/api/v1/elements/{element.public_id}", {"kind": "print"}, content_type="application/json")
    assert (added.status_code, changed.status_code) == (status, status)
    element.refresh_from_db()
    assert (element.kind, Element.objects.count()) == ("camera_negative", 1)
