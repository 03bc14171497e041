"""Claiming, keeping and settling jobs under lease."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from review.runs.models import MediaJob
from workers.leases import MEDIA, Failure, Lease, Write
from workers.leases.claim import claim
from workers.leases.errors import CancelRequested, LeaseLost
from workers.leases.work import carry_out, work_through

pytestmark = pytest.mark.django_db(transaction=True)


def make_job(key: str = "one", kind: str = MediaJob.Kind.STILL, **fields: object) -> MediaJob:
    return MediaJob.objects.create(kind=kind, subject={}, subject_key=key, **fields)


def claimed(worker: str = "w1") -> MediaJob:
    job = claim(MEDIA, worker=worker)
    assert job is not None
    return job


def let_lease_run_out(job: MediaJob) -> None:
    MediaJob.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


class Recording:
    """A handler that does what the test says and remembers what it was asked."""

    def __init__(self, work: Callable[[Lease[MediaJob]], None]) -> None:
        self.work = work
        self.written = 0
        self.failures: list[Failure] = []
        self.cancelled = 0

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        self.work(lease)
        return self._write

    def _write(self) -> None:
        self.written += 1

    def fail(self, job: MediaJob, failure: Failure) -> None:
        self.failures.append(failure)

    def cancel(self, job: MediaJob) -> None:
        self.cancelled += 1


def test_the_still_asked_for_last_is_made_first() -> None:
    keys = ["passed by", "passed by as well", "looked at"]
    make_job("film", MediaJob.Kind.INGEST)
    for key in keys:
        make_job(key)
    assert [claimed().subject_key for _ in range(4)] == [*reversed(keys), "film"]


def test_a_plan_does_not_wait_for_stills_of_frames_that_were_passed_by() -> None:
    make_job("passed by")
    MediaJob.objects.update(created_at=Now() - timedelta(minutes=1))
    make_job("run", MediaJob.Kind.PLAN)
    make_job("looked at")
    assert [claimed().subject_key for _ in range(3)] == ["looked at", "run", "passed by"]


def test_claim_leases_the_job_and_counts_the_attempt() -> None:
    make_job()
    job = claimed("w1")
    assert (job.state, job.attempt, job.worker) == ("rendering", 1, "w1")
    assert claim(MEDIA, worker="w2") is None


def test_an_expired_lease_is_claimed_again_and_the_log_names_who_vanished() -> None:
    make_job()
    let_lease_run_out(claimed("w1"))
    job = claimed("w2")
    assert (job.attempt, job.worker) == (2, "w2")
    assert "attempt 1: w1 ended without a word" in job.log


def test_a_person_waiting_comes_before_an_ingest() -> None:
    make_job("scan", MediaJob.Kind.INGEST)
    make_job("still", MediaJob.Kind.STILL)
    assert [claimed().kind, claimed().kind] == ["still", "ingest"]


def test_an_hour_of_a_larger_preview_comes_after_everything_that_people_wait_for() -> None:
    for kind in reversed(MediaJob.Kind):
        make_job(kind, kind)
    assert [claimed().kind for _ in MediaJob.Kind][-2:] == ["ingest", "rung"]


def test_racing_workers_never_share_a_job() -> None:
    for number in range(20):
        make_job(str(number))
    taken: list[int] = []
    start = threading.Barrier(5)

    def race(name: str) -> None:
        start.wait()
        try:
            while (job := claim(MEDIA, worker=name)) is not None:
                taken.append(job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(f"w{n}",)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(MediaJob.objects.values_list("pk", flat=True))


def test_done_work_is_written_with_the_job() -> None:
    make_job()
    handler = Recording(lambda lease: lease.progress("reading", 7))
    assert work_through(MEDIA, lambda _job: handler) == 1
    job = MediaJob.objects.get()
    assert (job.state, job.frames_done, job.lease_until, handler.written) == ("done", 7, None, 1)


def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    make_job()
    job = claimed("slow")
    let_lease_run_out(job)
    claimed("fast")
    handler = Recording(lambda _lease: None)
    carry_out(job, handler)
    row = MediaJob.objects.get()
    assert (row.state, row.worker, row.attempt) == ("rendering", "fast", 2)


def test_a_lost_lease_rolls_back_what_the_result_wrote() -> None:
    make_job()
    job = claimed("slow")
    handler = Recording(lambda _lease: None)
    handler._write = lambda: make_job("written by the loser")  # type: ignore[method-assign,assignment]
    let_lease_run_out(job)
    claimed("fast")
    carry_out(job, handler)
    assert MediaJob.objects.count() == 1


def test_the_heartbeat_keeps_the_lease_alive() -> None:
    make_job()
    job = claimed()
    first_end = job.lease_until
    assert first_end is not None
    with Lease(job) as lease:
        for frame in range(30):
            lease.progress("reading", frame)
            threading.Event().wait(0.1)
    job.refresh_from_db()
    assert job.lease_until is not None
    assert job.lease_until > first_end + timedelta(seconds=1.5)
    assert job.stage == "reading"


def test_the_heartbeat_brings_the_wish_to_cancel() -> None:
    make_job()

    def work(lease: Lease[MediaJob]) -> None:
        MediaJob.objects.update(cancel_requested=True)
        for _ in range(50):
            threading.Event().wait(0.1)
            lease.check()

    handler = Recording(work)
    work_through(MEDIA, lambda _job: handler)
    assert (MediaJob.objects.get().state, handler.cancelled, handler.written) == ("cancelled", 1, 0)


def test_the_heartbeat_notices_a_lost_lease() -> None:
    make_job()
    job = claimed()
    MediaJob.objects.update(attempt=2)
    with Lease(job) as lease:
        threading.Event().wait(1.2)
        with pytest.raises(LeaseLost):
            lease.check()


def test_standing_still_gives_the_lease_up(settings: object) -> None:
    settings.STALL_SECONDS = 0.6  # type: ignore[attr-defined]
    settings.LEASE_SECONDS = 1.0  # type: ignore[attr-defined]
    make_job()
    job = claimed()
    stalled = threading.Event()
    with Lease(job, on_stalled=stalled.set):
        assert stalled.wait(6)
    assert claimed("w2").attempt == 2


def test_work_that_goes_on_without_getting_further_keeps_the_lease(settings: object) -> None:
    """A cell of frames through a network takes minutes, and none of them is finished before the last."""
    settings.STALL_SECONDS = 0.6  # type: ignore[attr-defined]
    settings.LEASE_SECONDS = 1.0  # type: ignore[attr-defined]
    make_job()
    stalled = threading.Event()
    with Lease(claimed(), on_stalled=stalled.set) as lease:
        lease.progress("upscale", 0)
        for _ in range(15):
            lease.progress("upscale", 0)
            lease.at_work()
            assert not stalled.wait(0.2)
        lease.check()
    assert claim(MEDIA, worker="w2") is None


def test_an_error_without_a_name_is_tried_three_times_and_keeps_its_log(settings: object) -> None:
    settings.HEARTBEAT_SECONDS = 0.05  # type: ignore[attr-defined]
    make_job()

    def work(_lease: Lease[MediaJob]) -> None:
        raise ZeroDivisionError("one over nothing in /secret/place/film.mov")

    handler = Recording(work)
    while MediaJob.objects.get().state != "failed":
        work_through(MEDIA, lambda _job: handler)
    job = MediaJob.objects.get()
    assert (job.attempt, job.error_code) == (3, "internal_error")
    assert job.log.count("ZeroDivisionError: one over nothing in …/film.mov") == 3
    assert "/secret" not in job.log
    assert [failure.code for failure in handler.failures] == ["internal_error"]


def test_a_job_whose_workers_all_vanished_fails() -> None:
    make_job(attempt=3, state="rendering", worker="gone", lease_until=Now() - timedelta(seconds=1))
    handler = Recording(lambda _lease: None)
    work_through(MEDIA, lambda _job: handler)
    job = MediaJob.objects.get()
    assert (job.state, job.error_code, job.attempt) == ("failed", "worker_lost", 3)
    assert "attempt 3: gone ended without a word" in job.log


def test_a_cancelled_job_is_not_begun() -> None:
    make_job(cancel_requested=True)
    begun: list[Lease[MediaJob]] = []
    handler = Recording(begun.append)
    work_through(MEDIA, lambda _job: handler)
    assert (MediaJob.objects.get().state, begun) == ("cancelled", [])


def test_cancel_is_checked_before_lost_work_is_claimed_as_done() -> None:
    job = make_job(cancel_requested=True, attempt=1, state="rendering")
    with Lease(job) as lease, pytest.raises(CancelRequested):
        lease.check()
