"""What the runs' API takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, model_validator

from review.accounts.schemas import PersonRef
from review.decisions.models import Aspect
from review.decisions.schemas import DecisionOut

# Literals, not the models' enums: several are called State, and OpenAPI keeps one schema a name.
RunState = Literal["planning", "proposed", "rendering", "done", "failed", "cancelled", "refused"]
JobState = Literal["ready", "rendering", "done", "failed", "cancelled"]
AssemblyFrame = Annotated[int, Field(ge=0, lt=2**31)]


class VersionRef(Schema):
    """A version by its number, to open it."""

    id: UUID
    number: int


class FramesIn(Schema):
    """Half-open assembly frames."""

    first: AssemblyFrame
    end: AssemblyFrame

    @model_validator(mode="after")
    def _not_empty(self) -> "FramesIn":
        if self.first >= self.end:
            raise ValueError("a range of frames is not empty")
        return self


class RunIn(Schema):
    """What to run.

    ``base_version`` absent: the newest version. ``note_ids`` absent: every note triaged with a treatment; empty: none
    of them. ``recipe_number`` absent: the newest recipe. ``frames`` absent: the whole assembly.
    """

    base_version: UUID | None = None
    note_ids: list[UUID] | None = Field(default=None, max_length=2000)
    recipe_number: int | None = Field(default=None, ge=1)
    frames: FramesIn | None = None
    start_when_planned: bool = False


class Estimate(Schema):
    """What the plan expects; ``bytes`` of new pictures against ``free_bytes`` in the store.

    ``stage_seconds``: of one worker, by stage and for the rest (``other``); null where not all was measured yet.
    """

    frames: int
    segments: int
    bytes: int
    free_bytes: int
    stage_seconds: dict[str, float] | None = None


class ErrorOut(Schema):
    """A stable code with a sentence."""

    code: str
    detail: str


class ProgressOut(Schema):
    """How far a run is; counts only what it renders itself."""

    segments_total: int
    segments_done: int
    frames_total: int
    frames_done: int
    frames_per_second: float | None
    seconds_left: int | None
    stage: str


class RunOut(Schema):
    """A run as its page needs it. ``changes`` are codes with values: the recipe against the base's.

    ``backend``: what computes its networks (``cpu-fp32``, ``openvino-bf16`` ...), empty until it is planned.
    ``lacks_worker``: it waits for a worker that has this back end, and none that is running has.
    """

    id: UUID
    restoration_id: UUID
    state: RunState
    recipe_number: int
    backend: str
    lacks_worker: bool
    base_version: VersionRef | None
    version: VersionRef | None
    changes: list[dict[str, Any]]
    estimate: Estimate | None
    error: ErrorOut | None
    progress: ProgressOut
    notes: list[UUID]
    requested_by: PersonRef
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class SegmentOut(Schema):
    """A segment of a run. ``reasons``: why it is rendered, as codes with values."""

    position: int
    assembly_first: int
    count: int
    is_touched: bool
    reasons: list[dict[str, Any]]
    state: JobState
    attempt: int
    frames_done: int
    error: ErrorOut | None
    leak: dict[str, int]


class LogOut(Schema):
    """What the attempts at a segment logged."""

    log: str


class MasterRef(Schema):
    """A stored picture by its SHA-256."""

    digest: str


class VersionSegmentOut(Schema):
    """A segment of a version. ``is_rendered`` false: taken from the base, or not restored.

    ``flags``: by code, the assembly frames of which a stage had something to say: ``lost_frame_rebuilt`` ...
    """

    position: int
    assembly_first: int
    count: int
    is_rendered: bool
    restored: MasterRef | None
    enhanced: MasterRef | None
    graded: MasterRef | None
    flags: dict[str, list[int]]
    leak: dict[str, int]
    protected: dict[str, int]


class VersionRow(Schema):
    """A version in a list.

    ``approved_aspects``: what stands approved, returned verdicts taken off; ``is_approved``: at least one aspect.
    ``awaited_aspects``: what is still to be approved for the film to be approved with this version. ``backend``: what
    computed the networks of the run that made it.
    """

    id: UUID
    number: int
    hash: str
    is_complete: bool
    is_contained: bool
    upscaled_from: str
    base_number: int | None
    recipe_number: int
    backend: str
    created_at: datetime
    decisions: list[DecisionOut]
    approved_aspects: list[Aspect]
    awaited_aspects: list[Aspect]
    is_approved: bool


class NetworkOut(Schema):
    """A network that had a part in a version. ``licence``: of its weights, empty where they are the product's own."""

    name: str
    sha256: str
    licence: str


class VersionOut(VersionRow):
    """A version with its segments, and the networks that had a part in any of them."""

    networks: list[NetworkOut]
    segments: list[VersionSegmentOut]
