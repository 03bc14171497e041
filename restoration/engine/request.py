"""Everything one segment's pictures depend on, as a value that travels as JSON."""

from typing import Literal

from pydantic import Field, StrictInt

from restoration.recipe.scope import Exact, Frames, Region
from restoration.recipe.treatments import FalseRepair, MissedDefect, Protect, Strength
from restoration.stages.contract import PlaneName

FORMAT = 1
BackendId = Literal["cpu-fp32"]


class Setting(Exact):
    """The parameters of a stage on some frames: only those that differ from their neutral; None where it is off."""

    frames: Frames
    parameters: dict[str, StrictInt] | None


class Order(Exact):
    """A treatment that changes a stage's work on ``frames`` (of this segment's support) in ``region``."""

    note_id: str
    frames: Frames
    region: Region | None
    treatment: MissedDefect | FalseRepair | Protect | Strength = Field(discriminator="kind")


class RequestedStage(Exact):
    """One stage that does something in this segment.

    ``frames``: the outputs of this stage that the segment needs (its own frames and what later stages read around
    them, within the shot). ``settings`` cover exactly these frames, in order. ``orders``: later ones win over earlier
    ones of the same kind.
    """

    stage: str
    version: StrictInt
    frames: Frames
    settings: tuple[Setting, ...]
    orders: tuple[Order, ...] = ()
    analyses: dict[str, str] = Field(default_factory=dict, description="Digest of the rows read, by kind.")


class Reach(Exact):
    """Where a changed treatment enters the chain: the render may differ from the base around here, nowhere else."""

    note_id: str
    stage: str
    frames: Frames
    region: Region | None
    feather: StrictInt = 0


class SegmentRequest(Exact):
    """One segment to render.

    ``frames`` and ``support`` are on the scan axis and lie in one shot; ``support`` is what is read of the source.
    ``source`` is the digest of the digests of these frames. ``reach`` is None where the whole segment may change;
    otherwise everything outside it is copied from the base.
    """

    format: StrictInt = FORMAT
    backend: BackendId
    scan: str
    shot: Frames
    frames: Frames
    support: Frames
    rate: tuple[StrictInt, StrictInt]
    source: str
    stages: tuple[RequestedStage, ...]
    planes: tuple[PlaneName, ...]
    reach: tuple[Reach, ...] | None = None
