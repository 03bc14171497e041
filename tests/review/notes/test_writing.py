"""Editing, the thread, and taking a note back."""

from typing import Any

import pytest

from review.audit.models import Event
from review.notes.models import Note
from tests.factories.notes import LEFT_HALF, fresh, state_of
from tests.people import People
from tests.review.notes.conftest import log

pytestmark = pytest.mark.django_db


def _edit(people: People, note: Note, name: str | None, **body: Any) -> Any:
    client = people.client(getattr(people, name) if name else None)
    return client.patch(f"/api/v1/notes/{note.public_id}", {"row_version": 1, **body}, content_type="application/json")


def test_the_author_edits_what_is_named_and_nothing_else(people: People, note: Note) -> None:
    body = _edit(people, note, "dita", text="Two spots").json()
    assert (body["text"], body["region"], body["row_version"]) == ("Two spots", LEFT_HALF, 2)
    moved = _edit(people, note, "dita", row_version=2, first=150, end=152, region=None).json()
    assert (moved["first"], moved["end"], moved["scan_first"], moved["region"]) == (150, 152, 6, None)
    assert log() == [("note.changed", "edit"), ("note.changed", "edit")]
    assert Event.objects.last().payload["fields"] == ["end", "first", "region"]  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "status"), [("clara", 403), ("arno", 403), ("ada", 403), ("eve", 404), (None, 401)])
def test_nobody_else_edits(people: People, note: Note, name: str | None, status: int) -> None:
    before = state_of(note)
    assert _edit(people, note, name, text="Mine now").status_code == status
    assert state_of(note) == before


def test_a_stale_edit_is_refused(people: People, note: Note) -> None:
    _edit(people, note, "dita", text="First")
    stale = _edit(people, note, "dita", text="Second")
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    assert fresh(note).text == "First"


def test_after_triage_the_words_stand(people: People, note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(state=Note.State.TRIAGED)
    assert _edit(people, note, "dita", text="Other").json()["code"] == "note_state"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "", "region": None}, "note_says_nothing"),
        ({"first": 3}, "invalid"),
        ({"first": 110, "end": 130}, "range_crosses_reels"),
    ],
)
def test_an_edit_cannot_make_what_could_not_be_written(
    people: People, note: Note, body: dict[str, Any], code: str
) -> None:
    before = state_of(note)
    answer = _edit(people, note, "dita", **body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert state_of(note) == before


@pytest.mark.parametrize("name", ["clara", "arno", "dita", "ada"])
def test_everyone_on_the_film_replies_without_making_edits_stale(people: People, note: Note, name: str) -> None:
    answer = people.client(getattr(people, name)).post(
        f"/api/v1/notes/{note.public_id}/replies", {"text": "Seen"}, content_type="application/json"
    )
    assert answer.status_code == 201
    assert [reply["text"] for reply in answer.json()["replies"]] == ["Seen"]
    assert fresh(note).row_version == 1
    assert log() == [("note.changed", "reply")]


@pytest.mark.parametrize(("name", "status"), [("eve", 404), (None, 401)])
def test_others_do_not_reply(people: People, note: Note, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    path = f"/api/v1/notes/{note.public_id}/replies"
    assert client.post(path, {"text": "Hm"}, content_type="application/json").status_code == status
    assert not note.replies.exists()


def test_a_withdrawn_note_is_kept_and_shown_no_more(people: People, note: Note) -> None:
    client = people.client(people.dita)
    assert client.delete(f"/api/v1/notes/{note.public_id}").status_code == 204
    assert fresh(note).withdrawn_at is not None
    assert client.get(f"/api/v1/notes/{note.public_id}").status_code == 404
    assert client.get(f"/api/v1/restorations/{note.restoration.public_id}/notes").json() == []
    assert client.delete(f"/api/v1/notes/{note.public_id}").status_code == 404
    assert log() == [("note.changed", "withdraw")]


@pytest.mark.parametrize(("name", "status"), [("clara", 403), ("arno", 403), ("eve", 404), (None, 401)])
def test_nobody_withdraws_what_another_wrote(people: People, note: Note, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert client.delete(f"/api/v1/notes/{note.public_id}").status_code == status
    assert fresh(note).withdrawn_at is None


def test_a_note_at_work_cannot_be_withdrawn(people: People, note: Note) -> None:
    Note.objects.filter(pk=note.pk).update(state=Note.State.RENDERING)
    assert people.client(people.dita).delete(f"/api/v1/notes/{note.public_id}").status_code == 409
    assert fresh(note).withdrawn_at is None
