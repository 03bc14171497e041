"""What the looks' API takes and gives."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema

from restoration.recipe.grade import GradeFormat
from review.accounts.schemas import PersonRef
from review.runs.schemas import ErrorOut
from review.scans.schemas import Frame

LookState = Literal["checking", "ready", "refused", "withdrawn"]


class LookIn(Schema):
    """A complete upload: one .cube, .clf, .cdl, .cc or .ccc file."""

    upload_id: UUID


class LookFile(Schema):
    """The file as it was uploaded. ``digest``: what recipes name it by."""

    digest: str
    url: str
    bytes: int


class LookOut(Schema):
    """A look of a restoration. ``title``: what the file calls itself."""

    id: UUID
    name: str
    title: str
    state: LookState
    file: LookFile | None
    error: ErrorOut | None
    uploaded_by: PersonRef
    created_at: datetime


class GradeIn(Schema):
    """Which grade: at ``frame`` of the assembly, of a recipe revision; absent: the newest."""

    frame: Frame
    format: GradeFormat
    recipe_number: int | None = None


class GradeFileOut(Schema):
    """A grade as a file."""

    url: str
    bytes: int


class GradeOut(Schema):
    """``left_out``: parts of the grade that no file holds, because they go by what each shot shows."""

    state: Literal["ready", "pending"]
    name: str
    file: GradeFileOut | None
    left_out: list[Literal["fade", "losses", "balance"]]
