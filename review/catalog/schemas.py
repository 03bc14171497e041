"""What the catalogue's API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext
from ninja import Schema
from pydantic import Field, StringConstraints, model_validator

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Year = Annotated[int, Field(ge=1890, le=2100)]
Minutes = Annotated[int, Field(ge=1, le=2000)]
ColourName = Literal["colour", "black_and_white", "mixed"]
StatusName = Literal["catalogued", "scanned", "restoring", "in_review", "approved", "withdrawn"]
JobName = Literal["director", "writer", "cinematographer", "cast"]
EditionKind = Literal["hong_kong", "taiwan", "export", "other"]
Sort = Literal["year", "-year", "title", "status", "updated"]


class Names(Schema):
    """A name in Traditional Chinese, Simplified Chinese and English; any but not all may be empty."""

    zh_hant: Title = ""
    zh_hans: Title = ""
    en: Title = ""


class FilledNames(Names):
    """Names of which at least one is given."""

    @model_validator(mode="after")
    def _at_least_one(self) -> "FilledNames":
        if not (self.zh_hant or self.zh_hans or self.en):
            raise ValueError(gettext("Give the name in at least one script."))
        return self


class MakerNames(FilledNames):
    """The names of a person who worked on films."""

    zh_hant: PersonName = ""
    zh_hans: PersonName = ""
    en: PersonName = ""


class Counts(Schema):
    scans: int
    versions: int
    open_notes: int


class Thumbnail(Schema):
    """A sprite sheet; the first tile stands for the film."""

    url: str
    columns: int
    tile_width: int
    tile_height: int


class FilmRow(Schema):
    """A film as lists show it; ``updated_at`` is the last change of anything on it: facts, scans, runs, notes."""

    id: UUID
    names: Names
    year: int
    studio: str
    directors: list[Names]
    colour: ColourName
    runtime_minutes: int | None
    status: StatusName
    updated_at: datetime
    counts: Counts
    thumbnail: Thumbnail | None


class FilmPage(Schema):
    items: list[FilmRow]
    next_cursor: str | None
    total: int


class BoardColumn(Schema):
    status: StatusName
    count: int
    items: list[FilmRow]


class Board(Schema):
    columns: list[BoardColumn]


class MakerOut(Schema):
    job: JobName
    names: Names


class MakerIn(Schema):
    """Somebody who made the film, and as what."""

    job: JobName
    names: MakerNames


class MakersIn(Schema):
    """Everybody who made the film, directors included; ``version`` is the film's that the list was made on."""

    version: int
    makers: Annotated[list[MakerIn], Field(max_length=500)]


class EditionOut(Schema):
    id: UUID
    kind: EditionKind
    name: str
    runtime_minutes: int | None
    remarks: str


class EditionIn(Schema):
    """A cut of the film."""

    kind: EditionKind = "hong_kong"
    name: Title = ""
    runtime_minutes: Minutes | None = None
    remarks: str = ""


class EditionPatch(Schema):
    """Changes to an edition; what is left out stays, and a runtime of null is unknown."""

    kind: EditionKind = "hong_kong"
    name: Title = ""
    runtime_minutes: Minutes | None = None
    remarks: str = ""


class FilmOut(FilmRow):
    """A film with everything its page shows, and what the asker may do there."""

    other_titles: str
    remarks: str
    version: int
    makers: list[MakerOut]
    editions: list[EditionOut]
    actions: list[str]


class FilmIn(Schema):
    """A new film."""

    names: FilledNames
    year: Year
    studio: Title = ""
    runtime_minutes: Minutes | None = None
    colour: ColourName = "colour"
    directors: list[MakerNames] = Field(default_factory=list)
    other_titles: str = ""
    remarks: str = ""


class FilmPatch(Schema):
    """Changes to a film; ``version`` is the one the changes were made on."""

    version: int
    names: FilledNames | None = None
    year: Year | None = None
    studio: Title | None = None
    runtime_minutes: Minutes | None = None
    colour: ColourName | None = None
    directors: list[MakerNames] | None = None
    other_titles: str | None = None
    remarks: str | None = None
    status: StatusName | None = None


class FilmFilters(Schema):
    """Filters of the film list; ``q`` is searched in all names and scripts."""

    q: str = ""
    status: StatusName | None = None
    year_from: int | None = None
    year_to: int | None = None
    studio: str = ""
    colour: ColourName | None = None
    sort: Sort = "year"
    cursor: str = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ImportFault(Schema):
    """One fault in an imported file. ``row`` counts from 1 with the header as row 1."""

    row: int
    column: str
    message: str


class ImportReport(Schema):
    rows: int
    created: int
    updated: int
    errors: list[ImportFault]
    dry_run: bool
