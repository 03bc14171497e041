"""What the hand repairs' API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from review.accounts.schemas import PersonRef
from review.hand_repairs.services.sending import MOST_HANDLES
from review.hand_repairs.standing import PatchState
from review.runs.schemas import ErrorOut, FramesIn, VersionRef

HandRepairState = Literal["preparing", "sent", "receiving", "returned", "failed", "withdrawn"]
PictureKind = Literal["dpx", "tif", "exr"]


class HandRepairIn(Schema):
    """What to send.

    ``frames`` absent: those of the note. ``version_id`` absent: the newest version. ``kind`` absent: that of the scan's
    own files, DPX where it has none. ``handles``: frames to look at on either side.
    """

    frames: FramesIn | None = None
    note_id: UUID | None = None
    version_id: UUID | None = None
    handles: Annotated[int, Field(ge=0, le=MOST_HANDLES)] = 0
    kind: PictureKind | None = None


class HandReturnIn(Schema):
    """A complete upload: a zip of the painted pictures, under the names they were sent with."""

    upload_id: UUID


class HandPackage(Schema):
    """The zip that was sent."""

    url: str
    bytes: int


class HandPatchOut(Schema):
    """What was painted on a frame, and what the newest version made of it.

    ``frame``: on the assembly axis; null where it is not shown. ``flags``: why it needs a look.
    """

    id: UUID
    frame: int | None
    scan_frame: int
    pixels: int
    state: PatchState
    flags: list[str]


class HandRepairOut(Schema):
    """Frames that went to hand repair. ``first`` and ``end`` on the assembly axis; null where they are not shown."""

    id: UUID
    version: VersionRef
    reel: int
    first: int | None
    end: int | None
    scan_first: int
    scan_end: int
    handles: int
    kind: PictureKind
    state: HandRepairState
    note_id: UUID | None
    package: HandPackage | None
    error: ErrorOut | None
    patches: list[HandPatchOut]
    requested_by: PersonRef
    created_at: datetime
    returned_at: datetime | None
