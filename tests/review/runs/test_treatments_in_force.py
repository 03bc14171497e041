"""Which treatments a re-run carries: those its base was made with, and what the selected notes say now."""

from typing import Any

import pytest
from django.utils import timezone

from restoration.recipe import Reject
from review.accounts.models import Role
from review.notes.models import Note
from review.notes.treatments import treatments_in_force
from review.restorations.models import Restoration
from review.runs.models import Run, Version
from tests.factories.accounts import MembershipFactory
from tests.factories.notes import DUST, NoteFactory
from tests.factories.runs import RunFactory, make_version
from tests.people import People

pytestmark = pytest.mark.django_db

PROTECT = {"kind": "protect", "stages": [], "level": "hard", "feather": 0}


def _note(people: People, restoration: Restoration, **fields: Any) -> Note:
    note: Note = NoteFactory.create(**{"restoration": restoration, "author": people.dita, "triaged": True, **fields})
    return note


@pytest.fixture
def old(people: People, restoration: Restoration) -> Note:
    """A note whose treatment ``base`` was made with, accepted since."""
    return _note(people, restoration, state=Note.State.ACCEPTED)


@pytest.fixture
def base(people: People, restoration: Restoration, old: Note) -> Version:
    treatments = treatments_in_force(restoration=restoration, base=None, selected=[old])
    run: Run = RunFactory.create(
        restoration=restoration,
        requested_by=people.arno,
        treatments=[placed.model_dump(mode="json") for placed in treatments],
    )
    return make_version(restoration, run=run)


def _kinds(restoration: Restoration, base: Version | None, *selected: Note) -> dict[str, str]:
    placed = treatments_in_force(restoration=restoration, base=base, selected=selected)
    return {treatment.note_id: treatment.treatment.kind for treatment in placed}


def test_a_re_run_carries_what_its_base_was_made_with(restoration: Restoration, base: Version, old: Note) -> None:
    assert _kinds(restoration, base) == {str(old.public_id): "missed_defect"}


def test_a_first_run_carries_only_what_was_selected(people: People, restoration: Restoration, old: Note) -> None:
    new = _note(people, restoration, treatment=PROTECT)
    assert _kinds(restoration, None, new) == {str(new.public_id): "protect"}


def test_a_selected_notes_new_treatment_takes_the_place_of_its_old_one(
    restoration: Restoration, base: Version, old: Note
) -> None:
    old.treatment, old.triaged_at = PROTECT, timezone.now()
    assert _kinds(restoration, base, old) == {str(old.public_id): "protect"}


@pytest.mark.parametrize("state", [Note.State.REOPENED, Note.State.TRIAGED, Note.State.TO_VERIFY])
def test_a_note_that_was_not_selected_keeps_what_the_base_did_for_it(
    restoration: Restoration, base: Version, old: Note, state: Note.State
) -> None:
    Note.objects.filter(pk=old.pk).update(state=state, treatment=PROTECT)
    assert _kinds(restoration, base) == {str(old.public_id): "missed_defect"}


@pytest.mark.parametrize("change", [{"withdrawn_at": timezone.now()}, {"state": Note.State.ANSWERED}])
def test_a_note_withdrawn_or_answered_since_is_carried_no_more(
    restoration: Restoration, base: Version, old: Note, change: dict[str, Any]
) -> None:
    Note.objects.filter(pk=old.pk).update(**change)
    assert _kinds(restoration, base) == {}


@pytest.mark.parametrize("kind", ["remark", "keep"])
def test_what_changes_no_pixels_is_not_planned_with(
    people: People, restoration: Restoration, base: Version, old: Note, kind: str
) -> None:
    remark = _note(people, restoration, treatment={"kind": kind})
    assert _kinds(restoration, base, remark) == {str(old.public_id): "missed_defect"}


@pytest.mark.parametrize(("intent", "role"), [("as_first_released", "curator"), ("director_revised", "director")])
def test_of_an_authors_roles_the_one_counts_that_the_intent_lets_decide(
    people: People, restoration: Restoration, intent: str, role: str
) -> None:
    MembershipFactory.create(user=people.dita, role=Role.CURATOR, collection=None, film=restoration.film)
    restoration.intent = intent
    note = _note(people, restoration, triaged_by=people.arno)
    [placed] = treatments_in_force(restoration=restoration, base=None, selected=[note])
    assert placed.role == role


def test_the_order_does_not_depend_on_when_notes_were_made(people: People, restoration: Restoration) -> None:
    notes = [_note(people, restoration, treatment=treatment) for treatment in (DUST, PROTECT, DUST)]
    forward = treatments_in_force(restoration=restoration, base=None, selected=notes)
    assert forward == treatments_in_force(restoration=restoration, base=None, selected=notes[::-1])


def test_a_rejection_that_is_selected_again_goes_a_step_further(
    people: People, restoration: Restoration, base: Version
) -> None:
    reject = {"kind": "reject", "what": "plastic", "times": 1}
    note = _note(people, restoration, treatment=reject)
    first = treatments_in_force(restoration=restoration, base=base, selected=[note])
    run: Run = RunFactory.create(
        restoration=restoration,
        requested_by=people.arno,
        treatments=[placed.model_dump(mode="json") for placed in first],
    )
    second = make_version(restoration, run=run)
    [again] = [
        placed.treatment
        for placed in treatments_in_force(restoration=restoration, base=second, selected=[note])
        if placed.note_id == str(note.public_id)
    ]
    assert again == Reject(what="plastic", times=2)
    assert _kinds(restoration, base, note)[str(note.public_id)] == "reject"
