"""Whatever is killed or restarted mid-run: the run finishes, nothing twice in the version, nothing lost."""

import time

import pytest
from django.db import OperationalError, connection

from review.restorations.models import Restoration
from review.runs.leases import LeasedJob
from review.runs.models import Master, Run, SegmentJob, Version
from review.runs.services import cancel_run, retry_segment
from review.scans.models import Scan
from tests.people import People
from tests.workers.material import FRAMES, request_tiny_run
from tests.workers.stack import Stack, wait_for


@pytest.fixture
def restoration(tiny_scan: Scan) -> Restoration:
    """The tiny film, read and ready for its first run."""
    return Restoration.objects.get()


def rendering_segment() -> SegmentJob | None:
    return SegmentJob.objects.filter(state=LeasedJob.State.RENDERING).first()


def is_done(run: Run) -> bool:
    try:
        run.refresh_from_db()
    except OperationalError:
        connection.close()
        return False
    assert run.state not in {Run.State.FAILED, Run.State.REFUSED}, run.error_detail
    return run.state == Run.State.DONE


def check_version(run: Run) -> None:
    """One version that covers every frame once, each segment bound to one stored picture."""
    version = Version.objects.get()
    assert run.version == version
    assert version.is_complete
    segments = list(version.segments.select_related("restored"))
    covered = [frame for one in segments for frame in range(one.assembly_first, one.assembly_first + one.count)]
    assert covered == list(range(FRAMES))
    assert all(segment.restored is not None for segment in segments)
    assert Master.objects.count() == sum(len(job.keys) for job in run.segments.all())


def test_a_run_ends_in_a_version_with_every_part_alive(
    restoration: Restoration, running: Stack, people: People
) -> None:
    run = request_tiny_run(people, restoration)
    wait_for(lambda: is_done(run))
    check_version(run)
    assert set(run.segments.values_list("attempt", flat=True)) == {1}


def test_a_killed_restore_worker_loses_nothing(restoration: Restoration, running: Stack, people: People) -> None:
    run = request_tiny_run(people, restoration)
    killed = wait_for(rendering_segment)
    running.kill("worker-restore")
    running.run("worker-restore")
    wait_for(lambda: is_done(run), why=running.log("worker-restore"))
    check_version(run)
    killed.refresh_from_db()
    assert killed.attempt == 2
    assert "ended without a word" in killed.log


def test_a_killed_media_worker_and_beat_lose_nothing(restoration: Restoration, running: Stack, people: People) -> None:
    run = request_tiny_run(people, restoration)
    wait_for(rendering_segment)
    running.kill("worker-media")
    running.kill("beat")
    running.run("worker-media", "beat")
    wait_for(lambda: is_done(run))
    check_version(run)


def test_a_killed_broker_loses_nothing(restoration: Restoration, running: Stack, people: People) -> None:
    run = request_tiny_run(people, restoration)
    wait_for(rendering_segment)
    running.kill_broker()
    time.sleep(0.3)
    running.valkey.start()
    wait_for(lambda: is_done(run))
    check_version(run)


def test_a_killed_database_loses_nothing(restoration: Restoration, running: Stack, people: People) -> None:
    run = request_tiny_run(people, restoration)
    wait_for(rendering_segment)
    running.kill_database()
    running.postgres.start()
    connection.close()
    wait_for(lambda: is_done(run), seconds=18)
    check_version(run)


def test_a_worker_asked_to_end_hands_its_segment_back(restoration: Restoration, running: Stack, people: People) -> None:
    run = request_tiny_run(people, restoration)
    handed_back = wait_for(rendering_segment)
    running.stop("worker-restore")
    handed_back.refresh_from_db()
    assert handed_back.state in {LeasedJob.State.READY, LeasedJob.State.DONE}
    running.run("worker-restore")
    wait_for(lambda: is_done(run))
    check_version(run)
    assert set(run.segments.values_list("attempt", flat=True)) == {1}


def test_a_cancelled_run_stops_between_frames(restoration: Restoration, running: Stack, people: People) -> None:
    run = request_tiny_run(people, restoration)
    wait_for(rendering_segment)
    run.refresh_from_db()
    cancel_run(actor=people.arno, run=run)
    wait_for(lambda: not run.segments.filter(state__in=["ready", "rendering"]).exists())
    assert run.segments.filter(state=LeasedJob.State.CANCELLED).exists()
    assert not Version.objects.exists()
    again = request_tiny_run(people, restoration)
    wait_for(lambda: is_done(again))
    check_version(again)


def test_a_failed_segment_is_retried(restoration: Restoration, running: Stack, people: People) -> None:
    film = running.roots / "tiny-100.mkv"
    hidden = film.rename(film.with_suffix(".away"))
    try:
        run = request_tiny_run(people, restoration)
        wait_for(lambda: Run.objects.filter(pk=run.pk, state=Run.State.FAILED).exists())
    finally:
        hidden.rename(film)
    run.refresh_from_db()
    failed = run.segments.filter(state=LeasedJob.State.FAILED).get()
    assert run.error_code == failed.error_code == "path_not_found"
    assert failed.log
    retry_segment(actor=people.arno, run=run, position=failed.position)
    wait_for(lambda: is_done(run))
    check_version(run)


def test_two_restore_workers_share_a_run(restoration: Restoration, running: Stack, people: People) -> None:
    running.run("worker-restore-2")
    run = request_tiny_run(people, restoration)
    wait_for(lambda: is_done(run))
    running.stop("worker-restore-2")
    check_version(run)
    assert set(run.segments.values_list("attempt", flat=True)) == {1}
    assert len(set(run.segments.values_list("worker", flat=True))) == 2
