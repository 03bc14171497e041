"""The two queues: which rows they hold, what must be true before a row may be claimed, and in what order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from review.runs.leases import LeasedJob
from review.runs.models import MediaJob, Run, SegmentJob
from workers.leases.computable import computable

J = TypeVar("J", bound=LeasedJob)

# A plan needs the newest measurements; a run waits for its plan; an ingest may take hours.
_MEDIA_ORDER = [
    MediaJob.Kind.ANALYZE,
    MediaJob.Kind.PLAN,
    MediaJob.Kind.PROXY,
    MediaJob.Kind.FINISH,
    MediaJob.Kind.STILL,
    MediaJob.Kind.OVERLAY,
    MediaJob.Kind.LOOK,
    MediaJob.Kind.GRADE,
    MediaJob.Kind.WINDOW,
    MediaJob.Kind.HAND_SEND,
    MediaJob.Kind.HAND_RETURN,
    MediaJob.Kind.VIEW,
    MediaJob.Kind.ALIGN,
    MediaJob.Kind.SOUND,
    MediaJob.Kind.INGEST,
    MediaJob.Kind.RUNG,
]
# A person waits for the still of the frame they rest on; stills of frames that were only passed by keep nobody waiting.
_STILL_IS_WAITED_FOR = timedelta(seconds=10)


@dataclass(frozen=True)
class JobQueue(Generic[J]):
    """Jobs of one model, claimed by workers of one Celery queue of the same name."""

    name: str
    jobs: type[J]
    startable: Q
    order: tuple[str | Combinable, ...]
    suits: Callable[[str], Q] = lambda _worker: Q()

    def claimable(self, worker: str = "") -> Q:
        """Return what is true of a row that may be claimed now, by the database's clock.

        A ``worker`` that is named is left what ``suits`` it.
        """
        is_open = Q(state__in=[LeasedJob.State.READY, LeasedJob.State.RENDERING])
        is_free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
        return is_open & is_free & self.startable & (self.suits(worker) if worker else Q())


RESTORE = JobQueue(
    name="restore",
    jobs=SegmentJob,
    startable=Q(run__state=Run.State.RENDERING) | Q(cancel_requested=True),
    order=("id",),
    suits=computable,
)
MEDIA = JobQueue(
    name="media",
    jobs=MediaJob,
    startable=Q(),
    order=(
        Case(
            When(kind=MediaJob.Kind.STILL, created_at__gt=Now() - _STILL_IS_WAITED_FOR, then=Value(-1)),
            *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(_MEDIA_ORDER)),
            output_field=IntegerField(),
        ),
        # The still asked for last is the one that is looked at.
        Case(When(kind=MediaJob.Kind.STILL, then=F("id"))).desc(nulls_last=True),
        F("id"),
    ),
)
