"""The editions of a film; asked as each person."""

from typing import Any

import pytest

from review.audit.models import Event
from review.catalog.models import Edition, Film
from tests.factories.catalog import EditionFactory, FilmFactory
from tests.factories.restorations import RestorationFactory
from tests.people import People

EXPORT = {"kind": "export", "name": "Export cut", "runtime_minutes": 92, "remarks": "Dubbed."}


@pytest.fixture
def film(people: People) -> Film:
    return FilmFactory.create(collection=people.collection)


def change(people: People, who: str | None, edition: Edition, body: dict[str, Any]) -> Any:
    client = people.client(getattr(people, who) if who else None)
    return client.patch(f"/api/v1/editions/{edition.public_id}", body, content_type="application/json")


def test_an_edition_is_added_and_logged(people: People, film: Film) -> None:
    client = people.client(people.arno)
    answer = client.post(f"/api/v1/films/{film.public_id}/editions", EXPORT, content_type="application/json")
    assert answer.status_code == 201
    assert client.get(f"/api/v1/films/{film.public_id}").json()["editions"] == [{"id": answer.json()["id"], **EXPORT}]
    event = Event.objects.get(film=film)
    assert (event.kind, event.payload["change"], event.payload["name"]) == ("film.changed", "added", "Export cut")


def test_what_is_left_out_stays_and_a_runtime_can_be_forgotten(people: People, film: Film) -> None:
    edition = EditionFactory.create(film=film, name="首映版", runtime_minutes=101)
    assert change(people, "clara", edition, {"kind": "taiwan"}).json()["runtime_minutes"] == 101
    answer = change(people, "clara", edition, {"runtime_minutes": None})
    assert answer.status_code == 200
    edition.refresh_from_db()
    assert (edition.kind, edition.name, edition.runtime_minutes) == ("taiwan", "首映版", None)


def test_an_edition_is_removed(people: People, film: Film) -> None:
    edition = EditionFactory.create(film=film)
    assert people.client(people.arno).delete(f"/api/v1/editions/{edition.public_id}").status_code == 204
    assert not Edition.objects.exists()
    assert Event.objects.get(film=film).payload["change"] == "removed"


def test_an_edition_that_is_being_restored_stays_and_says_why(people: People, film: Film) -> None:
    edition = EditionFactory.create(film=film)
    RestorationFactory.create(film=film, edition=edition, name="Restoration 1")
    refused = people.client(people.clara).delete(f"/api/v1/editions/{edition.public_id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "edition_in_use")
    assert refused.json()["detail"] == "“Restoration 1” restores this edition. Choose another edition there first."
    assert Edition.objects.filter(pk=edition.pk).exists()


@pytest.mark.parametrize(("who", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_others_change_nothing(people: People, film: Film, who: str | None, status: int) -> None:
    edition = EditionFactory.create(film=film)
    client = people.client(getattr(people, who) if who else None)
    path = f"/api/v1/films/{film.public_id}/editions"
    assert client.post(path, EXPORT, content_type="application/json").status_code == status
    assert change(people, who, edition, {"name": "x"}).status_code == status
    assert client.delete(f"/api/v1/editions/{edition.public_id}").status_code == status
    assert list(film.editions.values_list("name")) == [("",)]


def test_a_kind_that_is_no_kind_is_refused(people: People, film: Film) -> None:
    assert change(people, "arno", EditionFactory.create(film=film), {"kind": "directors_cut"}).status_code == 422
