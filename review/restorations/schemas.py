"""What the API takes and gives about restorations."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from review.accounts.schemas import PersonRef
from review.catalog.schemas import Names
from review.scans.schemas import Count, ElementKind, ElementOut, Frame, PixelAspect, Rate

IntentName = Literal["as_first_released", "director_revised"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Plane = Literal["source", "restored", "enhanced", "graded"]


class FilmRef(Schema):
    id: UUID
    names: Names
    year: int


class LatestVersion(Schema):
    id: UUID
    number: int
    is_complete: bool


class RestorationRow(Schema):
    """A restoration as the film's page lists it."""

    id: UUID
    name: str
    intent: IntentName
    rate: Rate
    frame_count: int
    latest_version: LatestVersion | None


class Material(Schema):
    """Everything there is of a film: its elements with their scans, and its restorations."""

    elements: list[ElementOut]
    restorations: list[RestorationRow]


class SpanOut(Schema):
    """Frames of a scan on the assembly axis; ``scan`` and ``reel`` are null for a slug."""

    position: int
    scan: UUID | None
    reel: int | None
    scan_first: int
    count: int
    assembly_first: int


class AssemblyOut(Schema):
    id: UUID
    revision: int
    rate: Rate
    frame_count: int
    spans: list[SpanOut]


class RecipeRef(Schema):
    number: int


class RestorationOut(Schema):
    """A restoration with its axis, and what the asker may do there."""

    id: UUID
    film: FilmRef
    name: str
    intent: IntentName
    edition_id: UUID | None
    version: int
    assembly: AssemblyOut
    recipe: RecipeRef
    latest_version: LatestVersion | None
    actions: list[str]


class ScanEntryIn(Schema):
    """Frames ``[first, end)`` of a scan."""

    scan: UUID
    first: Frame
    end: Count


class SlugIn(Schema):
    """Frames that show nothing, where material is missing."""

    slug: Count


Entries = Annotated[list[ScanEntryIn | SlugIn], Field(min_length=1, max_length=1000)]


class RestorationIn(Schema):
    """A further restoration of a film."""

    name: Name
    intent: IntentName = "as_first_released"
    entries: Entries


class RestorationPatch(Schema):
    """Changes to a restoration made on ``version``; what is left out stays, an edition of null is none."""

    version: int
    name: Name = ""
    intent: IntentName = "as_first_released"
    edition_id: UUID | None = None


class AssemblyIn(Schema):
    """A whole new assembly, made on revision ``base_revision``."""

    base_revision: int
    entries: Entries


class RecipeOut(Schema):
    """A revision of the recipe; ``body`` follows the schema of ``GET /recipe-schema``."""

    number: int
    body: dict[str, Any]
    digest: str
    summary: str
    created_at: datetime
    created_by: PersonRef


class RecipeIn(Schema):
    """A whole new recipe, made on revision ``base_revision``."""

    base_revision: int
    body: dict[str, Any]
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


class SideOut(Schema):
    """A picture that can be compared; ``side`` names it in other calls.

    ``number`` is the version's; ``name`` and ``reference_id`` are the reference's, whose ``plane`` is that of its scan.
    """

    side: str
    label_code: Literal["source", "restored", "enhanced", "graded", "reference"]
    name: str
    number: int | None
    plane: Plane
    version_id: UUID | None
    reference_id: UUID | None
    is_complete: bool
    width: int
    height: int


class RungOut(Schema):
    name: str
    codec: str
    width: int
    height: int


class ProxyFileOut(Schema):
    """A proxy file. ``offsets``: at which byte each key picture begins; empty where a file is only good as a whole."""

    rung: str
    digest: str
    url: str
    bytes: int
    keyframes: list[int]
    offsets: list[int]


class ManifestSegment(Schema):
    """Assembly frames ``[first, first + count)``: picture ``frame - first + skip`` of each file."""

    first: int
    count: int
    skip: int
    files: list[ProxyFileOut]
    restored: bool
    is_rendered: bool | None
    digest: str | None


class ManifestOut(Schema):
    """The proxy files of one side; the segments cover the assembly without gaps.

    ``media_rate``: at which the files run; a reference's frames lie one to one beside a film of another rate.
    """

    side: str
    rate: Rate
    media_rate: Rate
    is_reference: bool
    frame_count: int
    width: int
    height: int
    pixel_aspect: PixelAspect
    rungs: list[RungOut]
    segments: list[ManifestSegment]


class SoundPiece(Schema):
    """Samples ``[first, first + count)`` of a track: those of a FLAC file after its first ``skip``."""

    first: int
    count: int
    skip: int
    digest: str
    url: str
    bytes: int


class SoundTrackOut(Schema):
    """One track over the whole assembly; what no piece covers is silent. ``language`` is empty where unknown."""

    id: str
    language: str
    label: str
    channels: int
    pieces: list[SoundPiece]


class UnheardReel(Schema):
    """A reel whose sound is being made, or could not be made: ``detail`` says why."""

    scan: UUID
    reel: int
    state: Literal["pending", "failed"]
    detail: str


class SoundOut(Schema):
    """The sound of an assembly, counted in samples from the beginning of frame 0."""

    sample_rate: int
    sample_count: int
    tracks: list[SoundTrackOut]
    unheard: list[UnheardReel]


class Raster(Schema):
    """Pixels across and down."""

    width: int
    height: int


class PlacedPieceOut(Schema):
    """Assembly frames ``[first, first + count)``, all of one scan: where each picture lies.

    A placement ``[a, b, c, d, e, f]``, in 1/65536 pixel, moves the centre of scan pixel (x, y) to
    ((a x + b y + c) / 65536, (d x + e y + f) / 65536) of the picture, pixel centres lying on integers; null: the
    picture lies as on the scan.
    """

    first: int
    count: int
    scan: Raster
    picture: Raster
    placements: list[list[int] | None]


class PlacementsOut(Schema):
    """Where the scan lies in the pictures of a side; pictures in no piece lie as on the scan."""

    side: str
    pieces: list[PlacedPieceOut]


class TimelineShot(Schema):
    first: int
    count: int
    marks: list[str]
    reel: int


class ThumbnailSheetOut(Schema):
    """A sprite sheet: tile ``skip + i`` shows assembly frame ``first + i * step``, for ``i`` below ``count``."""

    first: int
    step: int
    count: int
    skip: int
    columns: int
    tile_width: int
    tile_height: int
    url: str


class TimelineReel(Schema):
    """A stretch of one reel. ``coding`` and ``is_negative`` say through which viewing transform its scan is shown."""

    first: int
    count: int
    reel: int
    name: str
    element_kind: ElementKind
    coding: Literal["display", "printing_density", "scene_log"]
    is_negative: bool


class TimelineOut(Schema):
    shots: list[TimelineShot]
    thumbnails: list[ThumbnailSheetOut]
    reels: list[TimelineReel]


LaneName = Literal["flicker", "defects", "changed", "invention"]


class LaneOut(Schema):
    """A measure along the film in parts per million, at most 2,000 steps: ``values[i]`` holds for ``counts[i]`` frames.

    ``flicker``: how far exposure strays. ``defects``: area under dirt. ``changed``: the most that one stage changed of
    the picture. ``invention``: how much of a picture's detail the film does not support, an estimate; only of versions
    in which something was drawn. Null: not measured, or nothing drawn.
    """

    lane: LaneName
    counts: list[int]
    values: list[int | None]


class LanesOut(Schema):
    """The quality lanes of a side; ``flags``: by code, assembly frames of which a stage had something to say."""

    frame_count: int
    lanes: list[LaneOut]
    flags: dict[str, list[int]]


class FrameAddress(Schema):
    """Where a frame is, in every way people say it; all but ``assembly_frame`` are null on a slug."""

    assembly_frame: int
    reel: int | None
    reel_name: str | None
    scan_id: UUID | None
    scan_frame: int | None
    file_name: str | None
    file_number: int | None
    timecode: str | None
    footage: str | None


class FoundFrame(FrameAddress):
    """A frame that may be meant, and which reading of the text led there."""

    matched_by: Literal[
        "footage", "timecode", "running_time", "file_number", "file_name", "reel_frame", "assembly_frame", "reel"
    ]
