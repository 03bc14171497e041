"""By which back end a run is computed: chosen where it is planned, and the same for its re-runs."""

import pytest
from pytest_django.fixtures import Settings

from restoration.backends.contract import BackendId
from restoration.backends.selection import choose_backend
from review.restorations.models import Restoration
from review.runs.models import Master, Run
from tests.people import People
from tests.workers.material import register_tiny_film, request_tiny_run, work_here
from tests.workers.stack import Stack


@pytest.fixture
def restoration(stack: Stack, people: People) -> Restoration:
    register_tiny_film(people, stack.roots)
    work_here()
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
