"""What the decisions' API takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from review.accounts.schemas import PersonRef
from review.decisions.models import Aspect, Decision
from review.runs.models import Plane

Count = Annotated[int, Field(ge=0)]


class Screen(Schema):
    """The screen, in CSS pixels and device pixels per CSS pixel."""

    width: Count
    height: Count
    pixel_ratio: Annotated[float, Field(gt=0, le=16)]


class Viewing(Schema):
    """How the version was looked at: on what, at which proxy rung, and how much of it.

    ``exact_stills``: how many lossless pictures were opened. ``frames_watched`` of ``frame_count``: different frames
    shown at least once.
    """

    device: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    screen: Screen | None = None
    rung: Annotated[str, StringConstraints(max_length=8)] | None = None
    exact_stills: Count = 0
    frames_watched: Count = 0
    frame_count: Count = 0


class DecisionIn(Schema):
    """A verdict on what was seen. ``version_hash`` repeats the version's: the second, deliberate step."""

    aspect: Aspect
    verdict: Decision.Verdict
    plane: Literal[Plane.RESTORED, Plane.ENHANCED]
    version_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    engine: Literal["exact", "compatible"]
    viewing: Viewing
    statement: Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)] = ""


class DecisionOut(Schema):
    """A decision as it was recorded."""

    id: UUID
    aspect: Aspect
    verdict: Decision.Verdict
    plane: Plane
    version_hash: str
    engine: str
    viewing: dict[str, Any]
    statement: str
    decided_by: PersonRef
    created_at: datetime
