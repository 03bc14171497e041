"""What is due after rendering: proxies of masters, and the finish of runs."""

from django.db.models import Exists, OuterRef

from review.runs.contracts import FinishSubject, ProxySubject
from review.runs.dispatch import request_media_job
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, Run, SegmentJob
from review.scans.models import Scan


def request_proxies(master_key: str, scan: Scan) -> None:
    """Ask worker-media for the proxies of a master, as the codes of ``scan`` are seen now."""
    subject = ProxySubject(master=master_key, scan=str(scan.public_id))
    request_media_job(kind=MediaJob.Kind.PROXY, subject=subject, subject_key=f"{master_key}:{scan.seen_as}")


def request_finish(run: Run) -> None:
    """Ask worker-media to make the version of ``run``."""
    run_id = str(run.public_id)
    request_media_job(kind=MediaJob.Kind.FINISH, subject=FinishSubject(run=run_id), subject_key=run_id)


def request_all_due() -> None:
    """Ask for the finish of every run whose segments are all done: whatever got lost, no run waits for ever."""
    open_segments = SegmentJob.objects.filter(run=OuterRef("pk")).exclude(state=LeasedJob.State.DONE)
    for run in Run.objects.filter(~Exists(open_segments), state=Run.State.RENDERING):
        request_finish(run)
