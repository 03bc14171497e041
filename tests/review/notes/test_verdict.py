"""Who ends a round: the author, a delegate, or a curator on behalf of an absent author."""

import pytest

from review.audit.models import Event
from review.notes.models import Note
from review.restorations.models import Restoration
from tests.factories.notes import NoteFactory, fresh, state_of
from tests.factories.runs import make_version
from tests.people import People
from tests.review.notes.conftest import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(people: People, restoration: Restoration) -> Note:
    """Dita's note with a new picture to verify."""
    before, after = make_version(restoration), make_version(restoration)
    note: Note = NoteFactory.create(
        restoration=restoration,
        author=people.dita,
        triaged=True,
        state=Note.State.TO_VERIFY,
        before_version=before,
        after_version=after,
    )
    return note


def test_the_log_says_which_versions_were_compared(people: People, note: Note) -> None:
    body = ask(people.client(people.dita), note, "accept").json()
    assert (body["before_version"]["number"], body["after_version"]["number"]) == (1, 2)
    payload = Event.objects.get().payload
    assert (payload["before"], payload["after"]) == (body["before_version"]["id"], body["after_version"]["id"])


def test_a_delegate_accepts_in_the_authors_place(people: People, note: Note) -> None:
    named = people.client(people.dita).post(
        f"/api/v1/notes/{note.public_id}/delegate",
        {"user_id": str(people.arno.public_id)},
        content_type="application/json",
    )
    assert named.json()["delegate"]["name"] == "Arno"
    assert ask(people.client(people.arno), note, "accept").json()["state"] == "accepted"
    assert list(Event.objects.order_by("seq").values_list("actor__display_name", flat=True)) == ["Dita", "Arno"]


@pytest.mark.parametrize("name", ["clara", "arno"])
def test_only_the_author_names_a_delegate(people: People, note: Note, name: str) -> None:
    before = state_of(note)
    answer = people.client(getattr(people, name)).post(
        f"/api/v1/notes/{note.public_id}/delegate",
        {"user_id": str(people.arno.public_id)},
        content_type="application/json",
    )
    assert answer.status_code == 403
    assert state_of(note) == before


def test_a_stranger_cannot_be_a_delegate(people: People, note: Note) -> None:
    before = state_of(note)
    answer = people.client(people.dita).post(
        f"/api/v1/notes/{note.public_id}/delegate",
        {"user_id": str(people.eve.public_id)},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_member")
    assert state_of(note) == before


def test_reopening_puts_the_words_into_the_thread(people: People, note: Note) -> None:
    body = ask(people.client(people.dita), note, "reopen", text="Still there").json()
    assert body["state"] == "reopened"
    assert [(reply["author"]["name"], reply["text"]) for reply in body["replies"]] == [("Dita", "Still there")]


def test_reopening_needs_words(people: People, note: Note) -> None:
    before = state_of(note)
    assert ask(people.client(people.dita), note, "reopen", text=" ").status_code == 422
    assert state_of(note) == before


def test_a_curators_closing_is_recorded_as_such(people: People, note: Note) -> None:
    body = ask(people.client(people.clara), note, "close", reason="The director is abroad").json()
    assert (body["state"], body["closed_by"]["name"], body["closed_reason"]) == (
        "accepted",
        "Clara",
        "The director is abroad",
    )
    assert "Closed by Clara on behalf of the author: The director is abroad" in body["plain_words"]


def test_a_curator_does_not_close_a_note_of_their_own(people: People, note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(author=people.clara)
    assert ask(people.client(people.clara), note, "close", reason="Fine").status_code == 403
    assert ask(people.client(people.clara), note, "accept").status_code == 200


def test_a_closed_note_can_be_reopened_by_its_author(people: People, note: Note) -> None:
    ask(people.client(people.clara), note, "close", reason="The director is abroad")
    assert ask(people.client(people.dita), note, "reopen", text="I am back").status_code == 200
    assert (fresh(note).closed_by, fresh(note).closed_reason) == (None, "")
