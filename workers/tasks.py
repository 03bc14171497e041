"""The tasks the workers answer to. Each looks for work under lease until there is none."""

from review.runs.contracts import TIDY_TASK, WAKE_TASKS, Wake
from workers.celery import app


@app.task(name=WAKE_TASKS["media"])
def wake_media(queue: str) -> None:
    """Ingest, plan, finish, make proxies and stills until nothing is claimable."""
    from workers.finishing import request_all_due
    from workers.leases import MEDIA, work_through
    from workers.media_jobs import handler_of

    Wake.model_validate({"queue": queue})
    request_all_due()
    work_through(MEDIA, handler_of)


@app.task(name=WAKE_TASKS["restore"])
def wake_restore(queue: str) -> None:
    """Render segments until nothing is claimable."""
    from workers.leases import RESTORE, work_through
    from workers.rendering import RenderSegment

    Wake.model_validate({"queue": queue})
    handler = RenderSegment()
    work_through(RESTORE, lambda _job: handler)


@app.task(name=TIDY_TASK)
def tidy_up() -> None:
    """Make room, and remove what nobody needs any more."""
    from workers.tidying import tidy

    tidy()
