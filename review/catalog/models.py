"""The catalogue: films as works, the people who made them, and their editions."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from review.config.identity import PublicIdModel


class Colour(models.TextChoices):
    """Whether the film was made in colour."""

    COLOUR = "colour", pgettext_lazy("film", "Colour")
    BLACK_AND_WHITE = "black_and_white", _("Black and white")
    MIXED = "mixed", _("Colour and black and white")


class FilmStatus(models.TextChoices):
    """How far the film has come; the columns of the status board."""

    CATALOGUED = "catalogued", _("Catalogued")
    SCANNED = "scanned", _("Scanned")
    RESTORING = "restoring", _("Being restored")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Collection(PublicIdModel):
    """A group of films that people get roles on together."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Film(PublicIdModel):
    """A work in the catalogue. Never deleted, only withdrawn."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="films")
    title_zh_hant = models.CharField(max_length=200, blank=True)
    title_zh_hans = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    other_titles = models.TextField(blank=True, help_text="One a line.")
    year = models.PositiveSmallIntegerField()
    studio = models.CharField(max_length=200, blank=True)
    runtime_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    colour = models.CharField(max_length=16, choices=Colour.choices, default=Colour.COLOUR)
    status = models.CharField(max_length=16, choices=FilmStatus.choices, default=FilmStatus.CATALOGUED)
    remarks = models.TextField(blank=True)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="film_search_trigram"),
            models.Index(fields=["status", "year", "id"], name="film_status_year"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(year__gte=1890, year__lte=2100), name="film_year_sane"),
            models.CheckConstraint(
                condition=~models.Q(title_zh_hant="", title_zh_hans="", title_en=""), name="film_has_a_title"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title_zh_hant or self.title_zh_hans or self.title_en} ({self.year})"


class Maker(PublicIdModel):
    """A person who worked on films: a fact of the catalogue, not a login."""

    name_zh_hant = models.CharField(max_length=120, blank=True)
    name_zh_hans = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name_zh_hant or self.name_en


class Credit(models.Model):
    """What a maker did on a film."""

    class Job(models.TextChoices):
        DIRECTOR = "director", _("Director")
        WRITER = "writer", _("Writer")
        CINEMATOGRAPHER = "cinematographer", _("Cinematographer")
        CAST = "cast", _("Cast")

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="credits")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="credits")
    job = models.CharField(max_length=16, choices=Job.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["job", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["film", "maker", "job"], name="credit_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.maker} · {self.job}"


class Edition(PublicIdModel):
    """A cut of the film: Hong Kong, Taiwan, export."""

    class Kind(models.TextChoices):
        HONG_KONG = "hong_kong", _("Hong Kong")
        TAIWAN = "taiwan", _("Taiwan")
        EXPORT = "export", _("Export")
        OTHER = "other", _("Other")

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="editions")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.HONG_KONG)
    name = models.CharField(max_length=200, blank=True)
    runtime_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    remarks = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name or self.get_kind_display()
