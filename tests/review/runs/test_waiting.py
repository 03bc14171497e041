"""A run whose back end no worker has says so, and can be planned again for one that is here."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from review.accounts.models import User
from review.notes.models import Note
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, RenderWorker, Run
from tests.factories.notes import NoteFactory, fresh
from tests.factories.runs import make_assembly, make_segments, make_version, scan_of
from tests.people import People
from tests.review.runs.conftest import press, state_of

pytestmark = pytest.mark.django_db

READY, RENDERING, DONE = LeasedJob.State.READY, LeasedJob.State.RENDERING, LeasedJob.State.DONE


@pytest.fixture
def waiting(run: Run) -> Run:
    """The run at work on CUDA, with a finished segment and two that wait."""
    Run.objects.filter(pk=run.pk).update(state=Run.State.RENDERING, backend="cuda-bf16")
    make_segments(run, [DONE, READY, READY], backend="cuda-bf16")
    run.refresh_from_db()
    return run


def lacks_worker(people: People, run: Run) -> bool:
    body = people.client(people.clara).get(f"/api/v1/runs/{run.public_id}").json()
    listed = people.client(people.clara).get(f"/api/v1/restorations/{run.restoration.public_id}/runs").json()
    assert listed[0]["lacks_worker"] == body["lacks_worker"]
    assert body["backend"] == run.backend
    return bool(body["lacks_worker"])


def looked(name: str, *backends: str, ago: int = 0) -> None:
    seen_at = Now() - timedelta(seconds=ago)
    RenderWorker.objects.update_or_create(name=name, defaults={"backends": backends, "seen_at": seen_at})


def test_a_run_lacks_a_worker_where_none_that_is_alive_has_its_back_end(people: People, waiting: Run) -> None:
    assert lacks_worker(people, waiting)
    looked("one", "openvino-bf16", "cpu-fp32")
    assert lacks_worker(people, waiting)
    looked("two", "cuda-bf16", "cpu-fp32")
    assert not lacks_worker(people, waiting)
    looked("two", "cuda-bf16", "cpu-fp32", ago=3600)
    assert lacks_worker(people, waiting)


def test_who_is_at_work_is_alive_and_who_never_told_may_have_it(people: People, waiting: Run) -> None:
    looked("two", "cuda-bf16", ago=3600)
    leased = {"state": RENDERING, "lease_until": Now() + timedelta(minutes=1)}
    waiting.segments.filter(position=1).update(worker="two", **leased)
    assert not lacks_worker(people, waiting)
    waiting.segments.filter(position=1).update(worker="three")
    assert not lacks_worker(people, waiting)
    looked("three", "cpu-fp32", ago=3600)
    assert lacks_worker(people, waiting)


def test_what_no_network_has_a_part_in_and_what_has_ended_lacks_nobody(people: People, waiting: Run) -> None:
    waiting.segments.update(backend="")
    assert not lacks_worker(people, waiting)
    waiting.segments.update(backend="cuda-bf16")
    Run.objects.update(state=Run.State.CANCELLED)
    assert not lacks_worker(people, waiting)


def test_planned_again_it_takes_what_is_here_and_loses_nothing(people: People, waiting: Run) -> None:
    version = make_version(waiting.restoration)
    note: Note = NoteFactory.create(
        restoration=waiting.restoration, author=people.dita, triaged=True, state=Note.State.RENDERING, run=waiting
    )
    Run.objects.filter(pk=waiting.pk).update(base=version, note_ids=[str(note.public_id)], first=10, end=60)
    answer = press(people.client(people.arno), waiting, "replan")
    assert answer.status_code == 202
    waiting.refresh_from_db()
    again = Run.objects.latest("id")
    assert waiting.state == Run.State.CANCELLED
    assert waiting.segments.get(position=0).state == DONE
    assert (again.state, again.backend, again.start_when_planned) == (Run.State.PLANNING, "", False)
    assert (again.base, again.recipe, again.first, again.end) == (version, waiting.recipe, 10, 60)
    assert again.note_ids == [str(note.public_id)]
    assert (fresh(note).state, fresh(note).run) == ("planned", again)
    assert MediaJob.objects.get(kind=MediaJob.Kind.PLAN).subject == {"run": str(again.public_id)}


@pytest.mark.parametrize("state", [Run.State.FAILED, Run.State.REFUSED])
def test_a_run_that_failed_is_planned_again_too(people: People, waiting: Run, state: Run.State) -> None:
    Run.objects.update(state=state)
    assert press(people.client(people.clara), waiting, "replan").status_code == 202
    assert Run.objects.latest("id").state == Run.State.PLANNING


@pytest.mark.parametrize("state", [Run.State.FAILED, Run.State.RENDERING])
def test_notes_that_ask_for_nothing_any_more_stay_out(people: People, waiting: Run, state: Run.State) -> None:
    """The author withdrew one after the run failed, one was answered, and one is shown elsewhere."""
    at_work = {"state": Note.State.RENDERING, "run": waiting} if state == Run.State.RENDERING else {}
    of = {"restoration": waiting.restoration, "author": people.dita, "triaged": True}
    kept, withdrawn, answered, elsewhere = (
        NoteFactory.create(**of, **at_work),
        NoteFactory.create(**of, withdrawn_at=Now()),
        NoteFactory.create(**of | {"triaged": False}, state=Note.State.ANSWERED, answer="as_made"),
        NoteFactory.create(**of, first=100, end=101),
    )
    named = [str(note.public_id) for note in (kept, withdrawn, answered, elsewhere)]
    Run.objects.update(state=state, note_ids=named, first=0, end=60)
    assert press(people.client(people.arno), waiting, "replan").status_code == 202
    assert Run.objects.latest("id").note_ids == named[:1]
    assert [fresh(note).state for note in (kept, withdrawn, answered, elsewhere)] == [
        "planned",
        "triaged",
        "answered",
        "triaged",
    ]


@pytest.mark.parametrize(
    ("name", "state", "status"),
    [("dita", Run.State.RENDERING, 403), ("eve", Run.State.RENDERING, 404), ("arno", Run.State.DONE, 409)],
)
def test_who_may_not_and_when_not(people: People, waiting: Run, name: str, state: Run.State, status: int) -> None:
    Run.objects.update(state=state)
    before = state_of(waiting)
    assert press(people.client(getattr(people, name)), waiting, "replan").status_code == status
    assert state_of(waiting) == before
    assert Run.objects.count() == 1


def given_a_first_version(run: Run, _by: User) -> None:
    make_version(run.restoration)


def given_another_assembly(run: Run, by: User) -> None:
    make_assembly(run.restoration, by, pieces=[(None, 24), (scan_of(run.restoration), 144)], revision=2)


@pytest.mark.parametrize("change", [given_a_first_version, given_another_assembly])
@pytest.mark.parametrize("state", [Run.State.FAILED, Run.State.REFUSED, Run.State.RENDERING])
def test_what_would_be_another_run_is_not_planned_again(
    people: People, waiting: Run, change: Callable[[Run, User], None], state: Run.State
) -> None:
    Run.objects.update(state=state)
    change(waiting, people.arno)
    before = state_of(waiting)
    answers = {name: press(people.client(getattr(people, name)), waiting, "replan") for name in ("arno", "dita", "eve")}
    assert {name: answer.status_code for name, answer in answers.items()} == {"arno": 409, "dita": 403, "eve": 404}
    assert (answers["arno"].json()["code"], answers["arno"].json()["retryable"]) == ("run_outdated", False)
    assert state_of(waiting) == before
    assert Run.objects.count() == 1


def test_upon_the_version_it_was_asked_for_it_is_the_same_run_however_many_came_later(
    people: People, waiting: Run
) -> None:
    base, _later = make_version(waiting.restoration), make_version(waiting.restoration)
    Run.objects.update(state=Run.State.FAILED, base=base)
    assert press(people.client(people.arno), waiting, "replan").status_code == 202
    assert Run.objects.latest("id").base == base
