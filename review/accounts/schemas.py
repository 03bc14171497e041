"""What the people API takes and gives."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import StringConstraints, field_validator

LocaleName = Literal["en", "zh-hant-hk", "zh-hans"]
RoleName = Literal["admin", "curator", "archivist", "director"]


class PersonRef(Schema):
    id: UUID
    name: str


class Me(Schema):
    """The person asking, and what they may do outside any one film."""

    id: UUID
    email: str
    name: str
    locale: LocaleName
    timezone: str
    can_import: bool
    can_browse_roots: bool
    can_administer: bool


class MePatch(Schema):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)] | None = None
    locale: LocaleName | None = None
    timezone: str | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        from zoneinfo import available_timezones

        if value is not None and value not in available_timezones():
            raise ValueError("Not a time zone name such as Asia/Hong_Kong.")
        return value


class MemberOut(Schema):
    """A role on this film. ``whole_collection`` roles come from the collection and are not changed here."""

    id: int
    person: PersonRef
    email: str
    role: RoleName
    whole_collection: bool


class MemberIn(Schema):
    email: str
    role: RoleName
