"""The Celery application. Its messages are hints; the work is in PostgreSQL (see ``workers.leases``).

Start a worker with ``celery -A workers.celery worker -Q media`` or ``-Q restore``.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "review.config.settings")

from celery import Celery, signals
from django.conf import settings

from review.runs.contracts import TIDY_TASK, WAKE_TASKS
from workers import shutdown

# Several times a day: a machine that is switched off at night is tidied too.
TIDY_SECONDS = 6 * 3600.0

os.environ["ANSWERPRINT_COMPILED"] = settings.COMPILED_DIR

app = Celery("answerprint", broker=settings.BROKER_URL, include=["workers.tasks"])
app.conf.update(
    broker_transport_options=settings.BROKER_TRANSPORT_OPTIONS,
    broker_connection_retry_on_startup=True,
    # Acknowledged on receipt: a redelivered hint is worth nothing, and late acknowledgement was measured to lose
    # the message with a killed broker and to hold it back 24 hours with a killed worker.
    task_acks_late=False,
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    worker_prefetch_multiplier=1,
    task_queues={name: {} for name in WAKE_TASKS},
    task_default_queue="media",
    task_serializer="json",
    accept_content=["json"],
    enable_utc=True,
    timezone="UTC",
    worker_hijack_root_logger=False,
    beat_scheduler="workers.beat:StaticScheduler",
    beat_max_loop_interval=settings.BEAT_SECONDS,
    beat_schedule={
        # Every queue is woken, busy or not: looking for ready and expired jobs is one indexed query.
        f"wake-{queue}": {
            "task": task,
            "schedule": settings.BEAT_SECONDS,
            "kwargs": {"queue": queue},
            "options": {"queue": queue, "expires": settings.BEAT_SECONDS},
        }
        for queue, task in WAKE_TASKS.items()
    }
    | {"tidy": {"task": TIDY_TASK, "schedule": TIDY_SECONDS, "options": {"queue": "media", "expires": TIDY_SECONDS}}},
)


def _tidy(**_signal: Any) -> None:
    from workers.work_folder import remove_left_behind

    remove_left_behind()


signals.worker_ready.connect(_tidy)
signals.worker_shutting_down.connect(shutdown.ask)
signals.worker_process_init.connect(shutdown.listen_in_pool_child)
