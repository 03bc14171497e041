"""The feed: what happened after a number, for those who may see the film."""

import pytest
from pytest_django import DjangoAssertNumQueries

from review.audit import queries
from review.catalog.models import Film
from tests.people import People
from tests.review.audit.conftest import happen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["clara", "arno", "dita", "ada"])
def test_members_read_what_happened_after_a_number(people: People, film: Film, name: str) -> None:
    for number in range(3):
        happen(film, people.clara, number=number)
    page = people.client(getattr(people, name)).get(f"/api/v1/films/{film.public_id}/feed?after=1").json()
    assert page["seq"] == 3
    assert [(event["seq"], event["kind"], event["payload"]) for event in page["events"]] == [
        (2, "film.changed", {"number": 1}),
        (3, "film.changed", {"number": 2}),
    ]
    assert {event["actor"] for event in page["events"]} == {str(people.clara.public_id)}
    assert page["events"][0]["at"].endswith("Z")


@pytest.mark.parametrize(("name", "status"), [("eve", 404), (None, 401)])
def test_others_read_nothing(people: People, film: Film, name: str | None, status: int) -> None:
    happen(film)
    client = people.client(getattr(people, name) if name else None)
    assert client.get(f"/api/v1/films/{film.public_id}/feed").status_code == status


def test_a_long_feed_comes_in_pages(people: People, film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(queries.PAGE + 1):
        happen(film)
    client = people.client(people.clara)
    first = client.get(f"/api/v1/films/{film.public_id}/feed").json()
    assert (len(first["events"]), first["seq"]) == (500, 501)
    rest = client.get(f"/api/v1/films/{film.public_id}/feed?after=500").json()
    assert [event["seq"] for event in rest["events"]] == [501]


def test_the_number_of_queries_does_not_grow(
    people: People, film: Film, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = people.client(people.clara)
    for _ in range(30):
        happen(film, people.arno)
    with django_assert_max_num_queries(5):
        client.get(f"/api/v1/films/{film.public_id}/feed")


def test_a_negative_number_is_refused(people: People, film: Film) -> None:
    assert people.client(people.clara).get(f"/api/v1/films/{film.public_id}/feed?after=-1").status_code == 422
