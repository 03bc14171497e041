"""Hand repairs: frames that went to a paint tool, and what was painted on them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.config.identity import PublicIdModel
from review.notes.models import Note
from review.restorations.models import Restoration
from review.runs.models import Version
from review.scans.models import Artefact, Scan


class HandRepair(PublicIdModel):
    """Frames ``[first, end)`` of a scan, sent as they are in a version's restored picture.

    ``preparing`` → ``sent`` (the package is there) → ``receiving`` → ``returned``. A return that is refused leaves the
    row as it was before, with the reason; frames may come back more than once, the later picture of a frame counts.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        SENT = "sent", _("Sent")
        RECEIVING = "receiving", _("Being taken in")
        RETURNED = "returned", _("Returned")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        DPX = "dpx", "DPX"
        TIFF = "tif", "TIFF"
        EXR = "exr", "OpenEXR"

    restoration = models.ForeignKey(Restoration, on_delete=models.PROTECT, related_name="hand_repairs")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="hand_repairs")
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="hand_repairs")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="hand_repairs")
    first = models.PositiveIntegerField(help_text="Scan frame.")
    end = models.PositiveIntegerField(help_text="Scan frame, exclusive.")
    handles = models.PositiveSmallIntegerField(help_text="Frames to look at on either side, not to paint on.")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    package = models.ForeignKey(Artefact, on_delete=models.PROTECT, null=True, related_name="+")
    error_code = models.CharField(max_length=64, blank=True)
    error_detail = models.TextField(blank=True)
    error_values = models.JSONField(default=dict, blank=True, help_text="What the sentence of the code is filled with.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(first__lt=models.F("end")), name="hand_repair_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.scan} · hand repair {self.first}–{self.end - 1}"


class HandPatch(PublicIdModel):
    """Painted pixels of one frame of the hand repair's scan. Laid in the order of the rows, the later over the earlier.

    Withdrawn by a person, or because the frame came back once more; what was painted stays in the store.
    """

    hand_repair = models.ForeignKey(HandRepair, on_delete=models.PROTECT, related_name="patches")
    frame = models.PositiveIntegerField(help_text="Scan frame.")
    pixels = models.PositiveIntegerField(help_text="How many pixels were painted.")
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hand_repair", "frame"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="hand_patch_one_a_frame",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hand_repair} · frame {self.frame}"
