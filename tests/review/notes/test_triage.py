"""Triage: cause and treatment, or an answer; told to the author in plain words."""

from typing import Any

import pytest

from review.audit.models import Event
from review.notes.models import Note
from review.restorations.models import RecipeRevision, Restoration
from tests.factories.notes import DUST, fresh, state_of
from tests.factories.runs import make_version
from tests.people import People
from tests.review.notes.conftest import ask

DRAWING = {"stages": [{"stage": "upscale", "enabled": True, "parameters": {"scale": 2, "tier": 2}}]}
REJECT = {"kind": "reject", "what": "invented_detail", "times": 1}

pytestmark = pytest.mark.django_db


def test_triage_keeps_who_and_why(people: People, note: Note) -> None:
    body = ask(people.client(people.arno), note, "triage", cause="printed_in", treatment=DUST).json()
    assert (body["cause"], body["treatment"]) == ("printed_in", DUST)
    note = fresh(note)
    assert note.triaged_by == people.arno
    assert note.triaged_at is not None
    payload = Event.objects.get().payload
    assert (payload["cause"], payload["treatment"]) == ("printed_in", DUST)


@pytest.mark.parametrize(
    "treatment",
    [
        {"kind": "unheard_of"},
        {"kind": "missed_defect", "defect_class": "ufo"},
        {"kind": "strength", "stage": "dust", "value": 1001},
        {"kind": "strength", "stage": "dust", "value": 0.5},
        {"kind": "strength", "stage": "no_such_stage", "value": 0},
        {"kind": "protect", "level": "hard", "more": 1},
    ],
)
def test_a_treatment_that_is_none_is_refused(people: People, note: Note, treatment: dict[str, Any]) -> None:
    before = state_of(note)
    answer = ask(people.client(people.arno), note, "triage", cause="damage", treatment=treatment)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert state_of(note) == before


def test_a_treatment_that_does_not_fit_the_region_is_refused(people: People, note: Note) -> None:
    before = state_of(note)
    treatment = {"kind": "protect", "stages": ["stabilise"], "level": "hard"}
    answer = ask(people.client(people.arno), note, "triage", cause="as_made", treatment=treatment)
    assert (answer.status_code, answer.json()["code"]) == (422, "treatment_does_not_fit")
    assert state_of(note) == before


def test_an_answer_takes_the_place_of_a_treatment_and_back(people: People, note: Note) -> None:
    client = people.client(people.arno)
    ask(client, note, "triage", cause="damage", treatment=DUST)
    answered = ask(client, note, "answer", answer="grading", reason="The look is set later.").json()
    assert (answered["treatment"], answered["answer"]) == (None, "grading")
    triaged = ask(client, note, "triage", cause="damage", treatment=DUST).json()
    assert (triaged["answer"], triaged["answer_reason"], triaged["state"]) == ("", "", "triaged")


def test_as_made_is_a_cause_too(people: People, note: Note) -> None:
    assert ask(people.client(people.arno), note, "answer", answer="as_made").json()["cause"] == "as_made"


def test_declining_needs_a_reason(people: People, note: Note) -> None:
    before = state_of(note)
    answer = ask(people.client(people.clara), note, "answer", answer="declined", reason=" ")
    assert (answer.status_code, answer.json()["code"]) == (422, "reason_missing")
    assert state_of(note) == before


@pytest.mark.parametrize(
    ("treatment", "words"),
    [
        (DUST, "A missed defect: the dust here will be repaired."),
        (
            {"kind": "false_repair", "stage": "dust"},
            "Not a defect: the removal of dust will be taken back here, and the scanned picture returns.",
        ),
        ({"kind": "protect"}, "Nothing will be changed here."),
        (
            {"kind": "protect", "stages": ["dust", "deflicker"], "level": "soft"},
            "Only half of the work will be done here by the removal of flicker, the removal of dust.",
        ),
        ({"kind": "strength", "stage": "dust", "value": 0}, "Switched off here: the removal of dust."),
        ({"kind": "strength", "stage": "dust", "value": 255}, "Set to 25.5% here: the removal of dust."),
        (
            {"kind": "strength", "stage": "upscale", "value": 100},
            "Set to 10% here: the detail that AI adds in enlarging.",
        ),
        (
            {"kind": "reject", "what": "invented_detail"},
            "AI added this detail: half of it is taken away where the map of such detail (an estimate) shows it most.",
        ),
        (
            {"kind": "reject", "what": "plastic"},
            "Too smooth, like plastic: half of what AI drew is taken away here.",
        ),
        (
            {"kind": "reject", "what": "text"},
            "Lettering is not to be drawn: all that AI added is taken away here.",
        ),
        ({"kind": "remark"}, "Passed on to who needs it; the picture is not changed."),
        ({"kind": "keep"}, "Right as it is. Every later version will be checked for it."),
    ],
)
def test_the_author_reads_in_plain_words_what_will_be_done(
    people: People, note: Note, treatment: dict[str, Any], words: str
) -> None:
    people.dita.locale = "en"
    people.dita.save()
    RecipeRevision.objects.update(body=DRAWING)
    ask(people.client(people.arno), note, "triage", cause="damage", treatment=treatment)
    assert people.client(people.dita).get(f"/api/v1/notes/{note.public_id}").json()["plain_words"] == words


def test_the_author_reads_the_reason_of_an_answer(people: People, note: Note) -> None:
    body = ask(people.client(people.arno), note, "answer", answer="declined", reason="It is a wire.").json()
    assert body["plain_words"] == "This will not be done. It is a wire."


@pytest.mark.parametrize("treatment", [REJECT, {"kind": "strength", "stage": "upscale", "value": 100}])
def test_detail_is_not_taken_away_where_none_was_added(people: People, note: Note, treatment: dict[str, Any]) -> None:
    before = state_of(note)
    answer = ask(people.client(people.arno), note, "triage", cause="caused_by_us", treatment=treatment)
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_drawn")
    assert "AI added no detail" in answer.json()["title"]
    assert state_of(note) == before


def test_the_version_that_the_note_was_left_on_says_whether_detail_was_added(
    people: People, restoration: Restoration, note: Note
) -> None:
    plain = make_version(restoration)
    drawn = RecipeRevision.objects.create(
        restoration=restoration, number=2, body=DRAWING, digest="2" * 64, created_by=people.arno
    )
    make_version(restoration, recipe=drawn)
    client = people.client(people.arno)
    assert ask(client, note, "triage", cause="caused_by_us", treatment=REJECT).status_code == 200
    Note.objects.filter(pk=note.pk).update(version=plain)
    answer = ask(client, note, "triage", cause="caused_by_us", treatment=REJECT)
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_drawn")


@pytest.mark.parametrize(
    ("person", "status"), [("arno", 200), ("clara", 200), ("ada", 200), ("dita", 403), ("eve", 404)]
)
def test_who_may_reject_added_detail(people: People, note: Note, person: str, status: int) -> None:
    RecipeRevision.objects.update(body=DRAWING)
    before = state_of(note)
    client = people.client(getattr(people, person))
    answer = ask(client, note, "triage", cause="caused_by_us", treatment=REJECT)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["treatment"] == REJECT
    else:
        assert state_of(note) == before
