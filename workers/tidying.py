"""What beat has tidied up several times a day."""

from datetime import timedelta

from django.utils import timezone

from review.runs.leases import LeasedJob
from review.runs.models import MediaJob
from workers.forgetting import collect_left_behind
from workers.pictures.room import make_room

# Long enough to look into what went wrong.
JOBS_KEPT_FOR = timedelta(days=1)


def tidy() -> None:
    """Make room for pictures, and remove finished picture jobs and what nobody refers to."""
    make_room()
    remove_finished_jobs()
    collect_left_behind()


def remove_finished_jobs() -> int:
    """Remove the rows of pictures that were asked for and made, or not, a day ago; return how many."""
    finished = [LeasedJob.State.DONE, LeasedJob.State.FAILED, LeasedJob.State.CANCELLED]
    limit = timezone.now() - JOBS_KEPT_FOR
    rows = MediaJob.objects.filter(kind__in=MediaJob.LOOKED_AT, state__in=finished, finished_at__lt=limit)
    return rows.delete()[0]
