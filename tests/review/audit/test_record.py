"""The log: numbered in commit order, chained, unchangeable."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from review.audit.models import Event, Feed
from review.audit.services import record
from review.catalog.models import Film
from tests.factories.catalog import FilmFactory
from tests.people import People
from tests.review.audit.conftest import happen


@pytest.mark.django_db
def test_events_of_a_film_are_numbered_from_one_and_chained(people: People, film: Film) -> None:
    first, second = happen(film, people.clara, a=1), happen(film, None, a=2)
    other = happen(FilmFactory.create(collection=people.collection))
    assert (first, second, other) == (1, 2, 1)
    one, two = Event.objects.filter(film=film)
    assert (one.previous, two.previous) == ("", one.hash)
    assert (one.actor, two.actor) == (people.clara, None)
    feed = Feed.objects.get(film=film)
    assert (feed.seq, feed.head) == (2, two.hash)


def test_an_event_belongs_to_a_transaction(transactional_db: None, people: People, film: Film) -> None:
    with pytest.raises(RuntimeError):
        record(film=film, kind="film.changed", actor=None, payload={})
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_recording_costs_three_queries(film: Film, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        record(film=film, kind="film.changed", actor=None, payload={})


@pytest.mark.django_db
def test_an_event_can_neither_be_changed_nor_removed(film: Film) -> None:
    happen(film, a=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(payload={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.all().delete()
    assert Event.objects.get().payload == {"a": 1}


def test_a_later_number_is_never_visible_before_an_earlier_one(
    transactional_db: None, people: People, film: Film
) -> None:
    """The first writer has its number and is slow to commit; the second waits instead of overtaking it."""
    numbered, may_commit = threading.Event(), threading.Event()
    seen_by_second: list[int] = []

    def slow() -> None:
        with transaction.atomic():
            record(film=film, kind="film.changed", actor=None, payload={"who": "slow"})
            numbered.set()
            assert may_commit.wait(10)
        connection.close()

    def quick() -> None:
        seen_by_second.append(happen(film, who="quick"))
        connection.close()

    first, second = threading.Thread(target=slow), threading.Thread(target=quick)
    first.start()
    assert numbered.wait(10)
    second.start()
    second.join(0.3)
    assert second.is_alive()
    assert not Event.objects.exists()
    may_commit.set()
    first.join(10)
    second.join(10)
    assert [event.payload["who"] for event in Event.objects.order_by("seq")] == ["slow", "quick"]
    assert seen_by_second == [2]


def test_two_first_events_of_a_film_do_not_race(transactional_db: None, people: People, film: Film) -> None:
    together = threading.Barrier(4)
    numbers: list[int] = []

    def write() -> None:
        together.wait(10)
        numbers.append(happen(film))
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
    assert sorted(numbers) == [1, 2, 3, 4]
