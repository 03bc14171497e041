"""Start, cancel, try again: one press counts, whoever presses second is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from review.accounts.models import User
from review.catalog.models import FilmStatus
from review.config.errors import AnswerprintError
from review.notes.models import Note
from review.runs.contracts import PlanSubject
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, Run
from review.runs.services import cancel_run, fail_run, retry_segment, start_run
from tests.factories.notes import NoteFactory, fresh
from tests.factories.runs import RunFactory, make_segments
from tests.people import People
from tests.review.runs.conftest import kinds, press, state_of

pytestmark = pytest.mark.django_db

READY, RENDERING, DONE, FAILED, CANCELLED = (
    LeasedJob.State.READY,
    LeasedJob.State.RENDERING,
    LeasedJob.State.DONE,
    LeasedJob.State.FAILED,
    LeasedJob.State.CANCELLED,
)


@pytest.fixture
def note(people: People, run: Run) -> Note:
    """A note planned into ``run``."""
    note: Note = NoteFactory.create(
        restoration=run.restoration, author=people.dita, triaged=True, state=Note.State.PLANNED, run=run
    )
    Run.objects.filter(pk=run.pk).update(note_ids=[str(note.public_id)])
    return note


def _segment_states(run: Run) -> list[str]:
    return list(run.segments.order_by("position").values_list("state", flat=True))


def test_start_releases_the_segments(people: People, run: Run, note: Note) -> None:
    make_segments(run)
    body = press(people.client(people.clara), run, "start").json()
    assert body["state"] == "rendering"
    assert body["started_at"] is not None
    assert fresh(note).state == "rendering"
    assert kinds() == ["note.changed", "run.started", "film.changed"]
    run.restoration.film.refresh_from_db()
    assert run.restoration.film.status == FilmStatus.RESTORING
    assert not MediaJob.objects.exists()


def test_a_run_with_nothing_to_render_is_finished_at_once(people: People, run: Run) -> None:
    make_segments(run, [DONE, DONE], is_touched=False)
    press(people.client(people.clara), run, "start")
    job = MediaJob.objects.get()
    assert (job.kind, job.subject) == ("finish", {"run": str(run.public_id)})


def test_a_film_in_review_is_not_moved_back(people: People, run: Run) -> None:
    film = run.restoration.film
    film.status = FilmStatus.IN_REVIEW
    film.save()
    press(people.client(people.clara), run, "start")
    film.refresh_from_db()
    assert (film.status, kinds()) == (FilmStatus.IN_REVIEW, ["run.started"])


@pytest.mark.parametrize("button", ["start", "cancel", "segments/0/retry"])
@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
@pytest.mark.usefixtures("note")
def test_who_may_not(people: People, run: Run, button: str, name: str | None, status: int) -> None:
    make_segments(run, [FAILED])
    before = state_of(run)
    assert press(people.client(getattr(people, name) if name else None), run, button).status_code == status
    assert state_of(run) == before


@pytest.mark.parametrize("state", [state for state in Run.State if state != Run.State.PROPOSED])
def test_only_a_proposed_run_is_started(people: People, run: Run, state: Run.State) -> None:
    Run.objects.update(state=state)
    before = state_of(run)
    answer = press(people.client(people.arno), run, "start")
    assert (answer.status_code, answer.json()["code"]) == (409, "run_state")
    assert state_of(run) == before


def test_cancel_stops_what_waits_and_asks_what_is_at_work(people: People, run: Run, note: Note) -> None:
    Run.objects.update(state=Run.State.RENDERING)
    Note.objects.update(state=Note.State.RENDERING)
    make_segments(run, [DONE, RENDERING, READY])
    assert press(people.client(people.arno), run, "cancel").json()["state"] == "cancelled"
    assert _segment_states(run) == ["done", "rendering", "cancelled"]
    assert list(run.segments.filter(cancel_requested=True).values_list("position", flat=True)) == [1]
    note = fresh(note)
    assert (note.state, note.run, note.before_version) == ("triaged", None, None)
    assert kinds() == ["note.changed", "run.cancelled"]


@pytest.mark.parametrize(("at_work", "state"), [(False, CANCELLED), (True, RENDERING)])
def test_cancel_reaches_a_plan_too(people: People, run: Run, at_work: bool, state: str) -> None:
    Run.objects.update(state=Run.State.PLANNING)
    job = MediaJob.objects.create(
        kind=MediaJob.Kind.PLAN,
        subject=PlanSubject(run=str(run.public_id)).model_dump(),
        subject_key=str(run.public_id),
        state=RENDERING if at_work else READY,
    )
    press(people.client(people.arno), run, "cancel")
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (state, at_work)


@pytest.mark.parametrize("state", [state for state in Run.State if state not in Run.LIVE])
def test_what_has_ended_cannot_be_cancelled(people: People, run: Run, state: Run.State) -> None:
    Run.objects.update(state=state)
    before = state_of(run)
    answer = press(people.client(people.arno), run, "cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "run_state")
    assert state_of(run) == before


def _failed(run: Run) -> None:
    Run.objects.update(state=Run.State.RENDERING)
    Note.objects.update(state=Note.State.RENDERING)
    make_segments(run, [DONE, FAILED, READY])
    run.segments.filter(position=1).update(attempt=3, error_code="decode_failed", error_detail="Bad", log="tried\n")
    run.refresh_from_db()
    assert fail_run(run=run, code="decode_failed", detail="Bad")


def test_a_failed_segment_is_tried_again_from_its_first_attempt(people: People, run: Run, note: Note) -> None:
    _failed(run)
    assert (fresh(note).state, fresh(note).run) == ("triaged", None)
    body = press(people.client(people.arno), run, "segments/1/retry").json()
    assert (body["state"], body["error"]) == ("rendering", None)
    segment = run.segments.get(position=1)
    assert (segment.state, segment.attempt, segment.error_code, segment.log) == (READY, 0, "", "tried\n")
    assert _segment_states(run) == ["done", "ready", "ready"]
    assert (fresh(note).state, fresh(note).run) == ("rendering", run)
    assert kinds()[-3:] == ["note.changed", "note.changed", "run.started"]


def test_a_note_that_went_elsewhere_meanwhile_is_not_taken_back(people: People, run: Run, note: Note) -> None:
    _failed(run)
    Note.objects.update(state=Note.State.ANSWERED)
    press(people.client(people.arno), run, "segments/1/retry")
    assert (fresh(note).state, fresh(note).run) == ("answered", None)


@pytest.mark.parametrize(("position", "code"), [(0, "segment_not_failed"), (7, "segment_not_failed")])
def test_what_did_not_fail_is_not_tried_again(people: People, run: Run, position: int, code: str) -> None:
    _failed(run)
    before = state_of(run)
    answer = press(people.client(people.arno), run, f"segments/{position}/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert state_of(run) == before


def test_a_retry_beside_another_live_run_is_refused(people: People, run: Run) -> None:
    _failed(run)
    RunFactory.create(restoration=run.restoration, requested_by=people.clara)
    before = state_of(run)
    answer = press(people.client(people.arno), run, "segments/1/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "run_is_live")
    assert state_of(run) == before


def _outcomes(people: People, *verbs: Callable[[User], Run]) -> list[str]:
    """Carry out verbs at the same moment, each in its own transaction; return states and codes, sorted."""
    together = Barrier(len(verbs))

    def perform(verb: Callable[[User], Run]) -> str:
        try:
            together.wait(10)
            return verb(people.arno).state
        except AnswerprintError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(perform, verbs))


def _start(run: Run) -> Callable[[User], Run]:
    return lambda actor: start_run(actor=actor, run=Run.objects.get(pk=run.pk))


def _cancel(run: Run) -> Callable[[User], Run]:
    return lambda actor: cancel_run(actor=actor, run=Run.objects.get(pk=run.pk))


def _retry(run: Run) -> Callable[[User], Run]:
    return lambda actor: retry_segment(actor=actor, run=Run.objects.get(pk=run.pk), position=1)


def test_of_two_starts_at_once_one_counts(transactional_db: None, people: People, run: Run) -> None:
    make_segments(run)
    assert _outcomes(people, _start(run), _start(run)) == ["rendering", "run_state"]
    assert kinds().count("run.started") == 1


def test_of_two_cancels_at_once_one_counts(transactional_db: None, people: People, run: Run) -> None:
    assert _outcomes(people, _cancel(run), _cancel(run)) == ["cancelled", "run_state"]
    assert kinds() == ["run.cancelled"]


def test_a_start_and_a_cancel_at_once_end_in_a_cancelled_run(
    transactional_db: None, people: People, run: Run, note: Note
) -> None:
    """Either the start came first and was cancelled, or it came too late; never a run that renders unseen."""
    make_segments(run)
    assert _outcomes(people, _start(run), _cancel(run)) in (["cancelled", "rendering"], ["cancelled", "run_state"])
    run.refresh_from_db()
    assert (run.state, _segment_states(run), fresh(note).state) == ("cancelled", ["cancelled"] * 3, "triaged")


def test_of_two_retries_at_once_one_counts(transactional_db: None, people: People, run: Run) -> None:
    _failed(run)
    assert _outcomes(people, _retry(run), _retry(run)) == ["rendering", "run_state"]
    assert kinds().count("run.started") == 1
