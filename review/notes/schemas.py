"""What the notes' API takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from restoration.recipe.scope import Region
from restoration.recipe.treatments import Treatment
from review.accounts.schemas import PersonRef
from review.notes.models import Note
from review.notes.shapes import Shape, Shapes
from review.runs.schemas import VersionRef

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
AssemblyFrame = Annotated[int, Field(ge=0, lt=2**31)]
NoteState = Literal["new", "triaged", "planned", "rendering", "to_verify", "accepted", "reopened", "answered"]
RowVersion = Annotated[int, Field(ge=1)]
SuggestedKind = Literal["", "missed_defect", "false_repair", "protect", "strength", "reject", "remark", "keep"]


class NoteIn(Schema):
    """A remark on assembly frames ``[first, end)`` of what ``side`` shows.

    ``region`` is as drawn on the side's picture of ``region_frame``; null: of ``first``. ``shapes`` lie on the scan;
    where one of them steers, it makes the region and ``region`` stays null.
    """

    side: str = "source"
    first: AssemblyFrame
    end: AssemblyFrame
    region: Region | None = None
    region_frame: AssemblyFrame | None = None
    shapes: Shapes = ()
    text: Text = ""
    suggested_kind: SuggestedKind = ""


class NotePatch(Schema):
    """What the author changes; ``first`` and ``end`` go together.

    ``region`` is as drawn on ``side`` (null: the note's own), on its picture of ``region_frame`` (null: the first).
    ``shapes`` replace all that was drawn; the region goes with the shape that steered it.
    """

    row_version: RowVersion
    text: Text | None = None
    region: Region | None = None
    region_frame: AssemblyFrame | None = None
    shapes: Shapes | None = None
    side: Annotated[str, StringConstraints(max_length=80)] | None = None
    first: AssemblyFrame | None = None
    end: AssemblyFrame | None = None


class TriageIn(Schema):
    """What caused it and what is done about it."""

    row_version: RowVersion
    cause: Note.Cause
    treatment: Treatment


class AnswerIn(Schema):
    """What it is answered in place of a treatment."""

    row_version: RowVersion
    answer: Note.Answer
    reason: Text = ""


class AcceptIn(Schema):
    """Which state of the note was looked at."""

    row_version: RowVersion


class ReopenIn(Schema):
    """What is still wrong."""

    row_version: RowVersion
    text: Text


class CloseIn(Schema):
    """Why the curator closes it for its author."""

    row_version: RowVersion
    reason: Text


class DelegateIn(Schema):
    """Who may accept it beside its author."""

    user_id: UUID


class ReplyIn(Schema):
    """A contribution to the thread."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class ReplyOut(Schema):
    """A contribution to the thread."""

    id: UUID
    author: PersonRef
    text: str
    created_at: datetime


class NoteOut(Schema):
    """A note as its page needs it.

    ``first`` and ``end`` are assembly frames, null where the current assembly does not show the note;
    ``scan_first`` and ``scan_end`` are always there. ``region`` and ``shapes`` are on the scan, before any stage.
    ``plain_words`` is what the author is told; ``may`` is what the person asking may do now.
    """

    id: UUID
    row_version: int
    state: NoteState
    author: PersonRef
    delegate: PersonRef | None
    created_at: datetime
    updated_at: datetime
    side: str
    first: int | None
    end: int | None
    scan_id: UUID
    scan_first: int
    scan_end: int
    region: dict[str, int] | None
    shapes: list[Shape]
    text: str
    suggested_kind: str
    cause: str
    treatment: dict[str, Any] | None
    answer: str
    answer_reason: str
    closed_by: PersonRef | None
    closed_reason: str
    plain_words: str
    replies: list[ReplyOut]
    run_id: UUID | None
    before_version: VersionRef | None
    after_version: VersionRef | None
    may: list[str]
