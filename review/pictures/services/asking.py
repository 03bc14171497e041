"""Ask worker-media for pictures: each once, and no more at a time than one person can look at."""

from datetime import timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from review.accounts.models import User
from review.pictures.errors import PictureFailed
from review.pictures.models import CachedPicture
from review.runs.contracts import Contract
from review.runs.dispatch import request_media_job
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob

# What failed is not tried again by every page that waits for it, only by somebody who comes back later.
FAILURE_IS_NEWS = timedelta(seconds=30)
# Four sides with still, codes, window and overlays each; whoever leaves more behind has gone on to other frames.
MOST_WAITING = 32

P = TypeVar("P", bound=CachedPicture)


def request_picture(
    *, kind: MediaJob.Kind, subject: Contract, subject_key: str, actor: User, place: str = ""
) -> MediaJob:
    """Return the live job of this subject, made if there is none. Raises ``PictureFailed`` where it just failed.

    ``place``: where ``actor`` is going to look at it, on which page. What of this kind they asked for there before, and
    what they asked for longest ago of more than ``MOST_WAITING``, is given up while nobody has begun it.
    """
    last = MediaJob.objects.filter(kind=kind, subject_key=subject_key).order_by("-pk").first()
    if last is not None and last.state == LeasedJob.State.FAILED and _is_recent(last):
        raise PictureFailed(reason=last.error_detail or last.error_code)
    job = request_media_job(kind=kind, subject=subject, subject_key=subject_key, asked_by=actor, asked_at=place)
    if job.asked_by_id == actor.pk:
        _give_up_older(job, actor, place)
        if job.asked_at != place:
            # Two pages of this person wait for it now.
            MediaJob.objects.filter(pk=job.pk).update(asked_at="")
    elif job.asked_by_id is not None:
        # Two people wait for it now, so neither gives it up for the other.
        MediaJob.objects.filter(pk=job.pk).update(asked_by=None)
    return job


def looked_at(pictures: QuerySet[P]) -> list[P]:
    """Return these pictures with their artefacts, counted as looked at from now on.

    They are locked in one order, so that none of them makes room between being found and being shown, and two who look
    at the same wait for each other and never in a circle.
    """
    found = list(pictures.select_related("artefact").select_for_update(of=("self",), no_key=True).order_by("pk"))
    pictures.model._default_manager.filter(pk__in=[one.pk for one in found]).update(used_at=timezone.now())
    return found


def _give_up_older(job: MediaJob, actor: User, place: str) -> None:
    waiting = MediaJob.objects.filter(
        asked_by=actor, kind__in=MediaJob.LOOKED_AT, state=LeasedJob.State.READY, pk__lt=job.pk
    ).order_by("-pk")
    older = list(waiting.values_list("pk", "kind", "asked_at"))
    same_place = {pk for pk, kind, asked_at in older if asked_at and (kind, asked_at) == (job.kind, place)}
    too_many = {pk for pk, _kind, _asked_at in older[MOST_WAITING - 1 :]}
    if same_place or too_many:
        # One that was claimed meanwhile is made to its end.
        given_up = MediaJob.objects.filter(pk__in=same_place | too_many, state=LeasedJob.State.READY)
        given_up.update(state=LeasedJob.State.CANCELLED, finished_at=timezone.now())


def _is_recent(job: MediaJob) -> bool:
    return job.finished_at is None or job.finished_at > timezone.now() - FAILURE_IS_NEWS
