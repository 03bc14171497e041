"""Two people at the same note at the same moment: one is heard, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from restoration.recipe.treatments import MissedDefect
from review.config.errors import AnswerprintError
from review.notes import services
from review.notes.models import Note
from review.runs.services import RunRequest, request_run
from tests.factories.notes import fresh
from tests.people import People
from tests.review.notes.conftest import log

pytestmark = pytest.mark.django_db(transaction=True)

Deed = Callable[[], object]


def _outcomes(*deeds: Deed) -> list[str]:
    """Carry out deeds at the same moment, each in its own transaction; return "done" or the code of each."""
    together = Barrier(len(deeds))

    def perform(deed: Deed) -> str:
        try:
            together.wait(10)
            deed()
        except AnswerprintError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(perform, deeds))


def _copies(note: Note, state: Note.State) -> list[Note]:
    """Return the note in ``state`` as two people loaded it."""
    Note.objects.filter(pk=note.pk).update(state=state)
    return [fresh(note), fresh(note)]


def test_of_two_triages_one_counts(people: People, note: Note) -> None:
    first, second = _copies(note, Note.State.NEW)
    common = {"row_version": 1, "cause": Note.Cause.DAMAGE, "treatment": MissedDefect()}
    outcomes = _outcomes(
        lambda: services.triage_note(actor=people.arno, note=first, **common),
        lambda: services.triage_note(actor=people.clara, note=second, **common),
    )
    assert sorted(outcomes) == ["conflict", "done"]
    assert (fresh(note).state, fresh(note).row_version, log()) == ("triaged", 2, [("note.changed", "triage")])


def test_of_accepting_and_closing_one_counts(people: People, note: Note) -> None:
    first, second = _copies(note, Note.State.TO_VERIFY)
    outcomes = _outcomes(
        lambda: services.accept_note(actor=people.dita, note=first, row_version=1),
        lambda: services.close_note(actor=people.clara, note=second, row_version=1, reason="Absent"),
    )
    assert sorted(outcomes) == ["conflict", "done"]
    assert fresh(note).state == "accepted"
    assert (fresh(note).closed_by is None) == (outcomes[0] == "done")
    assert len(log()) == 1


def test_a_note_withdrawn_while_a_run_takes_it_is_either_gone_or_planned(people: People, note: Note) -> None:
    Note.objects.update(state=Note.State.TRIAGED, treatment=MissedDefect().model_dump())
    mine = fresh(note)
    withdrawn, planned = _outcomes(
        lambda: services.withdraw_note(actor=people.dita, note=mine),
        lambda: request_run(actor=people.arno, restoration=note.restoration, request=RunRequest()),
    )
    assert planned == "done"
    note = fresh(note)
    if withdrawn == "done":
        assert (note.state, note.run) == ("triaged", None)
    else:
        assert (withdrawn, note.state, note.withdrawn_at) == ("conflict", "planned", None)
        assert note.run is not None
        assert note.run.note_ids == [str(note.public_id)]
