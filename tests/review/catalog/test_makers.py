"""Everybody who made a film, saved as one ordered list; asked as each person."""

from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.catalog.models import Film, Maker
from tests.factories.catalog import CreditFactory, FilmFactory
from tests.people import People

WRITER = {"job": "writer", "names": {"zh_hant": "", "zh_hans": "", "en": "John Chan"}}
FIRST = {"job": "cast", "names": {"zh_hant": "周星馳", "zh_hans": "周星驰", "en": "Stephen Chow"}}
SECOND = {"job": "cast", "names": {"zh_hant": "張敏", "zh_hans": "张敏", "en": ""}}
DIRECTOR = {"job": "director", "names": {"zh_hant": "陳嘉上", "zh_hans": "陈嘉上", "en": "Gordon Chan"}}


@pytest.fixture
def film(people: People) -> Film:
    film = FilmFactory.create(collection=people.collection)
    CreditFactory.create(film=film)
    return film


def put(client: Client, film: Film, makers: list[dict[str, Any]], version: int = 1) -> Any:
    return client.put(
        f"/api/v1/films/{film.public_id}/makers",
        {"version": version, "makers": makers},
        content_type="application/json",
    )


def test_the_whole_list_is_kept_in_order_and_logged(people: People, film: Film) -> None:
    answer = put(people.client(people.arno), film, [FIRST, DIRECTOR, SECOND, WRITER])
    assert answer.status_code == 200
    assert answer.json()["makers"] == [FIRST, SECOND, DIRECTOR, WRITER]
    assert answer.json()["directors"] == [DIRECTOR["names"]]
    assert answer.json()["version"] == 2
    assert Maker.objects.filter(name_zh_hant="陳嘉上").count() == 1
    event = Event.objects.get(film=film)
    assert (event.kind, event.actor, event.payload["fields"]) == ("film.changed", people.arno, ["makers"])


def test_the_film_is_found_by_its_new_people_and_no_more_by_the_old(people: People, film: Film) -> None:
    client = people.client(people.clara)
    put(client, film, [FIRST])
    assert client.get("/api/v1/films", {"q": "周星驰"}).json()["total"] == 1
    assert client.get("/api/v1/films", {"q": "陳嘉上"}).json()["total"] == 0


def test_a_person_named_twice_for_one_job_counts_once(people: People, film: Film) -> None:
    makers = put(people.client(people.clara), film, [FIRST, FIRST, {**FIRST, "job": "writer"}]).json()["makers"]
    assert [maker["job"] for maker in makers] == ["cast", "writer"]


def test_a_list_made_on_an_old_version_is_refused(people: People, film: Film) -> None:
    assert put(people.client(people.arno), film, [DIRECTOR, FIRST]).status_code == 200
    late = put(people.client(people.clara), film, [])
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert film.credits.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"job": "gaffer", "names": {"en": "A"}},
        {"job": "cast", "names": {}},
        {"job": "cast", "names": {"en": "A" * 121}},
    ],
)
def test_an_unknown_job_and_a_nameless_person_are_refused(people: People, film: Film, wrong: dict[str, Any]) -> None:
    assert put(people.client(people.arno), film, [wrong]).status_code == 422


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_others_change_nothing(people: People, film: Film, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert put(client, film, []).status_code == status
    assert film.credits.count() == 1
