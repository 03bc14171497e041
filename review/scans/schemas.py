"""What the API takes and gives about elements, scans and shots."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints, model_validator

from restoration.timebase import SOUND_RATE
from review.accounts.schemas import PersonRef
from review.scans.shots import Mark

ElementKind = Literal[
    "camera_negative", "interpositive", "internegative", "print", "sound_negative", "video", "unknown"
]
# What people declare of a medium that it does not say itself; they can take it back where it is not there.
Declaration = Literal["infrared", "pulldown"]
ScanState = Literal["registered", "ingesting", "ready", "refused"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
ReelNumber = Annotated[int, Field(ge=1, le=999)]
LanguageCode = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=16, pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")
]
MOST_OFFSET: Final = 60 * SOUND_RATE
Frame = Annotated[int, Field(ge=0, le=2_147_483_647)]
Count = Annotated[int, Field(ge=1, le=2_147_483_647)]


class Rate(Schema):
    """Frames per second as an exact fraction."""

    num: int
    den: int


class PixelAspect(Schema):
    """Width to height of one pixel, as an exact fraction."""

    num: int
    den: int


class Problem(Schema):
    """Why a scan was refused."""

    code: str
    detail: str


class IngestProgress(Schema):
    stage: str
    frames_done: int
    frames_total: int | None


class ScanRow(Schema):
    """A scan as lists show it; facts are null until it has been read."""

    id: UUID
    reel: int
    reel_name: str
    state: ScanState
    error: Problem | None
    medium: Literal["file", "sequence"] | None
    path_label: str
    rate: Rate | None
    frame_count: int | None
    width: int | None
    height: int | None
    bit_depth: int | None
    codec: str
    progress: IngestProgress | None
    is_reference: bool


class FilesSummary(Schema):
    """The files of the medium, with the SHA-256 over all of their digests."""

    count: int
    bytes: int
    first_name: str
    last_name: str
    digest: str


class AnalysisSummary(Schema):
    """A measurement of the scan; ``summary`` holds the kind's own figures."""

    kind: str
    revision: int
    summary: dict[str, object]


class PulldownUndone(Schema):
    """What was undone of 2:3 pull-down, and the medium as it is.

    ``incomplete``: frames of which one field only is left; ``edits``: places where the rhythm breaks; ``agreement``:
    part (0..1) of the medium's telling frames that follow it.
    """

    kind: Literal["fields", "repeats"]
    rate: Rate
    frame_count: int
    incomplete: int
    edits: int
    agreement: float


class ScanSoundOut(Schema):
    """One stream of a scan's sound. ``offset``: samples (48,000 a second) by which it is heard later.

    ``channels`` as heard (1 or 2); ``codec``, ``sample_rate`` and ``source_channels`` are the medium's own.
    """

    stream: int
    language: str
    label: str
    offset: int
    channels: int
    codec: str
    sample_rate: int
    source_channels: int
    lost_packets: int


class ScanSoundPatch(Schema):
    """What people know of a stream of sound; what is left out stays."""

    language: LanguageCode | None = None
    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] | None = None
    offset: Annotated[int, Field(ge=-MOST_OFFSET, le=MOST_OFFSET)] | None = None


class ScanOut(ScanRow):
    """A scan with everything its page shows."""

    film_id: UUID
    element_id: UUID
    root_id: str
    path: str
    pixel_aspect: PixelAspect
    pixel_format: str
    color: dict[str, object]
    infrared: str
    pulldown_undone: PulldownUndone | None
    start_timecode: str
    first_file_number: int | None
    sounds: list[ScanSoundOut]
    files: FilesSummary
    analyses: list[AnalysisSummary]
    created_at: datetime
    created_by: PersonRef


class ElementOut(Schema):
    id: UUID
    kind: ElementKind
    gauge: str
    condition: str
    location: str
    remarks: str
    scans: list[ScanRow]


class ElementIn(Schema):
    """A physical carrier to add to the film."""

    kind: ElementKind = "unknown"
    gauge: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = "35 mm"
    condition: str = ""
    location: Line = ""
    remarks: str = ""


class ElementPatch(Schema):
    """Changes to an element; what is left out stays."""

    kind: ElementKind | None = None
    gauge: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] | None = None
    condition: str | None = None
    location: Line | None = None
    remarks: str | None = None


class ScanIn(Schema):
    """Material to register: a path in a server root, or a completed upload; never both.

    ``infrared`` "alpha": the fourth channel of the pictures is the scanner's infrared plane.
    ``pulldown`` "undo": the medium is film with 2:3 pull-down, and its frames are to be the film's.
    ``is_reference``: another medium of the film to compare with; no restoration begins with it by itself.
    """

    root_id: str | None = None
    path: Annotated[str, StringConstraints(max_length=1000)] | None = None
    upload_id: UUID | None = None
    rate: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] | None = None
    element_id: UUID | None = None
    reel: ReelNumber | None = None
    reel_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    infrared: Literal["alpha"] | None = None
    pulldown: Literal["undo"] | None = None
    is_reference: bool = False

    @model_validator(mode="after")
    def _one_source(self) -> "ScanIn":
        by_path = self.root_id is not None and self.path is not None
        if by_path == (self.upload_id is not None):
            raise ValueError("Give either root_id and path, or upload_id.")
        return self


class ColorOverrides(Schema):
    """What a person knows better than the medium's own header."""

    polarity: Literal["negative", "positive"] | None = None
    coding: Literal["display", "printing_density", "scene_log"] | None = None
    primaries: Line | None = None
    transfer: Line | None = None
    matrix: Line | None = None
    range: Literal["full", "limited"] | None = None
    scanner: Line | None = None


class ScanPatch(Schema):
    """Corrections to a scan; what is left out stays. ``color`` replaces all earlier overrides."""

    reel: ReelNumber | None = None
    reel_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] | None = None
    start_timecode: Annotated[str, StringConstraints(strip_whitespace=True, max_length=16)] | None = None
    color: ColorOverrides | None = None


class ShotSchema(Schema):
    first: Frame
    count: Count
    marks: list[Mark] = Field(default_factory=list)


class ShotListOut(Schema):
    """A scan's shots; revision 0 with one shot is what a scan has before shots were looked for."""

    revision: int
    shots: list[ShotSchema]


class ShotListIn(Schema):
    """A whole new shot list, made on revision ``base_revision``."""

    base_revision: int
    shots: Annotated[list[ShotSchema], Field(min_length=1, max_length=100_000)]


class RootOut(Schema):
    id: str


class EntryOut(Schema):
    """One line of a server folder; ``frames`` is null for what is no sequence or too long to count."""

    name: str
    kind: Literal["folder", "file", "sequence"]
    size: int | None
    frames: int | None


class FolderOut(Schema):
    path: str
    entries: list[EntryOut]
