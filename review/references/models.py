"""References: other media of the film that a restoration is compared with, and how their frames lie beside its own."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from review.config.identity import PublicIdModel
from review.restorations.models import Assembly, Restoration
from review.scans.models import Scan


class Reference(PublicIdModel):
    """A scan that a restoration is compared with and not made from: a video master, a reference print."""

    restoration = models.ForeignKey(Restoration, on_delete=models.CASCADE, related_name="references")
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="references")
    name = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["restoration", "scan"], condition=models.Q(withdrawn_at=None), name="reference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.restoration} · {self.name}"


class FrameMap(models.Model):
    """An immutable revision of which frame of the reference shows which frame of the film.

    ``spans``: ``[{"first": 0, "count": 48, "reference_first": 12}, ...]`` in the order of ``first``, a frame of
    ``assembly``. Of frames in no span the reference has no picture.
    """

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="frame_maps")
    revision = models.PositiveIntegerField()
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="+")
    spans = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference", "revision"], name="frame_map_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} · frame map {self.revision}"


class FoundMap(models.Model):
    """The newest frame map that was found by looking at the pictures: an offer, used only when a person says so.

    ``spans`` as in ``FrameMap``, each with its ``confidence``; both confidences count 1/1000.
    """

    reference = models.OneToOneField(Reference, on_delete=models.CASCADE, related_name="found_map")
    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="+")
    spans = models.JSONField()
    confidence = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.reference} · found map"
