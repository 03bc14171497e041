"""Decisions: approve, return or sign off, per aspect, bound to what was seen."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.config.identity import PublicIdModel
from review.runs.models import Plane, Version


class Aspect(models.TextChoices):
    """What is judged; each needs its own viewing set-up."""

    COMPLETENESS = "completeness", _("Completeness")
    DAMAGE = "damage", _("Damage")
    TEXTURE = "texture", _("Texture")
    COLOUR = "colour", _("Colour")
    TITLES = "titles", _("Titles and subtitles")
    SOUND = "sound", _("Sound")


class Decision(PublicIdModel):
    """An append-only record of a verdict on a version, with its hash and the viewing set-up."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("Approve")
        RETURN = "return", _("Return")
        SIGN_OFF = "sign_off", _("Sign off")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    aspect = models.CharField(max_length=16, choices=Aspect.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    plane = models.CharField(max_length=12, choices=Plane.choices)
    version_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=16, help_text="exact or compatible.")
    viewing = models.JSONField(help_text="Device, screen, rung, exact stills seen, coverage.")
    statement = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.version} · {self.aspect} · {self.verdict}"
