"""Segments are claimed by workers that can compute them; others leave them, and spend no attempt."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from review.restorations.models import Restoration
from review.runs.leases import LeasedJob
from review.runs.models import RenderWorker, Run
from review.runs.services import cancel_run
from tests.factories.catalog import FilmFactory
from tests.factories.runs import RunFactory, make_restoration, make_segments
from tests.people import People, make_people
from workers.leases import RESTORE
from workers.leases.claim import claim

pytestmark = pytest.mark.django_db(transaction=True)

READY, RENDERING = LeasedJob.State.READY, LeasedJob.State.RENDERING


@pytest.fixture
def run() -> Run:
    people: People = make_people()
    restoration: Restoration = make_restoration(FilmFactory.create(collection=people.collection), people.arno)
    run: Run = RunFactory.create(restoration=restoration, requested_by=people.arno, state=Run.State.RENDERING)
    return run


def having(monkeypatch: pytest.MonkeyPatch, *backends: str) -> None:
    monkeypatch.setattr("workers.leases.computable.available_backends", lambda: backends)


def test_a_worker_leaves_what_it_cannot_compute_to_others(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    make_segments(run, backend="cuda-bf16")
    having(monkeypatch, "openvino-bf16", "cpu-fp32")
    assert claim(RESTORE, worker="small") is None
    assert set(run.segments.values_list("state", "attempt")) == {(READY, 0)}
    having(monkeypatch, "cuda-bf16", "cpu-fp32")
    job = claim(RESTORE, worker="large")
    assert job is not None
    assert (job.position, job.worker) == (0, "large")
    assert {one.name: one.backends for one in RenderWorker.objects.all()} == {
        "small": ["openvino-bf16", "cpu-fp32"],
        "large": ["cuda-bf16", "cpu-fp32"],
    }


def test_without_networks_every_worker_takes_segments_and_looks_for_no_back_end(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> tuple[str, ...]:
        raise AssertionError("looked for back ends")

    monkeypatch.setattr("workers.leases.computable.available_backends", refuse)
    make_segments(run)
    assert claim(RESTORE, worker="small") is not None
    assert not RenderWorker.objects.exists()


@pytest.mark.parametrize("is_busy", [False, True], ids=["nothing else to do", "another run at work"])
def test_any_worker_gives_up_what_was_cancelled(run: Run, monkeypatch: pytest.MonkeyPatch, is_busy: bool) -> None:
    make_segments(run, [RENDERING, READY], backend="cuda-bf16")
    run.segments.filter(position=0).update(worker="ended without a word", lease_until=Now() - timedelta(seconds=1))
    cancel_run(actor=run.requested_by, run=run)
    if is_busy:
        other = make_restoration(run.restoration.film, run.requested_by)
        at_work = RunFactory.create(restoration=other, requested_by=run.requested_by, state=Run.State.RENDERING)
        make_segments(at_work, backend="cuda-bf16")
    having(monkeypatch, "cpu-fp32")
    job = claim(RESTORE, worker="small")
    assert job is not None
    assert (job.run, job.position, job.worker) == (run, 0, "small")
    assert claim(RESTORE, worker="small") is None
