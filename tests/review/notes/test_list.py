"""The notes of a restoration: in film order, filtered, mapped to the current assembly, in constant queries."""

import pytest
from pytest_django import DjangoAssertNumQueries

from review.notes.models import Note
from review.restorations.models import Restoration
from tests.factories.notes import NoteFactory, ReplyFactory
from tests.factories.runs import make_assembly, scan_of
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(people: People, restoration: Restoration) -> list[Note]:
    """Notes at assembly frames 10, 100 and 150."""
    second = scan_of(restoration, 2)
    common = {"restoration": restoration, "author": people.dita}
    return [
        NoteFactory.create(**common),
        NoteFactory.create(**common, first=100, end=110, triaged=True),
        NoteFactory.create(**common, scan=second, first=6, end=7),
    ]


def _firsts(people: People, restoration: Restoration, query: str = "") -> list[int | None]:
    answer = people.client(people.arno).get(f"/api/v1/restorations/{restoration.public_id}/notes{query}")
    return [note["first"] for note in answer.json()]


@pytest.mark.usefixtures("notes")
@pytest.mark.parametrize(
    ("query", "firsts"),
    [
        ("", [10, 100, 150]),
        ("?state=triaged", [100]),
        ("?first=11&end=101", [10, 100]),
        ("?first=12&end=100", []),
        ("?first=109", [100, 150]),
        ("?end=11", [10]),
        ("?first=120&end=144", []),
        ("?first=144&state=new", [150]),
    ],
)
def test_notes_by_state_and_range(
    people: People, restoration: Restoration, query: str, firsts: list[int | None]
) -> None:
    assert _firsts(people, restoration, query) == firsts


@pytest.mark.usefixtures("notes")
def test_notes_follow_their_scan_into_a_new_assembly(people: People, restoration: Restoration) -> None:
    """The new cut starts with reel 2 and ends reel 1 after 105 frames: one note is cut, none is lost."""
    pieces = [(scan_of(restoration, 2), 60), (scan_of(restoration, 1), 105)]
    make_assembly(restoration, people.arno, pieces=pieces, revision=2)
    answer = people.client(people.arno).get(f"/api/v1/restorations/{restoration.public_id}/notes").json()
    places = [(note["first"], note["end"], note["scan_first"], note["scan_end"]) for note in answer]
    assert places == [(70, 72, 10, 12), (160, 165, 100, 110), (6, 7, 6, 7)]


@pytest.mark.usefixtures("notes")
def test_a_note_that_the_assembly_does_not_show_stays_in_the_list(people: People, restoration: Restoration) -> None:
    make_assembly(restoration, people.arno, pieces=[(scan_of(restoration, 2), 60)], revision=2)
    assert _firsts(people, restoration) == [None, None, 6]
    assert _firsts(people, restoration, "?first=0") == [6]


@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("dita", 200), ("eve", 404), (None, 401)])
def test_who_sees_them(
    people: People, restoration: Restoration, notes: list[Note], name: str | None, status: int
) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert client.get(f"/api/v1/restorations/{restoration.public_id}/notes").status_code == status
    assert client.get(f"/api/v1/notes/{notes[0].public_id}").status_code == status


def test_the_number_of_queries_does_not_grow(
    people: People, restoration: Restoration, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = people.client(people.clara)
    path = f"/api/v1/restorations/{restoration.public_id}/notes"
    client.get(path)
    for _ in range(40):
        note = NoteFactory.create(restoration=restoration, author=people.dita, delegate=people.arno)
        ReplyFactory.create(note=note, author=people.arno)
    # Session, person, restoration, assembly, spans, rights (2 with the film's collection), notes, replies.
    with django_assert_num_queries(8):
        assert len(client.get(path).json()) == 40
