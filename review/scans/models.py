"""Physical elements, their scans, and the artefacts made from them."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.catalog.models import Film
from review.config.identity import PublicIdModel

if TYPE_CHECKING:
    from restoration.stages.contract import Coding


def media_path(digest: str, extension: str) -> str:
    """Return the address under which an artefact is fetched."""
    return f"/media/{digest}.{extension}"


class Artefact(models.Model):
    """Immutable bytes in the store, addressed by their SHA-256.

    ``films`` says for whom the bytes were made; the media view reads it to decide who may fetch them.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    extension = models.CharField(max_length=8)
    size = models.BigIntegerField()
    films = models.ManyToManyField(Film, related_name="artefacts")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.digest[:12]}.{self.extension}"

    @property
    def url_path(self) -> str:
        return media_path(self.digest, self.extension)


class Element(PublicIdModel):
    """A physical carrier of the film. Its generation is always named."""

    class Kind(models.TextChoices):
        CAMERA_NEGATIVE = "camera_negative", _("Camera negative")
        INTERPOSITIVE = "interpositive", _("Interpositive")
        INTERNEGATIVE = "internegative", _("Internegative")
        PRINT = "print", _("Print")
        SOUND_NEGATIVE = "sound_negative", _("Sound negative")
        VIDEO = "video", _("Video master")
        UNKNOWN = "unknown", _("Not yet identified")

    film = models.ForeignKey(Film, on_delete=models.PROTECT, related_name="elements")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.UNKNOWN)
    gauge = models.CharField(max_length=40, blank=True, default="35 mm")
    condition = models.TextField(blank=True)
    location = models.CharField(max_length=200, blank=True)
    remarks = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.gauge}"


class Scan(PublicIdModel):
    """One reel of one element: immutable source media and its frame axis.

    The medium is named by root and relative path, never by an absolute path.
    """

    class State(models.TextChoices):
        REGISTERED = "registered", _("Waiting")
        INGESTING = "ingesting", _("Being read")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")

    INFRARED_ALPHA: ClassVar = "alpha"
    """Declared: the fourth channel of the pictures is no alpha but infrared."""
    PULLDOWN_UNDO: ClassVar = "undo"
    """Declared: the medium is film with 2:3 pull-down, and its frames are to be the film's."""

    class Medium(models.TextChoices):
        FILE = "file", _("Media file")
        SEQUENCE = "sequence", _("Image sequence")

    element = models.ForeignKey(Element, on_delete=models.PROTECT, related_name="scans")
    reel = models.PositiveSmallIntegerField(default=1)
    reel_name = models.CharField(max_length=80, blank=True)
    root_id = models.CharField(max_length=64)
    path = models.CharField(max_length=1000)
    state = models.CharField(max_length=12, choices=State.choices, default=State.REGISTERED)
    error_code = models.CharField(max_length=64, blank=True)
    error_detail = models.TextField(blank=True)
    error_values = models.JSONField(default=dict, blank=True, help_text="What the sentence of the code is filled with.")
    medium = models.CharField(max_length=10, choices=Medium.choices, blank=True)
    rate_num = models.PositiveIntegerField(null=True)
    rate_den = models.PositiveIntegerField(null=True)
    frame_count = models.PositiveIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    pixel_aspect_num = models.PositiveIntegerField(default=1)
    pixel_aspect_den = models.PositiveIntegerField(default=1)
    bit_depth = models.PositiveSmallIntegerField(null=True)
    codec = models.CharField(max_length=40, blank=True)
    pixel_format = models.CharField(max_length=40, blank=True)
    color = models.JSONField(default=dict, help_text="Colour tags found in the medium, and overrides.")
    infrared = models.CharField(
        max_length=40, blank=True, help_text="The channel of the infrared plane, found by its name or declared."
    )
    pulldown = models.CharField(
        max_length=8, blank=True, help_text="“undo” where people had 2:3 pull-down undone; otherwise nothing is."
    )
    pulldown_undone = models.JSONField(
        default=dict, blank=True, help_text="What was undone, for people; the medium's own rate and frame count."
    )
    is_reference = models.BooleanField(
        default=False, help_text="Registered only to compare with: no restoration begins with it by itself."
    )
    frame_map = models.ForeignKey(
        Artefact,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Which frames of the medium each frame is made of, where pull-down was undone.",
    )
    start_timecode = models.CharField(max_length=16, blank=True)
    first_file_number = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 over all file digests in order.")
    frame_digests = models.ForeignKey(
        Artefact, on_delete=models.PROTECT, null=True, related_name="+", help_text="32 bytes a frame."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="ready")
                | models.Q(rate_num__gt=0, rate_den__gt=0, frame_count__gt=0, width__gt=0, height__gt=0),
                name="scan_ready_is_measured",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} · reel {self.reel}"

    @property
    def coding(self) -> "Coding":
        """What the codes stand for: as people declared, else as the medium says, else display light."""
        declared, found = self.color.get("overrides", {}), self.color.get("found", {})
        coding: Coding = declared.get("coding") or found.get("coding", "display")
        return coding

    @property
    def is_negative(self) -> bool:
        """Whether people declared the pictures to be a negative."""
        return bool(self.color.get("overrides", {}).get("polarity") == "negative")

    @property
    def seen_as(self) -> str:
        """What its codes are shown as, by coding and polarity: seen as something else, every picture is another."""
        return f"{self.coding}:{'negative' if self.is_negative else 'positive'}"


class ScanFile(models.Model):
    """One file of a scan's medium, with its SHA-256."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "position"], name="scan_file_position"),
        ]

    def __str__(self) -> str:
        return self.name


class ShotList(PublicIdModel):
    """An immutable revision of a scan's shots.

    ``shots`` covers the axis without gaps: ``[{"first": 0, "count": 48, "marks": ["freeze"]}, ...]``.
    """

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="shot_lists")
    revision = models.PositiveIntegerField()
    shots = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "revision"], name="shot_list_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.scan} · shots {self.revision}"


class Analysis(models.Model):
    """A measurement of the scan under one shot list, stored as an artefact; summary is for people."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="analyses")
    shot_list = models.ForeignKey(ShotList, on_delete=models.CASCADE, related_name="analyses")
    kind = models.CharField(max_length=20)
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="+")
    summary = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "shot_list", "kind"], name="analysis_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.scan} · {self.kind}"


class SourceProxy(models.Model):
    """One proxy file of the scan: a grid cell at one rung."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="proxies")
    rung = models.CharField(max_length=8)
    first = models.PositiveIntegerField()
    count = models.PositiveSmallIntegerField()
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="+")
    codec = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    keyframes = models.JSONField()
    offsets = models.JSONField(help_text="The byte at which each key picture begins.")

    class Meta:
        ordering: ClassVar = ["rung", "first"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "rung", "first"], name="source_proxy_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.scan} · {self.rung} · {self.first}"


class ScanSound(models.Model):
    """One stream of sound of a scan's medium, as it is heard: mono or stereo, 48,000 samples a second.

    Sample 0 is where frame 0 begins. Stretches without a ``SoundFile`` are silent.
    """

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="sounds")
    stream = models.PositiveSmallIntegerField(help_text="Counted from 0 among the medium's streams of sound.")
    language = models.CharField(max_length=16, blank=True, help_text="ISO 639 code, as tagged or corrected.")
    label = models.CharField(max_length=80, blank=True)
    offset = models.IntegerField(default=0, help_text="Samples by which it is heard later than it lies in the medium.")
    channels = models.PositiveSmallIntegerField()
    codec = models.CharField(max_length=40)
    sample_rate = models.PositiveIntegerField(help_text="The medium's own.")
    source_channels = models.PositiveSmallIntegerField()
    lost_packets = models.PositiveIntegerField(default=0, help_text="Did not decode and are silent.")

    class Meta:
        ordering: ClassVar = ["stream"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "stream"], name="scan_sound_stream"),
        ]

    def __str__(self) -> str:
        return f"{self.scan} · sound {self.stream}"


class SoundFile(models.Model):
    """Samples ``[first, first + count)`` of a scan's sound, as a lossless file."""

    sound = models.ForeignKey(ScanSound, on_delete=models.CASCADE, related_name="files")
    first = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["first"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sound", "first"], name="sound_file_first"),
        ]

    def __str__(self) -> str:
        return f"{self.sound} · {self.first}"


class ThumbnailSheet(models.Model):
    """A sprite sheet of small pictures: tile i shows frame ``first + i * step``."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="thumbnail_sheets")
    first = models.PositiveIntegerField()
    step = models.PositiveSmallIntegerField()
    count = models.PositiveSmallIntegerField()
    columns = models.PositiveSmallIntegerField()
    tile_width = models.PositiveSmallIntegerField()
    tile_height = models.PositiveSmallIntegerField()
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["first"]

    def __str__(self) -> str:
        return f"{self.scan} · thumbnails from {self.first}"


class Upload(PublicIdModel):
    """A resumable (tus 1.0) upload in progress or complete."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="uploads")
    filename = models.CharField(max_length=255)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(offset__gte=0, offset__lte=models.F("length")),
                name="upload_offset_in_length",
            ),
        ]

    def __str__(self) -> str:
        return self.filename
