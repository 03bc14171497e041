"""Runs of a recipe, the jobs they are cut into, and the versions they produce."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.config.identity import PublicIdModel
from review.restorations.models import Assembly, RecipeRevision, Restoration
from review.runs.leases import LeasedJob
from review.scans.models import Artefact, Scan


class Plane(models.TextChoices):
    """The point of the chain a picture is taken from."""

    SOURCE = "source", _("Scan")
    RESTORED = "restored", _("Restored, ungraded")
    ENHANCED = "enhanced", _("Enhanced")
    GRADED = "graded", _("Graded")


class Master(models.Model):
    """A segment's stored picture. First write wins: a key is bound once to one digest."""

    key = models.CharField(max_length=64, primary_key=True)
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="masters")
    plane = models.CharField(max_length=12, choices=Plane.choices)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bit_depth = models.PositiveSmallIntegerField()
    frame_count = models.PositiveSmallIntegerField()
    backend = models.CharField(max_length=24)
    provenance = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.key[:12]} → {self.artefact}"


class MasterProxy(models.Model):
    """A proxy file made from a master, at one rung. Equal masters share it where their codes are seen as the same."""

    master = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="master_proxies")
    seen_as = models.CharField(max_length=40, help_text="As Scan.seen_as.")
    rung = models.CharField(max_length=8)
    count = models.PositiveSmallIntegerField()
    artefact = models.ForeignKey(Artefact, on_delete=models.PROTECT, related_name="+")
    codec = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    keyframes = models.JSONField()
    offsets = models.JSONField(help_text="The byte at which each key picture begins.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["master", "rung", "seen_as"], name="master_proxy_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.master} · {self.rung}"


class Version(PublicIdModel):
    """What a run produced: an ordered list of segments on the assembly axis. Never changed, never deleted."""

    restoration = models.ForeignKey(Restoration, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="versions")
    recipe = models.ForeignKey(RecipeRevision, on_delete=models.PROTECT, related_name="versions")
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="derived")
    hash = models.CharField(max_length=64)
    is_complete = models.BooleanField()
    is_contained = models.BooleanField(default=True)
    upscaled_from = models.CharField(max_length=40, blank=True, help_text="Printed where the picture was enlarged.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["restoration", "number"], name="version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.restoration} · version {self.number}"


class Run(PublicIdModel):
    """One execution of a recipe on an assembly.

    ``planning`` → ``proposed`` (a person looks at what will be done) → ``rendering`` → ``done``. A restoration has
    at most one live run: two at once would both claim the next version number and the same notes.
    """

    class State(models.TextChoices):
        PLANNING = "planning", _("Being planned")
        PROPOSED = "proposed", _("Proposed")
        RENDERING = "rendering", _("Rendering")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        REFUSED = "refused", _("Refused")

    LIVE: ClassVar[tuple[State, ...]] = (State.PLANNING, State.PROPOSED, State.RENDERING)

    restoration = models.ForeignKey(Restoration, on_delete=models.PROTECT, related_name="runs")
    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="runs")
    recipe = models.ForeignKey(RecipeRevision, on_delete=models.PROTECT, related_name="runs")
    base = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="re_runs")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, null=True, related_name="run")
    backend = models.CharField(max_length=24, blank=True, help_text="Chosen when the run is planned.")
    first = models.PositiveIntegerField(null=True, help_text="Assembly frame; null: from the start.")
    end = models.PositiveIntegerField(null=True, help_text="Assembly frame, exclusive; null: to the end.")
    treatments = models.JSONField(default=list, help_text="The note treatments in force, frozen at planning.")
    note_ids = models.JSONField(default=list, help_text="Public ids of the notes this run works on.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNING)
    start_when_planned = models.BooleanField(default=False)
    changes = models.JSONField(default=list, help_text="Recipe diff against the base, as codes with values.")
    estimate = models.JSONField(default=dict)
    error_code = models.CharField(max_length=64, blank=True)
    error_detail = models.TextField(blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["restoration"],
                condition=models.Q(state__in=["planning", "proposed", "rendering"]),
                name="run_one_live",
            ),
            models.CheckConstraint(
                condition=models.Q(first__isnull=True, end__isnull=True) | models.Q(first__lt=models.F("end")),
                name="run_range_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.restoration} · run {self.pk}"


class SegmentJob(LeasedJob):
    """One segment of a run: the unit of rendering.

    Every segment of the plan has a row. ``is_touched`` is false where the base version's segment (or an equal
    key rendered earlier) is taken as it is; such a row is born ``done``.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveIntegerField()
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, null=True, related_name="+")
    scan_first = models.PositiveIntegerField()
    assembly_first = models.PositiveIntegerField()
    count = models.PositiveSmallIntegerField()
    keys = models.JSONField(help_text="Segment key by plane.")
    request = models.JSONField(help_text="restoration.engine SegmentRequest: everything the render depends on.")
    backend = models.CharField(max_length=24, blank=True, help_text="Only workers that have it render it; empty: any.")
    reasons = models.JSONField(default=list, help_text="Why it is rendered: [{code, ...}].")
    is_touched = models.BooleanField(default=True)
    leak = models.JSONField(default=dict, help_text="{frames, max_code}: what changed outside the notes' reach.")
    protected = models.JSONField(default=dict, help_text="{pixels, changed}: hard-protected pixels and how many moved.")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "position"], name="segment_job_position"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "lease_until", "id"], name="segment_job_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.run} · segment {self.position}"


class RenderWorker(models.Model):
    """A worker-restore that looked for segments, and the back ends that its machine has."""

    name = models.CharField(max_length=120, primary_key=True)
    backends = models.JSONField(default=list)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class VersionSegment(models.Model):
    """One segment of a version, in assembly order."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveIntegerField()
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, null=True, related_name="+")
    scan_first = models.PositiveIntegerField()
    assembly_first = models.PositiveIntegerField()
    count = models.PositiveSmallIntegerField()
    restored = models.ForeignKey(Master, on_delete=models.PROTECT, null=True, related_name="+")
    enhanced = models.ForeignKey(Master, on_delete=models.PROTECT, null=True, related_name="+")
    graded = models.ForeignKey(Master, on_delete=models.PROTECT, null=True, related_name="+")
    is_rendered = models.BooleanField(help_text="False: taken from the base version, or not restored.")
    leak = models.JSONField(default=dict)
    protected = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="version_segment_position"),
        ]

    def __str__(self) -> str:
        return f"{self.version} · segment {self.position}"


class MediaJob(LeasedJob):
    """Work of worker-media: ingest and sound of scans, planning and finishing of runs, proxies, stills, hand repair."""

    class Kind(models.TextChoices):
        INGEST = "ingest", _("Ingest")
        ANALYZE = "analyze", _("Analysis")
        VIEW = "view", _("Preview pictures")
        SOUND = "sound", _("Sound")
        PLAN = "plan", _("Plan")
        FINISH = "finish", _("Finish")
        PROXY = "proxy", _("Proxies")
        STILL = "still", _("Still")
        WINDOW = "window", _("Motion window")
        OVERLAY = "overlay", _("Overlay")
        RUNG = "rung", _("Larger preview")
        ALIGN = "align", _("Frame map of a reference")
        LOOK = "look", _("Look file")
        GRADE = "grade", _("Grade as a file")
        HAND_SEND = "hand_send", _("Frames to hand repair")
        HAND_RETURN = "hand_return", _("Frames from hand repair")

    LOOKED_AT: ClassVar[tuple[Kind, ...]] = (Kind.STILL, Kind.WINDOW, Kind.OVERLAY)
    """Pictures that a page waits for, and asks for again where they are not made."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.JSONField(help_text="The kind's contract, see review.runs.contracts.")
    subject_key = models.CharField(max_length=200, help_text="Equal live jobs share one row.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The one person who waits for a picture; null: several, or nobody.",
    )
    asked_at = models.CharField(
        max_length=120, blank=True, help_text="Where that person looks: of one kind only the newest is worth making."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_key"],
                condition=models.Q(state__in=["ready", "rendering"]),
                name="media_job_one_live",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "lease_until", "id"], name="media_job_claim"),
            models.Index(fields=["kind", "subject_key", "-id"], name="media_job_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_key}"
