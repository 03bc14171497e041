"""What workers report, also when nobody waits for it any more."""

import pytest

from review.audit.models import Event
from review.catalog.models import FilmStatus
from review.notes.models import Note
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, Run
from review.runs.services import complete_run, fail_run, propose_run, refuse_run
from tests.factories.notes import NoteFactory, fresh
from tests.factories.runs import make_version, unsaved_segments
from tests.people import People
from tests.review.runs.conftest import kinds, press, state_of

pytestmark = pytest.mark.django_db

ESTIMATE = {"frames": 96, "segments": 2, "bytes": 1000, "free_bytes": 9000, "stage_seconds": {"dust": 7.5}}
READY = LeasedJob.State.READY


@pytest.fixture
def run(run: Run) -> Run:
    """A run that is being planned."""
    Run.objects.update(state=Run.State.PLANNING)
    run.refresh_from_db()
    return run


@pytest.fixture
def note(people: People, run: Run) -> Note:
    """A note that ``run`` works on."""
    note: Note = NoteFactory.create(
        restoration=run.restoration, author=people.dita, triaged=True, state=Note.State.PLANNED, run=run
    )
    return note


def _propose(run: Run) -> bool:
    changes = [{"code": "stage_enabled", "stage": "dust"}]
    return propose_run(
        run=run,
        segments=unsaved_segments(run, [READY, READY]),
        treatments=[],
        changes=changes,
        estimate=ESTIMATE,
        backend="cpu-fp32",
    )


def test_a_plan_is_proposed(people: People, run: Run, note: Note) -> None:
    assert _propose(run)
    body = people.client(people.dita).get(f"/api/v1/runs/{run.public_id}").json()
    assert (body["state"], body["estimate"]) == ("proposed", ESTIMATE)
    assert body["changes"] == [{"code": "stage_enabled", "stage": "dust"}]
    assert fresh(note).state == "planned"
    assert kinds() == ["run.planned"]
    payload = Event.objects.get().payload
    assert (payload["segments"], payload["touched"], payload["state"]) == (2, 2, "proposed")


def test_a_plan_starts_by_itself_where_that_was_asked(run: Run, note: Note) -> None:
    Run.objects.update(start_when_planned=True)
    run.refresh_from_db()
    assert _propose(run)
    assert (run.state, fresh(note).state) == ("rendering", "rendering")
    assert run.started_at is not None
    assert kinds() == ["run.planned", "note.changed", "run.started", "film.changed"]
    assert Event.objects.get(kind="run.started").actor == run.requested_by


def test_a_plan_without_work_starts_by_itself_and_is_finished(run: Run) -> None:
    Run.objects.update(start_when_planned=True)
    run.refresh_from_db()
    done = unsaved_segments(run, [LeasedJob.State.DONE], is_touched=False)
    propose_run(run=run, segments=done, treatments=[], changes=[], estimate=ESTIMATE, backend="cpu-fp32")
    assert MediaJob.objects.get().kind == "finish"


def test_a_refused_plan_gives_its_notes_back(run: Run, note: Note) -> None:
    assert refuse_run(run=run, code="no_space", detail="The store has no room.")
    assert (run.state, run.error_code, fresh(note).state, fresh(note).run) == ("refused", "no_space", "triaged", None)
    assert kinds() == ["note.changed", "run.refused"]


def test_a_finished_run_asks_the_authors_to_compare(run: Run, note: Note) -> None:
    base = make_version(run.restoration)
    Run.objects.update(state=Run.State.RENDERING, base=base)
    Note.objects.update(state=Note.State.RENDERING, before_version=base)
    version = make_version(run.restoration, base=base)
    assert complete_run(run=run, version=version)
    note = fresh(note)
    assert (note.state, note.before_version, note.after_version, note.run) == ("to_verify", base, version, run)
    assert (run.state, run.version) == ("done", version)
    assert kinds() == ["note.changed", "version.created", "run.done", "film.changed"]
    assert Event.objects.get(kind="version.created").payload["hash"] == version.hash
    run.restoration.film.refresh_from_db()
    assert run.restoration.film.status == FilmStatus.IN_REVIEW


def test_reports_about_a_cancelled_run_change_nothing(people: People, run: Run, note: Note) -> None:
    press(people.client(people.arno), run, "cancel")
    before = state_of(run)
    version = make_version(run.restoration)
    assert not _propose(run)
    assert not refuse_run(run=run, code="no_space", detail="")
    assert not fail_run(run=run, code="decode_failed", detail="")
    assert not complete_run(run=run, version=version)
    assert state_of(run) == before
    assert fresh(note).state == "triaged"
