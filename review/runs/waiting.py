"""Which back ends the workers have, and runs that wait for one: each is computed by one back end throughout."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from review.runs.leases import LeasedJob
from review.runs.models import RenderWorker, SegmentJob


def backends_told(at: datetime | Now) -> frozenset[str]:
    """Return the back ends that workers alive at that time said they have; none where nobody had to say.

    A worker is alive that looked for segments within the time of a lease before, or since, or holds one now.
    """
    looked = Q(seen_at__gt=at - timedelta(seconds=settings.LEASE_SECONDS))
    alive = RenderWorker.objects.filter(looked | Q(name__in=_at_work()))
    return frozenset(backend for backends in alive.values_list("backends", flat=True) for backend in backends)


def without_worker(run_ids: Collection[int]) -> dict[int, str]:
    """Return the back end that each of the runs waits for, where no worker that is alive has it.

    A worker that holds a lease and never said what it has may have it.
    """
    ready = SegmentJob.objects.filter(run_id__in=run_ids, run__state="rendering", state=LeasedJob.State.READY)
    waiting = dict(ready.exclude(backend="").order_by().values_list("run_id", "backend").distinct())
    if not waiting or _at_work().exclude(worker__in=RenderWorker.objects.values("name")).exists():
        return {}
    here = backends_told(Now())
    return {run_id: backend for run_id, backend in waiting.items() if backend not in here}


def _at_work() -> QuerySet[SegmentJob, str]:
    held = SegmentJob.objects.filter(state=LeasedJob.State.RENDERING, lease_until__gt=Now())
    return held.values_list("worker", flat=True)
