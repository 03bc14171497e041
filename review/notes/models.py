"""Notes: remarks on frames and regions, their triage, and their life."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.config.identity import PublicIdModel
from review.restorations.models import Restoration
from review.runs.models import Plane, Run, Version
from review.scans.models import Scan

# States in which somebody still has something to do.
_OPEN = ["new", "triaged", "planned", "rendering", "to_verify", "reopened"]


class Note(PublicIdModel):
    """A remark on a half-open range of scan frames and usually a region.

    ``region`` is ``{"x", "y", "width", "height"}`` in 1/65536 of the scan frame before any stage; null means
    the whole frame. ``shapes`` is what was drawn to explain it (``review.notes.shapes``), in the same units.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        TRIAGED = "triaged", _("Triaged")
        PLANNED = "planned", _("Planned")
        RENDERING = "rendering", _("Rendering")
        TO_VERIFY = "to_verify", _("To verify")
        ACCEPTED = "accepted", _("Accepted")
        REOPENED = "reopened", _("Reopened")
        ANSWERED = "answered", _("Answered")

    OPEN: ClassVar = _OPEN

    class Cause(models.TextChoices):
        DAMAGE = "damage", _("Damage")
        PRINTED_IN = "printed_in", _("Printed in")
        AS_MADE = "as_made", _("As made")
        CAUSED_BY_US = "caused_by_us", _("Caused by us")

    class Answer(models.TextChoices):
        AS_MADE = "as_made", _("As made, keep")
        DECLINED = "declined", _("Declined")
        HAND_REPAIR = "hand_repair", _("To hand repair")
        GRADING = "grading", _("To grading")
        SOUND = "sound", _("To sound")
        RESCAN = "rescan", _("To rescan or another element")

    restoration = models.ForeignKey(Restoration, on_delete=models.PROTECT, related_name="notes")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="notes")
    plane = models.CharField(max_length=12, choices=Plane.choices, default=Plane.RESTORED)
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="notes")
    first = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    region = models.JSONField(null=True)
    shapes = models.JSONField(default=list)
    text = models.TextField(blank=True)
    suggested_kind = models.CharField(max_length=20, blank=True, help_text="The treatment the author had in mind.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="delegated_notes"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    cause = models.CharField(max_length=16, choices=Cause.choices, blank=True)
    treatment = models.JSONField(null=True, help_text="restoration.recipe.treatments, without frames and region.")
    answer = models.CharField(max_length=16, choices=Answer.choices, blank=True)
    answer_reason = models.TextField(blank=True)
    triaged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    triaged_at = models.DateTimeField(null=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="notes")
    before_version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    after_version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_reason = models.TextField(blank=True, help_text="Set when a curator closed for an absent author.")
    row_version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["scan_id", "first", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(first__lt=models.F("end")), name="note_range_not_empty"),
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(region__isnull=False) | ~models.Q(shapes=[]),
                name="note_says_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["restoration", "state", "id"], name="note_restoration_state"),
            # The catalogue counts these for every film it lists, without looking at the notes themselves.
            models.Index(
                fields=["restoration"],
                name="note_open",
                condition=models.Q(state__in=_OPEN, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scan} · {self.first} · {self.text[:40]}"


class Reply(PublicIdModel):
    """An answer in a note's thread."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text[:40]
