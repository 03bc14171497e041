"""Which segments this worker can compute: a run is computed by one back end, and not every machine has it."""

from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.db.models.functions import Now

from restoration.engine import available_backends
from review.runs.leases import LeasedJob
from review.runs.models import RenderWorker, Run, SegmentJob

FORGOTTEN_AFTER: Final = timedelta(days=7)


def computable(worker: str) -> Q:
    """Return what is true of the segments that this worker can compute, and say what it has where that is asked for.

    What a machine has is looked up only where a run needs something: it brings large libraries.
    """
    # To give up what was cancelled nothing is computed.
    by_any = Q(backend="") | Q(cancel_requested=True)
    wanted = SegmentJob.objects.filter(
        run__state=Run.State.RENDERING, state__in=[LeasedJob.State.READY, LeasedJob.State.RENDERING]
    ).exclude(backend="")
    if not wanted.exists():
        return by_any
    has = list(available_backends())
    RenderWorker.objects.update_or_create(name=worker, defaults={"backends": has, "seen_at": Now()})
    RenderWorker.objects.filter(seen_at__lt=Now() - FORGOTTEN_AFTER).delete()
    return by_any | Q(backend__in=has)
