"""Look files of a restoration, and files that its grades were written as."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.config.identity import PublicIdModel
from review.restorations.models import Restoration
from review.scans.models import Artefact


class Look(PublicIdModel):
    """A look file that a person uploaded. Recipes name it by the digest of its bytes.

    ``checking`` → ``ready``, once the sandbox has read it as a look, or ``refused``, with the reason. A withdrawn look
    is not offered any more; recipes that name it mean it still.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    restoration = models.ForeignKey(Restoration, on_delete=models.PROTECT, related_name="looks")
    name = models.CharField(max_length=200, help_text="The file's own name.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200, blank=True, help_text="What the file calls itself.")
    error_code = models.CharField(max_length=64, blank=True)
    error_detail = models.TextField(blank=True)
    error_values = models.JSONField(default=dict, blank=True, help_text="What the sentence of the code is filled with.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.restoration} · {self.name}"


class GradeFile(models.Model):
    """A grade as a file. ``key``: the digest of all that it was made from, and of the color stage's version."""

    key = models.CharField(max_length=64, primary_key=True)
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.key[:12]} → {self.artefact}"
