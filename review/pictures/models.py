"""Pictures made when somebody looks: stills in tiles, motion windows, masks, rungs. All of it can be made again."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from review.scans.models import Artefact


class CachedPicture(models.Model):
    """Something made of a scan or a master. What nobody asked for longest goes first when room is needed."""

    source_key = models.CharField(max_length=140, help_text="review.pictures.source_key: a scan or a master.")
    seen_as = models.CharField(
        max_length=40, blank=True, help_text="As Scan.seen_as; empty where it does not show what people see."
    )
    width = models.PositiveIntegerField(help_text="In pixels.")
    height = models.PositiveIntegerField()
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class StillTile(CachedPicture):
    """A tile of the exact picture of one frame."""

    class Shows(models.TextChoices):
        SEEN = "seen", _("As people see it")
        CODES = "codes", _("The codes themselves")

    frame = models.PositiveIntegerField(help_text="On the scan axis, or within the master.")
    shows = models.CharField(max_length=5, choices=Shows.choices, default=Shows.SEEN)
    bits = models.PositiveSmallIntegerField(help_text="Of the tile's codes: fewer than the picture's are rounded.")
    x = models.PositiveIntegerField(help_text="In pixels of the picture.")
    y = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_key", "frame", "shows", "seen_as", "bits", "x", "y"], name="still_tile_unique"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["used_at"], name="still_tile_used")]

    def __str__(self) -> str:
        return f"{self.source_key} · {self.frame} · {self.x},{self.y}"


class WindowPiece(CachedPicture):
    """A stretch of a motion window: all-intra pictures of a crop, one file."""

    first = models.PositiveIntegerField(help_text="On the scan axis, or within the master.")
    count = models.PositiveSmallIntegerField()
    x = models.PositiveIntegerField(help_text="In pixels of the picture.")
    y = models.PositiveIntegerField()
    codec = models.CharField(max_length=40)
    worst = models.PositiveSmallIntegerField(
        help_text="The largest difference of a decoded sample from the master's at 8 bits, in codes; measured."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_key", "first", "count", "seen_as", "x", "y", "width", "height"],
                name="window_piece_unique",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["used_at"], name="window_piece_used")]

    def __str__(self) -> str:
        return f"{self.source_key} · {self.first}+{self.count}"


class OverlayMask(CachedPicture):
    """Which pixels of one frame's picture an overlay marks; ``other`` is what the picture is compared with."""

    class Shows(models.TextChoices):
        DEFECTS = "defects", _("Repaired as defects")
        CHANGED = "changed", _("Changed pixels")
        PROTECTED = "protected", _("Protected")
        TEXT = "text", _("Text layer")
        PATCHES = "patches", _("Painted by hand")
        INVENTION = "invention", _("AI-added detail (estimate)")

    frame = models.PositiveIntegerField(help_text="On the scan axis, or within the master.")
    shows = models.CharField(max_length=10, choices=Shows.choices)
    other_key = models.CharField(max_length=140, blank=True)
    other_frame = models.PositiveIntegerField(default=0)
    threshold = models.PositiveSmallIntegerField(
        default=0, help_text="Changed: some channel differs by more than this, in codes of 1023."
    )
    render = models.CharField(max_length=64, blank=True, help_text="Key of the master whose render tells it.")
    measured = models.CharField(
        max_length=64, blank=True, help_text="Text: digest of the newest measurement when it was made."
    )
    pixels = models.PositiveIntegerField(
        help_text="How many are marked; of invention, at half its highest level or more."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_key", "frame", "shows", "other_key", "other_frame", "threshold", "render", "measured"],
                name="overlay_mask_unique",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["used_at"], name="overlay_mask_used")]

    def __str__(self) -> str:
        return f"{self.source_key} · {self.frame} · {self.shows}"


class RungPiece(CachedPicture):
    """A proxy file at a rung that is made only when somebody asks: a grid cell of a scan, or a whole master."""

    rung = models.CharField(max_length=8)
    first = models.PositiveIntegerField(help_text="On the scan axis; 0 of a master.")
    count = models.PositiveSmallIntegerField()
    codec = models.CharField(max_length=40)
    keyframes = models.JSONField()
    offsets = models.JSONField(help_text="The byte at which each key picture begins.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source_key", "rung", "seen_as", "first"], name="rung_piece_unique"),
        ]
        indexes: ClassVar = [models.Index(fields=["used_at"], name="rung_piece_used")]

    def __str__(self) -> str:
        return f"{self.source_key} · {self.rung} · {self.first}"
