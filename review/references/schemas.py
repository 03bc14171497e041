"""What the API takes and gives about references."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from review.accounts.schemas import PersonRef
from review.scans.schemas import Count, ElementKind, Frame, Rate

MOST_SPANS = 10_000


class MappedSpan(Schema):
    """Film frames ``[first, first + count)`` are frames ``[reference_first, ...)`` of the reference, one to one."""

    first: Frame
    count: Count
    reference_first: Frame


class FoundSpan(MappedSpan):
    """A stretch found by looking at the pictures; ``confidence`` counts 1/1000."""

    confidence: int


class FrameMapOut(Schema):
    """Frames in no span have no picture on the reference."""

    revision: int
    spans: list[MappedSpan]
    created_at: datetime
    created_by: PersonRef


class FrameMapSearch(Schema):
    """How far the search by pictures is. ``found`` is null while nothing was found on the newest assembly."""

    state: Literal["none", "pending", "ready", "failed"]
    frames_done: int
    confidence: int | None
    found: list[FoundSpan] | None


class ReferenceOut(Schema):
    """A reference with the frame map in force. ``side`` names it in other calls, with that map's revision."""

    id: UUID
    side: str
    name: str
    scan_id: UUID
    element_kind: ElementKind
    rate: Rate
    frame_count: int
    map: FrameMapOut
    search: FrameMapSearch


class CandidateOut(Schema):
    """A scan that may become a reference."""

    scan_id: UUID
    element_kind: ElementKind
    reel: int
    path_label: str
    rate: Rate
    frame_count: int


class ReferencesOut(Schema):
    references: list[ReferenceOut]
    candidates: list[CandidateOut]


class ReferenceIn(Schema):
    """A scan of the film to compare with."""

    scan_id: UUID
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class FrameMapIn(Schema):
    """A whole new frame map, made on revision ``base_revision``; ``assembly`` is the axis its film frames count on."""

    base_revision: int
    assembly: UUID
    spans: Annotated[list[MappedSpan], Field(max_length=MOST_SPANS)]
