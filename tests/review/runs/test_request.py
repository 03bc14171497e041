"""Asking for a run: what it is planned with is frozen, and only one is live."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from review.accounts.models import User
from review.audit.models import Event
from review.config.errors import AnswerprintError
from review.notes.models import Note
from review.restorations.models import RecipeRevision, Restoration
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, Run
from review.runs.services import RunRequest, request_run
from tests.factories.catalog import FilmFactory
from tests.factories.notes import LEFT_HALF, NoteFactory, fresh
from tests.factories.runs import RunFactory, digest_of, make_restoration, make_version, scan_of
from tests.people import People
from tests.review.runs.conftest import kinds, order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["clara", "arno", "ada"])
def test_a_run_is_planned_by_worker_media(people: People, restoration: Restoration, name: str) -> None:
    answer = order(people.client(getattr(people, name)), restoration)
    assert answer.status_code == 202
    body = answer.json()
    assert (body["state"], body["recipe_number"], body["base_version"], body["version"]) == ("planning", 1, None, None)
    assert (body["estimate"], body["error"], body["notes"], body["changes"]) == (None, None, [], [])
    job = MediaJob.objects.get()
    assert (job.kind, job.state, job.subject) == ("plan", LeasedJob.State.READY, {"run": body["id"]})
    assert kinds() == ["run.requested"]


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert order(client, restoration).status_code == status
    assert client.get(f"/api/v1/restorations/{restoration.public_id}/runs").status_code == (
        200 if name == "dita" else status
    )
    assert (Run.objects.count(), MediaJob.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("state", Run.LIVE)
def test_a_second_run_waits_for_the_first(people: People, run: Run, state: Run.State) -> None:
    Run.objects.update(state=state)
    answer = order(people.client(people.clara), run.restoration)
    assert (answer.status_code, answer.json()["code"]) == (409, "run_is_live")
    assert Run.objects.count() == 1


@pytest.mark.parametrize("state", [Run.State.DONE, Run.State.FAILED, Run.State.CANCELLED, Run.State.REFUSED])
def test_a_run_that_ended_is_in_nobodys_way(people: People, run: Run, state: Run.State) -> None:
    Run.objects.update(state=state)
    assert order(people.client(people.clara), run.restoration).status_code == 202


def test_the_database_itself_refuses_a_second_live_run(people: People, run: Run) -> None:
    with pytest.raises(IntegrityError):
        RunFactory.create(restoration=run.restoration, requested_by=people.clara)


def test_of_two_requests_at_once_one_wins(transactional_db: None, people: People, restoration: Restoration) -> None:
    together = Barrier(2)

    def ask(actor: User) -> str:
        try:
            together.wait(10)
            return request_run(actor=actor, restoration=restoration, request=RunRequest()).state
        except AnswerprintError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(ask, [people.clara, people.arno]))
    assert outcomes == ["planning", "run_is_live"]
    assert (Run.objects.count(), MediaJob.objects.count(), kinds()) == (1, 1, ["run.requested"])


def test_the_newest_recipe_and_version_are_taken_unless_others_are_named(
    people: People, restoration: Restoration
) -> None:
    RecipeRevision.objects.create(
        restoration=restoration, number=2, body={"stages": []}, digest=digest_of("two"), created_by=people.arno
    )
    first, _second = make_version(restoration), make_version(restoration)
    client = people.client(people.arno)
    newest = order(client, restoration).json()
    assert (newest["recipe_number"], newest["base_version"]["number"]) == (2, 2)
    Run.objects.update(state=Run.State.CANCELLED)
    named = order(client, restoration, recipe_number=1, base_version=str(first.public_id)).json()
    assert (named["recipe_number"], named["base_version"]["number"]) == (1, 1)


def test_a_re_run_inherits_the_back_end(people: People, run: Run) -> None:
    Run.objects.update(backend="cuda-bf16")
    make_version(run.restoration, run=run)
    order(people.client(people.arno), run.restoration)
    assert Run.objects.latest("id").backend == "cuda-bf16"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"recipe_number": 9}, "unknown_recipe"),
        ({"base_version": str(uuid4())}, "unknown_base"),
        ({"frames": {"first": 100, "end": 145}}, "frames_outside_assembly"),
        ({"frames": {"first": 5, "end": 5}}, "invalid"),
        ({"note_ids": [str(uuid4())]}, "notes_not_selectable"),
    ],
)
def test_what_does_not_exist_is_refused(
    people: People, restoration: Restoration, body: dict[str, Any], code: str
) -> None:
    answer = order(people.client(people.arno), restoration, **body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (Run.objects.count(), MediaJob.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_another_restorations_version_is_no_base(people: People, restoration: Restoration) -> None:
    other = make_restoration(FilmFactory.create(collection=people.collection), people.arno)
    answer = order(people.client(people.arno), restoration, base_version=str(make_version(other).public_id))
    assert answer.json()["code"] == "unknown_base"


@pytest.mark.parametrize("lacks", ["recipes", "assemblies"])
def test_without_recipe_or_scan_there_is_nothing_to_do(people: People, restoration: Restoration, lacks: str) -> None:
    getattr(restoration, lacks).all().delete()
    answer = order(people.client(people.arno), restoration)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_restore")


def _triaged(people: People, restoration: Restoration, **fields: Any) -> Note:
    note: Note = NoteFactory.create(restoration=restoration, author=people.dita, triaged=True, **fields)
    return note


def test_every_triaged_note_goes_in_by_itself(people: People, restoration: Restoration) -> None:
    note = _triaged(people, restoration)
    others = [
        NoteFactory.create(restoration=restoration, author=people.dita),
        NoteFactory.create(restoration=restoration, author=people.dita, state="answered", answer="as_made"),
    ]
    base = make_version(restoration)
    body = order(people.client(people.arno), restoration).json()
    assert body["notes"] == [str(note.public_id)]
    note = fresh(note)
    assert (note.state, note.before_version, note.after_version) == ("planned", base, None)
    assert note.run == Run.objects.get()
    assert [fresh(other).state for other in others] == ["new", "answered"]
    assert kinds() == ["note.changed", "run.requested"]


def test_only_named_notes_go_in(people: People, restoration: Restoration) -> None:
    wanted, other = _triaged(people, restoration), _triaged(people, restoration)
    order(people.client(people.arno), restoration, note_ids=[str(wanted.public_id)])
    assert (fresh(wanted).state, fresh(other).state) == ("planned", "triaged")


def test_no_note_goes_in_where_none_is_wanted(people: People, restoration: Restoration) -> None:
    note = _triaged(people, restoration)
    assert order(people.client(people.arno), restoration, note_ids=[]).json()["notes"] == []
    assert fresh(note).state == "triaged"


def test_a_note_outside_the_frames_stays_out(people: People, restoration: Restoration) -> None:
    inside, outside = _triaged(people, restoration, first=47, end=50), _triaged(people, restoration, first=96, end=97)
    client, frames = people.client(people.arno), {"first": 48, "end": 96}
    named = order(client, restoration, frames=frames, note_ids=[str(outside.public_id)])
    assert named.json()["errors"] == [{"field": "note_ids", "message": str(outside.public_id)}]
    order(client, restoration, frames=frames)
    assert (fresh(inside).state, fresh(outside).state) == ("planned", "triaged")


def test_the_treatments_are_frozen_with_place_role_and_time(people: People, restoration: Restoration) -> None:
    note = _triaged(people, restoration)
    order(people.client(people.arno), restoration)
    [placed] = Run.objects.get().treatments
    assert placed == {
        "note_id": str(note.public_id),
        "scan": str(scan_of(restoration).public_id),
        "frames": {"first": 10, "end": 12},
        "region": LEFT_HALF,
        "mask": None,
        "role": "director",
        "at": placed["at"],
        "treatment": {"kind": "missed_defect", "defect_class": "dust"},
    }
    Note.objects.update(treatment={"kind": "remark"}, first=0)
    assert Run.objects.get().treatments == [placed]
