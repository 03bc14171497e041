"""By which back end a run is computed: chosen where it is planned, and the same for its re-runs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from restoration.backends.contract import BackendId
from restoration.backends.selection import choose_backend
from review.restorations.models import Restoration
from review.runs.leases import LeasedJob
from review.runs.models import Master, MediaJob, RenderWorker, Run
from review.runs.services import RunRequest, replan_run, request_run
from review.scans.models import Scan
from tests.factories.catalog import FilmFactory
from tests.factories.runs import make_restoration
from tests.people import People
from tests.workers.material import request_tiny_run, work_here
from tests.workers.stack import Stack
from workers.planning.plan_run import chosen_backend


@pytest.fixture
def restoration(tiny_scan: Scan) -> Restoration:
    """The restoration that began with the tiny film."""
    return Restoration.objects.get()


def test_a_first_run_takes_what_this_machine_has_and_a_re_run_keeps_it(
    restoration: Restoration, people: People, settings: Settings
) -> None:
    assert request_tiny_run(people, restoration).backend == ""
    work_here()
    first = Run.objects.get()
    assert first.state == Run.State.DONE
    assert first.backend == choose_backend("auto")
    assert set(Master.objects.values_list("backend", flat=True)) == {first.backend}
    settings.RENDER_DEVICE = "cpu"
    request_tiny_run(people, restoration)
    assert Run.objects.latest("id").backend == first.backend


def test_render_device_decides(restoration: Restoration, people: People, settings: Settings) -> None:
    settings.RENDER_DEVICE = "cpu"
    request_tiny_run(people, restoration)
    work_here()
    assert Run.objects.get().backend == "cpu-fp32"


@pytest.fixture
def asked(stack: Stack, people: People, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run that waits for its plan, on a machine that has every back end."""
    monkeypatch.setattr("restoration.backends.selection.missing", {}.get)
    restoration = make_restoration(FilmFactory.create(collection=people.collection), people.arno)
    return request_run(actor=people.arno, restoration=restoration, request=RunRequest())


def tell(name: str, *backends: str, ago: int = 0) -> None:
    """Say for a worker what it has."""
    RenderWorker.objects.create(name=name, backends=backends, seen_at=timezone.now() - timedelta(seconds=ago))


def test_the_workers_are_asked_and_only_where_none_told_this_machine(asked: Run) -> None:
    assert chosen_backend(asked) == "cuda-bf16"
    tell("ended long ago", "cuda-bf16", "cpu-fp32", ago=3600)
    assert chosen_backend(asked) == "cuda-bf16"
    tell("small", "cpu-fp32")
    assert chosen_backend(asked) == "cpu-fp32"
    tell("larger", "cpu-fp32", "openvino-gpu-fp16", "openvino-fp32")
    assert chosen_backend(asked) == "openvino-fp32"


def test_who_was_alive_when_the_run_was_asked_for_is_asked_however_long_the_plan_waits(asked: Run) -> None:
    tell("small", "cpu-fp32", ago=3600)
    asked.created_at -= timedelta(seconds=3600)
    assert chosen_backend(asked) == "cpu-fp32"


def test_a_device_that_is_asked_for_stays_an_order(asked: Run, settings: Settings) -> None:
    tell("small", "cpu-fp32", "openvino-fp32")
    settings.RENDER_DEVICE = "cuda"
    assert chosen_backend(asked) == "cuda-bf16"


def test_planned_again_a_run_takes_what_the_workers_have(
    restoration: Restoration, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = request_tiny_run(people, restoration)
    Run.objects.filter(pk=run.pk).update(state=Run.State.RENDERING, backend="cuda-bf16")
    MediaJob.objects.update(state=LeasedJob.State.DONE)
    tell("small", "cpu-fp32")
    monkeypatch.setattr("restoration.backends.selection.missing", {}.get)
    again = replan_run(actor=people.arno, run=Run.objects.get())
    work_here()
    again.refresh_from_db()
    assert (again.state, again.backend) == (Run.State.PROPOSED, "cpu-fp32")


def test_a_device_that_is_not_here_refuses_the_run_and_says_so(
    restoration: Restoration, people: People, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(identity: BackendId) -> str | None:
        return "there is no CUDA device" if identity == "cuda-bf16" else None

    monkeypatch.setattr("restoration.backends.selection.missing", lacking)
    settings.RENDER_DEVICE = "cuda"
    request_tiny_run(people, restoration)
    for _ in range(4):
        work_here()
    run = Run.objects.get()
    assert (run.state, run.error_code) == (Run.State.REFUSED, "backend-unavailable")
    assert "there is no CUDA device" in run.error_detail
