"""What the API takes and gives about coverage."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from review.accounts.schemas import PersonRef
from review.coverage.models import Coverage
from review.scans.schemas import Count, Frame

MOST_RANGES_SENT = 2000
MOST_SIDES_SENT = 16


class WatchedPart(Schema):
    """Frames of a side, as half-open ranges in any order. ``kind``: at speed, or compared with another side."""

    side: Annotated[str, Field(max_length=80)]
    kind: Coverage.Kind
    ranges: Annotated[list[tuple[Frame, Count]], Field(max_length=MOST_RANGES_SENT)]


class WatchedIn(Schema):
    """What was watched since it was last said. ``assembly``: the axis that the frames count on."""

    assembly: UUID
    parts: Annotated[list[WatchedPart], Field(max_length=MOST_SIDES_SENT)]


class CoveredOut(Schema):
    """How many frames, and where: ranges in order, of more than 5,000 the longest."""

    frames: int
    ranges: list[tuple[int, int]]


class CoverageOut(Schema):
    """What one person watched of a side on the newest assembly."""

    person: PersonRef
    is_own: bool
    at_speed: CoveredOut
    compared: CoveredOut
