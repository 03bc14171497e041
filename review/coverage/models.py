"""What people watched of a restoration, frame by frame."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.restorations.models import Assembly
from review.runs.models import Plane, Version


class Coverage(models.Model):
    """The frames of one side that a person watched in one way.

    Frames count on the axis of ``assembly``: under another assembly other frames have these numbers. What was watched
    under an older one stays watched of the same pictures, wherever the newest shows them (see ``queries``); a new
    version is another thing to watch.
    """

    class Kind(models.TextChoices):
        AT_SPEED = "at_speed", _("Watched at speed")
        COMPARED = "compared", _("Compared")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coverage")
    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="coverage")
    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, null=True, related_name="coverage", help_text="Null: the scan."
    )
    plane = models.CharField(max_length=12, choices=Plane.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ranges = models.JSONField(default=list, help_text="[[first, end], ...] in order; no two touch.")
    frame_count = models.PositiveIntegerField(default=0, help_text="How many frames the ranges hold.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assembly", "person", "version", "plane", "kind"],
                name="coverage_unique",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.kind} · {self.frame_count} frames"
