"""What a changed log looks like to who checks it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from review.audit.models import Event, Feed
from review.audit.verification import Break, verify_chain
from review.catalog.models import Film
from tests.people import People
from tests.review.audit.conftest import happen


@pytest.fixture
def unguarded(film: Film) -> None:
    """Three events, and a database whose guard somebody with full rights has taken off."""
    for number in range(3):
        happen(film, number=number)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only")


@pytest.mark.django_db
def test_an_untouched_log_holds(people: People, film: Film) -> None:
    happen(film, people.clara, title="武狀元蘇乞兒", numbers=[1, 2.5, None], nested={"b": 1, "a": True})
    happen(film, None)
    report = verify_chain(film)
    assert (report.events, report.breaks, report.holds) == (2, [], True)


@pytest.mark.django_db
def test_a_film_without_a_log_holds(film: Film) -> None:
    assert verify_chain(film).holds


@pytest.mark.usefixtures("unguarded")
def test_changed_content_is_found(film: Film) -> None:
    Event.objects.filter(seq=2).update(payload={"number": 9})
    assert verify_chain(film).breaks == [Break(2, "hash")]


@pytest.mark.usefixtures("unguarded")
def test_a_removed_event_is_found(film: Film) -> None:
    Event.objects.filter(seq=2).delete()
    assert verify_chain(film).breaks == [Break(3, "number"), Break(3, "link")]


@pytest.mark.usefixtures("unguarded")
def test_a_removed_end_is_found(film: Film) -> None:
    Event.objects.filter(seq=3).delete()
    assert verify_chain(film).breaks == [Break(2, "head")]


@pytest.mark.usefixtures("unguarded")
def test_a_changed_actor_is_found(people: People, film: Film) -> None:
    Event.objects.filter(seq=1).update(actor=people.eve)
    assert verify_chain(film).breaks == [Break(1, "hash")]


@pytest.mark.usefixtures("unguarded")
def test_the_command_names_the_break_and_fails(film: Film) -> None:
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert "3 events, chain holds" in out.getvalue()
    Event.objects.filter(seq=2).update(kind="other")
    with pytest.raises(CommandError, match="1 of 1 logs"):
        call_command("audit", "verify", "--film", str(film.public_id), stdout=out)
    assert "event 2: hash" in out.getvalue()


@pytest.mark.django_db
def test_the_command_refuses_a_film_without_a_log(film: Film) -> None:
    with pytest.raises(CommandError, match="No film"):
        call_command("audit", "verify", "--film", str(film.public_id))
    assert not Feed.objects.exists()
