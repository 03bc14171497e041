"""A job that lives in PostgreSQL and is worked on under a lease.

Broker messages only say "look again"; a worker owns a job exactly as long as its lease, and commits with
``WHERE id AND attempt = mine AND state = 'rendering'``, so a worker that lost its lease changes nothing.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeasedJob(models.Model):
    """The columns every leased job has.

    A job may be claimed when it is ``ready`` or ``rendering`` and ``lease_until`` is empty or past: a ready job
    with a lease in the future waits out the pause before its next attempt.
    """

    class State(models.TextChoices):
        READY = "ready", _("Waiting")
        RENDERING = "rendering", _("At work")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    frames_done = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=40, blank=True)
    cancel_requested = models.BooleanField(default=False)
    error_code = models.CharField(max_length=64, blank=True)
    error_detail = models.TextField(blank=True)
    log = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    MAX_ATTEMPTS: ClassVar[int] = 3
