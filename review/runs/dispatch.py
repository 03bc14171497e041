"""Send work to the workers by name. The rows are the work; messages are hints sent after commit."""

from celery import Celery
from django.conf import settings
from django.db import transaction

from review.accounts.models import User
from review.runs.contracts import WAKE_TASKS, Contract, Wake
from review.runs.leases import LeasedJob
from review.runs.models import MediaJob

_app = Celery("review-dispatch", broker=settings.BROKER_URL, set_as_current=False)
_app.conf.update(task_ignore_result=True, broker_transport_options=settings.BROKER_TRANSPORT_OPTIONS)


def wake(queue: str) -> None:
    """Hint, after commit, that ``queue`` ("media" or "restore") has work. A lost hint costs one beat."""
    contract = Wake.model_validate({"queue": queue})
    transaction.on_commit(
        lambda: _app.send_task(WAKE_TASKS[contract.queue], kwargs=contract.model_dump(), queue=contract.queue),
        robust=True,
    )


def request_media_job(
    *, kind: MediaJob.Kind, subject: Contract, subject_key: str, asked_by: User | None = None, asked_at: str = ""
) -> MediaJob:
    """Return the live job for ``subject_key``, made if there is none, and wake worker-media.

    ``asked_by`` and ``asked_at`` (see ``MediaJob``) are written down where it is made.
    """
    job, _created = MediaJob.objects.get_or_create(
        kind=kind,
        subject_key=subject_key,
        state__in=[LeasedJob.State.READY, LeasedJob.State.RENDERING],
        defaults={
            "subject": subject.model_dump(mode="json"),
            "state": LeasedJob.State.READY,
            "asked_by": asked_by,
            "asked_at": asked_at,
        },
    )
    wake("media")
    return job
