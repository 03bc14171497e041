"""The table of a note's life: every verb in every state, asked as everybody."""

from typing import Any

import pytest

from review.notes.life import LIFE, Verb
from review.notes.models import Note
from review.restorations.models import Restoration
from tests.factories.notes import DUST, NoteFactory, fresh, state_of
from tests.people import People
from tests.review.notes.conftest import ask, log

pytestmark = pytest.mark.django_db

BODIES: dict[str, dict[str, Any]] = {
    "triage": {"cause": "damage", "treatment": DUST},
    "answer": {"answer": "as_made"},
    "accept": {},
    "reopen": {"text": "Still there"},
    "close": {"reason": "The director is abroad"},
}
REACHES = {
    "triage": "triaged",
    "answer": "answered",
    "accept": "accepted",
    "reopen": "reopened",
    "close": "accepted",
}
ALLOWED = {
    "triage": {"clara", "arno", "ada"},
    "answer": {"clara", "arno", "ada"},
    "accept": {"dita"},
    "reopen": {"dita"},
    "close": {"clara"},
}


def _note_in(restoration: Restoration, people: People, state: str) -> Note:
    note: Note = NoteFactory.create(restoration=restoration, author=people.dita, triaged=True, state=state)
    return note


@pytest.mark.parametrize("state", Note.State.values)
@pytest.mark.parametrize("verb", BODIES)
def test_a_verb_is_possible_exactly_where_the_table_says(
    people: People, restoration: Restoration, verb: str, state: str
) -> None:
    note = _note_in(restoration, people, state)
    before = state_of(note)
    actor = getattr(people, sorted(ALLOWED[verb])[-1])
    answer = ask(people.client(actor), note, verb, **BODIES[verb])
    if state in LIFE[Verb(verb)].sources:
        assert (answer.status_code, answer.json()["state"]) == (200, REACHES[verb])
        assert fresh(note).row_version == before["row_version"] + 1
        assert log() == [("note.changed", verb)]
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "note_state")
        assert state_of(note) == before
        assert log() == []


@pytest.mark.parametrize("name", ["clara", "arno", "dita", "ada", "eve", None])
@pytest.mark.parametrize("verb", BODIES)
def test_a_verb_is_done_only_by_who_may(people: People, restoration: Restoration, verb: str, name: str | None) -> None:
    note = _note_in(restoration, people, "answered")
    before = state_of(note)
    answer = ask(people.client(getattr(people, name) if name else None), note, verb, **BODIES[verb])
    if name in ALLOWED[verb]:
        assert answer.status_code == 200
    else:
        assert answer.status_code == {"eve": 404, None: 401}.get(name, 403)
        assert state_of(note) == before
        assert log() == []


@pytest.mark.parametrize("verb", BODIES)
def test_a_verb_on_an_older_state_of_the_note_is_refused(people: People, restoration: Restoration, verb: str) -> None:
    note = _note_in(restoration, people, "answered")
    Note.objects.filter(pk=note.pk).update(row_version=5)
    before = state_of(note)
    actor = getattr(people, sorted(ALLOWED[verb])[-1])
    answer = ask(people.client(actor), note, verb, row_version=4, **BODIES[verb])
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert state_of(note) == before
    assert log() == []


@pytest.mark.parametrize("state", Note.State.values)
@pytest.mark.parametrize("name", ["clara", "arno", "dita", "ada"])
def test_what_the_page_offers_is_what_is_possible(
    people: People, restoration: Restoration, name: str, state: str
) -> None:
    note = _note_in(restoration, people, state)
    client = people.client(getattr(people, name))
    offered = client.get(f"/api/v1/notes/{note.public_id}").json()["may"]
    for verb in ["triage", "accept", "reopen", "close"]:
        trial = _note_in(restoration, people, state)
        assert (ask(client, trial, verb, **BODIES[verb]).status_code == 200) == (verb in offered), verb


def test_runs_alone_plan_render_and_deliver() -> None:
    machine = {Verb.PLAN, Verb.RENDER, Verb.DELIVER, Verb.RELEASE}
    assert {LIFE[verb].target for verb in set(Verb) - machine} & {"planned", "rendering", "to_verify"} == set()
