"""What pages read about runs: progress from what was finished, segments with reasons, logs; in constant queries."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from review.runs.leases import LeasedJob
from review.runs.models import Run
from review.runs.progress import Progress, progress_of
from tests.factories.runs import RunFactory, make_segments
from tests.people import People

pytestmark = pytest.mark.django_db

READY, RENDERING, DONE = LeasedJob.State.READY, LeasedJob.State.RENDERING, LeasedJob.State.DONE


def test_progress_comes_from_finished_work(run: Run) -> None:
    """Two segments of 48 frames took 12 seconds each; two workers are at it: 8 frames a second."""
    make_segments(run, [DONE, DONE, RENDERING, RENDERING, READY])
    started = timezone.now()
    run.segments.filter(state=DONE).update(started_at=started, finished_at=started + timedelta(seconds=12))
    run.segments.filter(position=2).update(frames_done=16, stage="dust")
    progress = progress_of([run.pk])[run.pk]
    assert progress == Progress(
        segments_total=5,
        segments_done=2,
        frames_total=240,
        frames_done=112,
        frames_per_second=8.0,
        stage="dust",
    )
    assert progress.seconds_left == 16


def test_what_is_taken_over_from_the_base_is_not_counted(run: Run) -> None:
    make_segments(run, [DONE, DONE], is_touched=False)
    progress = progress_of([run.pk])[run.pk]
    assert (progress.segments_total, progress.frames_total, progress.seconds_left) == (0, 0, 0)


def test_before_the_first_segment_is_finished_there_is_no_speed(run: Run) -> None:
    make_segments(run, [RENDERING, READY])
    progress = progress_of([run.pk])[run.pk]
    assert (progress.frames_per_second, progress.seconds_left) == (None, None)


def test_a_worker_that_counts_a_frame_twice_does_not_pass_the_end(run: Run) -> None:
    make_segments(run, [RENDERING], frames_done=99)
    assert progress_of([run.pk])[run.pk].frames_done == 48


def test_a_run_without_segments_has_empty_progress(run: Run) -> None:
    assert progress_of([run.pk]) == {run.pk: Progress()}


@pytest.mark.parametrize("path", ["", "/segments", "/segments/0/log"])
@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("arno", 200), ("dita", 200), ("eve", 404), (None, 401)])
def test_who_reads_a_run(people: People, run: Run, path: str, name: str | None, status: int) -> None:
    make_segments(run)
    client = people.client(getattr(people, name) if name else None)
    assert client.get(f"/api/v1/runs/{run.public_id}{path}").status_code == status


def test_segments_say_why_and_how_far(people: People, run: Run) -> None:
    make_segments(run, [READY, LeasedJob.State.FAILED])
    run.segments.filter(position=1).update(
        attempt=3, error_code="decode_failed", error_detail="Frame 50 is broken.", log="attempt 3: broken\n"
    )
    client = people.client(people.dita)
    waiting, failed = client.get(f"/api/v1/runs/{run.public_id}/segments").json()
    assert waiting == {
        "position": 0,
        "assembly_first": 0,
        "count": 48,
        "is_touched": True,
        "reasons": [{"code": "never_rendered"}],
        "state": "ready",
        "attempt": 0,
        "frames_done": 0,
        "error": None,
        "leak": {},
    }
    assert (failed["attempt"], failed["error"]) == (3, {"code": "decode_failed", "detail": "Frame 50 is broken."})
    log = client.get(f"/api/v1/runs/{run.public_id}/segments/1/log").json()
    assert log == {"log": "attempt 3: broken\n"}
    assert client.get(f"/api/v1/runs/{run.public_id}/segments/9/log").status_code == 404


def test_the_number_of_queries_does_not_grow(
    people: People, run: Run, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = people.client(people.clara)
    path = f"/api/v1/restorations/{run.restoration.public_id}/runs"
    Run.objects.update(state=Run.State.DONE)
    make_segments(run, [READY] * 60)
    for _ in range(20):
        ended = RunFactory.create(restoration=run.restoration, requested_by=people.arno, state=Run.State.CANCELLED)
        make_segments(ended, [DONE])
    # Session, person, restoration, runs, counts, stages, what waits for a back end.
    with django_assert_num_queries(7):
        listed = client.get(path).json()
    assert [row["progress"]["segments_total"] for row in listed] == [1] * 20 + [60]
    # Session, person, run, segments.
    with django_assert_num_queries(4):
        assert len(client.get(f"/api/v1/runs/{run.public_id}/segments").json()) == 60
