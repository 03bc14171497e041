"""A restoration: a film, the order its scans are shown in, a declared intent, and its recipes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.catalog.models import Edition, Film
from review.config.identity import PublicIdModel
from review.scans.models import Scan


class Restoration(PublicIdModel):
    """One restoration of a film, with its declared intent."""

    class Intent(models.TextChoices):
        AS_FIRST_RELEASED = "as_first_released", _("As first released")
        DIRECTOR_REVISED = "director_revised", _("Director-revised edition")

    film = models.ForeignKey(Film, on_delete=models.PROTECT, related_name="restorations")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="restorations")
    name = models.CharField(max_length=200)
    intent = models.CharField(max_length=20, choices=Intent.choices, default=Intent.AS_FIRST_RELEASED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.film} · {self.name}"


class Assembly(PublicIdModel):
    """An immutable revision of the order of scans: the axis of a restoration."""

    restoration = models.ForeignKey(Restoration, on_delete=models.PROTECT, related_name="assemblies")
    revision = models.PositiveIntegerField()
    rate_num = models.PositiveIntegerField()
    rate_den = models.PositiveIntegerField()
    frame_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["restoration", "revision"], name="assembly_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.restoration} · assembly {self.revision}"


class AssemblySpan(models.Model):
    """Frames ``[scan_first, scan_first + count)`` of a scan, or a slug where ``scan`` is null."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="spans")
    position = models.PositiveSmallIntegerField()
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, null=True, related_name="spans")
    scan_first = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField()
    assembly_first = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "position"], name="assembly_span_position"),
        ]

    def __str__(self) -> str:
        return f"{self.assembly} · span {self.position}"


class RecipeRevision(PublicIdModel):
    """An immutable revision of the ordered stages with parameters and scopes."""

    restoration = models.ForeignKey(Restoration, on_delete=models.PROTECT, related_name="recipes")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    summary = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["restoration", "number"], name="recipe_revision_number"),
        ]

    def __str__(self) -> str:
        return f"{self.restoration} · recipe {self.number}"
