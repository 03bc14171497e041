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
    """How the version was looked at: on what, at which proxy rung, and how many lossless pictures were opened.

    How much of it was watched is no claim of the browser's: the decision records the person's coverage.
    """

    device: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    screen: Screen | None = None
    rung: Annotated[str, StringConstraints(max_length=8)] | None = None
    exact_stills: Count = 0


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
    """A decision as it was recorded. ``viewing``: with ``coverage``, frames watched at speed and compared till then."""

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
