"""Runs whose segments no worker can compute: each is computed by one back end throughout."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from review.runs.leases import LeasedJob
from review.runs.models import RenderWorker, SegmentJob


def without_worker(run_ids: Collection[int]) -> dict[int, str]:
    """Return the back end that each of the runs waits for, where no worker that is alive has it.

    A worker is alive that looked for segments within the time of a lease, or holds one. One that holds a lease and
    never said what it has may have it.
    """
    ready = SegmentJob.objects.filter(run_id__in=run_ids, run__state="rendering", state=LeasedJob.State.READY)
    waiting = dict(ready.exclude(backend="").order_by().values_list("run_id", "backend").distinct())
    if not waiting:
        return {}
    held = SegmentJob.objects.filter(state=LeasedJob.State.RENDERING, lease_until__gt=Now())
    at_work = set(held.values_list("worker", flat=True))
    told = dict(RenderWorker.objects.filter(name__in=at_work).values_list("name", "backends"))
    seen = RenderWorker.objects.filter(seen_at__gt=Now() - timedelta(seconds=settings.LEASE_SECONDS))
    if at_work - told.keys():
        return {}
    here = {backend for backends in [*told.values(), *seen.values_list("backends", flat=True)] for backend in backends}
    return {run_id: backend for run_id, backend in waiting.items() if backend not in here}
