"""How far runs are, from what was finished, never from what was hoped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, IntegerField, Q, Sum
from django.db.models.functions import Coalesce, Least

from review.runs.leases import LeasedJob
from review.runs.models import SegmentJob

State = LeasedJob.State


@dataclass(frozen=True)
class Progress:
    """Counts of what a run has to render; what it takes over from its base is not in them.

    ``frames_per_second``: of the finished segments, times the workers at it now; None before the first is finished.
    ``stage``: what a worker is at, empty where none is.
    """

    segments_total: int = 0
    segments_done: int = 0
    frames_total: int = 0
    frames_done: int = 0
    frames_per_second: float | None = None
    stage: str = ""

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds until the last frame at this speed; 0 once it is done, None where there is no speed."""
        frames_left = self.frames_total - self.frames_done
        if frames_left == 0:
            return 0
        return round(frames_left / self.frames_per_second) if self.frames_per_second else None


def progress_of(run_ids: Collection[int]) -> dict[int, Progress]:
    """Return the progress of each of the runs, in two queries."""
    done, at_work = Q(state=State.DONE), Q(state=State.RENDERING)
    rows = (
        SegmentJob.objects.filter(run_id__in=run_ids, is_touched=True)
        .order_by()
        .values("run_id")
        .annotate(
            segments_total=Count("id"),
            segments_done=Count("id", filter=done),
            frames_total=Sum("count"),
            frames_finished=Coalesce(Sum("count", filter=done), 0),
            frames_begun=Coalesce(Sum(Least("frames_done", "count", output_field=IntegerField()), filter=at_work), 0),
            busy=Sum(F("finished_at") - F("started_at"), filter=done),
            workers=Count("id", filter=at_work),
        )
    )
    stages = dict(
        SegmentJob.objects.filter(run_id__in=run_ids, state=State.RENDERING)
        .exclude(stage="")
        .order_by("-position")
        .values_list("run_id", "stage")
    )
    progress = {run_id: Progress() for run_id in run_ids}
    for row in rows:
        progress[row["run_id"]] = Progress(
            segments_total=row["segments_total"],
            segments_done=row["segments_done"],
            frames_total=row["frames_total"],
            frames_done=row["frames_finished"] + row["frames_begun"],
            frames_per_second=_speed(row["frames_finished"], row["busy"], row["workers"]),
            stage=stages.get(row["run_id"], ""),
        )
    return progress


def _speed(frames: int, busy: timedelta | None, workers: int) -> float | None:
    if not busy:
        return None
    return round(frames / busy.total_seconds() * max(1, workers), 2)
