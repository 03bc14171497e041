"""What people's notes do to the picture: treatments, and where each of them holds."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StrictInt
from pydantic import field_validator as field_rule
from pydantic import model_validator as model_rule

from restoration.recipe.scope import Exact, Frames, MaskDigest, Region
from restoration.stages.contract import DefectClass, StageSpec
from restoration.stages.registry import UnknownStage, stage_spec, stage_specs
from restoration.timebase import FrameRange

Intent = Literal["as_first_released", "director_revised"]
Rejected = Literal["invented_detail", "plastic", "text"]
"""What people find wrong with what was drawn."""
MOST_TIMES = 8
_STEPS: dict[Rejected, int] = {"invented_detail": 500, "plastic": 500, "text": 1000}
Role = Literal["admin", "curator", "archivist", "director", "system"]


class MissedDefect(Exact):
    """A defect nobody found: united with the mask of the stages that repair this class of defect."""

    kind: Literal["missed_defect"] = "missed_defect"
    defect_class: DefectClass = "dust"

    def acts_on(self) -> tuple[str, ...]:
        """Return the stages it changes, in chain order."""
        return tuple(spec.name for spec in stage_specs() if self.defect_class in spec.defect_classes)


class FalseRepair(Exact):
    """The stage repaired what is no defect: its input comes back there and its mask is emptied."""

    kind: Literal["false_repair"] = "false_repair"
    stage: str

    @field_rule("stage")
    @classmethod
    def _is_a_repair(cls, value: str) -> str:
        return _stage_that_keeps_raster(value).name

    def acts_on(self) -> tuple[str, ...]:
        """Return the stages it changes, in chain order."""
        return (self.stage,)


class Protect(Exact):
    """Nothing is changed here by the named stages; no name means every stage.

    ``hard``: bit-exact in the region, blended into the work over ``feather`` pixels around it (in the raster of the
    stage). ``soft``: half of the stage's work. Stages that move or resize the picture carry the region with them; only
    a treatment without a region switches a moving stage off, for whole frames. What is protected is enlarged all the
    same, and nothing is drawn there.
    """

    kind: Literal["protect"] = "protect"
    stages: tuple[str, ...] = ()
    level: Literal["hard", "soft"] = "hard"
    feather: StrictInt = Field(default=0, ge=0, le=256)

    @field_rule("stages")
    @classmethod
    def _are_stages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(_known(name).resizes and not _known(name).drawings for name in value):
            raise ValueError("no place of a picture can be protected from its enlargement")
        return tuple(sorted(set(value)))

    @model_rule(mode="after")
    def _moving_stages_wholly(self) -> "Protect":
        if self.level == "soft" and any(not _known(name).follows_places for name in self.stages):
            raise ValueError("a stage that moves the picture does so or does not; protect it hard")
        return self

    def acts_on(self) -> tuple[str, ...]:
        """Return the stages it changes, in chain order."""
        if self.stages:
            return tuple(spec.name for spec in stage_specs() if spec.name in self.stages)
        return tuple(spec.name for spec in stage_specs() if spec.follows_places)


class Strength(Exact):
    """The stage works at ``value``/1000 here, never above what the recipe says for the film or for this place.

    For a stage that draws detail it is the part of what it draws.
    """

    kind: Literal["strength"] = "strength"
    stage: str
    value: StrictInt = Field(ge=0, le=1000)

    @field_rule("stage")
    @classmethod
    def _has_a_strength(cls, value: str) -> str:
        return _stage_that_follows_places(value).name

    def acts_on(self) -> tuple[str, ...]:
        """Return the stages it changes, in chain order."""
        return (self.stage,)


class Reject(Exact):
    """Detail that was drawn here is not the film's: less of it, each time by one step.

    ``invented_detail``: half of what is left, where the invention map of the version looked at says so
    (``PlacedTreatment.mask``). ``plastic``: half of what is left. ``text``: all of it, a stroke too many being another
    word. ``times``: how often it was asked for by the same note.
    """

    kind: Literal["reject"] = "reject"
    what: Rejected
    times: StrictInt = Field(default=1, ge=1, le=MOST_TIMES)

    @property
    def step(self) -> int:
        """What of the drawing that is left goes each time, in 1/1000."""
        return _STEPS[self.what]

    @property
    def left(self) -> float:
        """What remains of the drawing, 0..1; exact in binary."""
        return float((1 - self.step / 1000) ** self.times)

    def acts_on(self) -> tuple[str, ...]:
        """Return the stages it changes, in chain order."""
        return tuple(spec.name for spec in stage_specs() if spec.drawings)


class Remark(Exact):
    """Said, and exported to who needs it; no pixels."""

    kind: Literal["remark"] = "remark"

    def acts_on(self) -> tuple[str, ...]:
        """Return no stage."""
        return ()


class Keep(Exact):
    """As it is, it is right: a check for later versions; no pixels."""

    kind: Literal["keep"] = "keep"

    def acts_on(self) -> tuple[str, ...]:
        """Return no stage."""
        return ()


Treatment = Annotated[
    MissedDefect | FalseRepair | Protect | Strength | Reject | Remark | Keep,
    Field(discriminator="kind"),
]


class PlacedTreatment(Exact):
    """A treatment with its place (scan frames, region before any stage; None is the whole frame) and who asked when.

    ``mask``: SHA-256 (hex) of a mask on the scan (``engine.rejection``): where in the region a rejection holds, on all
    its frames. None: everywhere in it.
    """

    note_id: str
    scan: str
    frames: Frames
    region: Region | None = None
    mask: MaskDigest | None = None
    role: Role
    at: AwareDatetime
    treatment: Treatment

    @field_rule("frames")
    @classmethod
    def _not_empty(cls, value: FrameRange) -> FrameRange:
        if value.count == 0:
            raise ValueError("a treatment holds on at least one frame")
        return value

    @model_rule(mode="after")
    def _moving_stages_wholly(self) -> "PlacedTreatment":
        named = self.treatment.stages if isinstance(self.treatment, Protect) else ()
        if self.region is not None and any(not _known(name).follows_places for name in named):
            raise ValueError("a stage that moves the picture moves all of it; protect the whole frame from it")
        return self

    @model_rule(mode="after")
    def _masks_rejections(self) -> "PlacedTreatment":
        if self.mask is not None and not isinstance(self.treatment, Reject):
            raise ValueError("only a rejection has a mask")
        return self


def precedence(placed: PlacedTreatment, intent: Intent) -> tuple[int, AwareDatetime, str]:
    """Sort key of treatments of one kind: the largest wins. Role by the declared intent, then time, then id."""
    deciding: Role = "director" if intent == "director_revised" else "curator"
    rank = {"system": 0, "archivist": 1, "admin": 1, "curator": 2, "director": 2}[placed.role]
    return (3 if placed.role == deciding else rank, placed.at, placed.note_id)


def _known(stage: str) -> StageSpec:
    try:
        return stage_spec(stage)
    except UnknownStage as error:
        raise ValueError(error.detail) from error


def _stage_that_follows_places(stage: str) -> StageSpec:
    spec = _known(stage)
    return spec if spec.follows_places else _stage_that_keeps_raster(stage)


def _stage_that_keeps_raster(stage: str) -> StageSpec:
    spec = _known(stage)
    if not spec.keeps_raster:
        raise ValueError(f"{stage} moves or resizes the picture, so it works on whole frames")
    return spec
