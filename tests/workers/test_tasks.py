"""What the site sends by name exists here."""

from pathlib import Path

from django.conf import settings

from review.runs.contracts import TIDY_TASK, WAKE_TASKS
from review.runs.models import MediaJob
from workers.celery import app
from workers.media_jobs import HANDLERS


def test_every_name_the_site_sends_is_a_task() -> None:
    app.loader.import_default_modules()
    assert {*WAKE_TASKS.values(), TIDY_TASK} <= set(app.tasks)


def test_every_kind_of_media_job_has_a_handler() -> None:
    assert set(HANDLERS) == set(MediaJob.Kind)


def test_messages_are_hints() -> None:
    assert app.conf.task_acks_late is False
    assert app.conf.task_ignore_result is True
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.accept_content == ["json"]
    assert app.conf.broker_transport_options["visibility_timeout"] == 86400


def test_the_beat_wakes_every_queue() -> None:
    beats = [beat for name, beat in app.conf.beat_schedule.items() if name.startswith("wake-")]
    assert {beat["kwargs"]["queue"] for beat in beats} == {"media", "restore"}
    assert all(beat["schedule"] == settings.BEAT_SECONDS for beat in beats)


def test_the_beat_has_the_store_tidied_several_times_a_day() -> None:
    tidy = app.conf.beat_schedule["tidy"]
    assert (tidy["task"], tidy["options"]["queue"]) == (TIDY_TASK, "media")
    assert tidy["schedule"] <= 12 * 3600


def test_torch_is_loaded_by_the_restore_worker_alone() -> None:
    from workers import media_jobs

    source = Path(media_jobs.__file__).read_text()
    assert "workers.rendering" not in source
