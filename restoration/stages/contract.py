"""What a stage declares (read by recipes, plans and the site) and what it is given and gives back (the engine).

A stage is a package ``restoration/stages/<name>/`` with ``spec.py`` (``SPEC: StageSpec``; imports neither torch, OpenCV
nor PyAV) and ``apply.py`` (``apply(window: StageWindow) -> StageOutput``; imported only where pictures are made).

Who does what:

* The stage does its full work on one picture. It keeps no state, and reads only what its window holds: equal windows
  must give equal pictures wherever in the film they lie (``StageWindow.index`` only finds the picture in ``frames``).
* The engine applies the notes. For a stage that keeps the raster it mixes the input back by ``strength`` (scalar or
  per-pixel map), returns the input under ``false_repair`` and ``protect``, and empties the stage's mask there. The
  stage itself unites ``StageWindow.missed`` with what it detects, and skips its detector test, not its repair test.
  Outside ``missed`` the picture is what it would be without it.
* What people pointed out (``StageWindow.missed``) comes by the class of defect that they named.
* A stage that works in cells (``CellWork``) gives ``apply_cell(windows) -> Iterator[StageOutput]`` besides, one output
  for each of the windows, which all hold the same frames.
* A stage that moves or resizes the picture (``geometric``, ``resizes``) gets its amount as a parameter and does it
  itself. One that moves it is left out for frames that are protected from it as a whole.
* A stage that draws (``Drawing``) gives in each place what is asked for there: ``StageWindow.fidelity``,
  ``StageWindow.protected``. Nothing else about its work changes with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from restoration.models.contract import AMPLE, Room
from restoration.stages.uses import AnalysisUse, CellWork, Drawing, Estimate, ModelUse, ParameterUse
from restoration.timebase import FrameRange

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from restoration.models.contract import Model

PlaneName = Literal["restored", "enhanced", "graded"]
DefectClass = Literal["dust", "scratch", "tear", "stain", "lost_frame"]
Coding = Literal["display", "printing_density", "scene_log"]
STRENGTH = "strength"
FULL = 1000
"""The whole of a stage's work, in 1/1000."""


@dataclass(frozen=True)
class ScanCoding:
    """What the codes of a scan stand for, as the scan declares it; stages read it, nothing converts pictures for them.

    ``coding``: ``display`` (a screen's own curve, gamma about 2.4), ``printing_density`` (Cineon and DPX: 2.048 density
    above D-min over the whole range of codes, SMPTE ST 268) or ``scene_log`` (linear light as read from EXR, by the
    ACEScct curve scaled to 0..1). ``is_negative``: dark codes are bright in the scene. ``squeeze``: width of a pixel
    over its height, in lowest terms; 2:1 for an anamorphic scan.
    """

    coding: Coding = "display"
    is_negative: bool = False
    squeeze: tuple[int, int] = (1, 1)


DISPLAY = ScanCoding()


class StageParameters(BaseModel):
    """Base of a stage's parameters: integers in the unit each field declares, nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def neutrals(cls) -> dict[str, int]:
        """Return the value of each parameter at which it does nothing. A default may change, a neutral never."""
        return {name: _extra(info)["neutral"] for name, info in cls.model_fields.items()}

    @classmethod
    def defaults(cls) -> dict[str, int]:
        """Return the value of each parameter that a new recipe is written with."""
        return {name: info.default for name, info in cls.model_fields.items()}

    @classmethod
    def units(cls) -> dict[str, str]:
        """Return the unit of each parameter: ``1/1000``, ``1/256 px``, ``px``, ``frames``, ``times`` ..."""
        return {name: _extra(info)["unit"] for name, info in cls.model_fields.items()}


def _extra(info: Any) -> dict[str, Any]:
    return dict(info.json_schema_extra or {})


def parameter(*, default: int, neutral: int, minimum: int, maximum: int, unit: str) -> Any:
    """Declare an integer parameter of a stage.

    ``neutral`` is what an absent parameter means, for ever: recipes written before the parameter existed keep their
    meaning and their keys. ``default`` is only what new recipes are written with.
    """
    return Field(default=default, ge=minimum, le=maximum, json_schema_extra={"neutral": neutral, "unit": unit})


@dataclass(frozen=True)
class StageSpec:
    """A stage's declaration.

    ``version``: raised whenever the same input gives other pixels. ``amount``: the parameter that at its neutral makes
    the stage the identity, whatever the others are; for a stage that keeps the raster it is ``strength`` in 1/1000,
    neutral 0; for one that resizes, how many times wider and higher the picture gets. ``temporal_radius``: output n
    reads inputs n-r..n+r (clipped to the shot), 0..8. ``spatial_reach``: an output pixel depends on input pixels at
    most this many pixels away (in the input raster; for moving stages beyond the recorded transform). ``analyses``: the
    kinds of measurement it reads; ``analyses_used``, ``parameters_used``: those of them, and of its parameters, that it
    reads beside some values of another alone. ``defect_classes``: what a ``missed_defect`` note may add to its mask;
    each class belongs to one stage. ``maps_defects``: its mask is no repair but the defect map that later stages are
    given. ``takes_patches``: it puts back painted pixels, and is left out where there are none. ``takes_look``: its
    recipe entry may name a look file. ``models``: the networks it uses. ``cells``: where it works on cells of frames.
    ``drawings``: where it draws detail. ``estimate``: where it estimates something of its own work, and whom it asks.
    ``paced_by``: parameters that change how long it takes.
    """

    name: str
    version: int
    plane: PlaneName
    parameters: type[StageParameters]
    amount: str = STRENGTH
    temporal_radius: int = 0
    spatial_reach: int = 0
    geometric: bool = False
    resizes: bool = False
    analyses: tuple[str, ...] = ()
    analyses_used: tuple[AnalysisUse, ...] = ()
    parameters_used: tuple[ParameterUse, ...] = ()
    defect_classes: tuple[DefectClass, ...] = ()
    maps_defects: bool = False
    takes_patches: bool = False
    takes_look: bool = False
    models: tuple[ModelUse, ...] = ()
    cells: tuple[CellWork, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    estimate: Estimate | None = None
    paced_by: tuple[str, ...] = ()
    apply: str = ""

    MAX_RADIUS: ClassVar[int] = 8

    def __post_init__(self) -> None:
        if not 0 <= self.temporal_radius <= self.MAX_RADIUS:
            raise ValueError(f"{self.name}: a stage reads at most {self.MAX_RADIUS} frames to each side")
        if not all(0 <= work.halo <= self.MAX_RADIUS for work in self.cells):
            raise ValueError(f"{self.name}: a cell has at most {self.MAX_RADIUS} frames around it")
        if self.amount not in self.parameters.model_fields:
            raise ValueError(f"{self.name}: {self.amount} is not one of its parameters")
        if self.keeps_raster and self.amount != STRENGTH:
            raise ValueError(f"{self.name}: the amount of a stage that keeps the raster is its strength")

    @property
    def keeps_raster(self) -> bool:
        """True if an input pixel and the output pixel at the same place show the same point of the scene."""
        return not (self.geometric or self.resizes)

    @property
    def takes_model(self) -> bool:
        """True if a recipe entry may name the generative model that it uses."""
        return any(use.is_chosen for use in self.models)

    @property
    def follows_places(self) -> bool:
        """True if people's notes can change what it does in a part of the picture."""
        return self.keeps_raster or bool(self.drawings)

    @property
    def apply_path(self) -> str:
        """``module:function`` of the work, imported only by who renders."""
        return self.apply or f"restoration.stages.{self.name}.apply:apply"

    @property
    def farthest(self) -> int:
        """How many frames away an input can be that an output depends on."""
        return max(self.temporal_radius, *(work.frames - 1 + work.halo for work in self.cells), 0)

    def cells_at(self, parameters: Mapping[str, int]) -> CellWork | None:
        """Return how it works on cells with these parameters (those not named are at their neutral); None: not."""
        return next((work for work in self.cells if self._value(work.parameter, parameters) in work.at), None)

    def reads_parameter(self, name: str, parameters: Mapping[str, int]) -> bool:
        """Say whether a parameter means anything beside these (those not named are at their neutral)."""
        uses = (use for use in self.parameters_used if name in use.names)
        return all(self._value(use.parameter, parameters) in use.at for use in uses)

    def analyses_at(self, parameters: Mapping[str, int]) -> tuple[str, ...]:
        """Return the kinds of measurement that it reads with these parameters."""
        used = (use.kind for use in self.analyses_used if self._value(use.parameter, parameters) in use.at)
        return (*self.analyses, *used)

    def drawing(self, parameters: Mapping[str, int]) -> Drawing | None:
        """Return how it draws with these parameters (those not named are at their neutral); None where it does not."""
        return next((one for one in self.drawings if self._value(one.parameter, parameters) in one.at), None)

    def ceiling(self, parameters: Mapping[str, int]) -> int:
        """Return the most, in 1/1000, that a note may ask of it: its strength, or the part that it may draw."""
        drawing = self.drawing(parameters)
        return (
            self._value(self.amount, parameters)
            if drawing is None
            else FULL - self._value(drawing.fidelity, parameters)
        )

    def unasked(self, parameters: Mapping[str, int]) -> int:
        """Return the strength, or the part that it may draw, in 1/1000, where no note asks for one."""
        return 0 if self.waits_for_notes(parameters) else self.ceiling(parameters)

    def waits_for_notes(self, parameters: Mapping[str, int]) -> bool:
        """Say whether it draws with these parameters, but only where a note asks for a strength."""
        drawing = self.drawing(parameters)
        return (
            drawing is not None and drawing.everywhere is not None and not self._value(drawing.everywhere, parameters)
        )

    def reach(self, parameters: Mapping[str, int]) -> int:
        """Return how many pixels away an input pixel can be that an output pixel depends on."""
        work = self.cells_at(parameters)
        if work is not None:
            return work.spatial_reach
        return max(self.spatial_reach, *(use.spatial_reach for use in self.used(parameters)), 0)

    def reads(self, frame: int, shot: FrameRange, parameters: Mapping[str, int]) -> FrameRange:
        """Return the inputs that an output may depend on."""
        work = self.cells_at(parameters)
        if work is not None:
            read = work.cell(frame, shot).grow(work.halo)
        else:
            read = FrameRange(frame, frame + 1).grow(self.temporal_radius)
        return FrameRange(max(read.first, shot.first), min(read.end, shot.end))

    def asked(self, parameters: Mapping[str, int]) -> Estimate | None:
        """Return whom it asks for its estimate with these parameters; None where it makes none."""
        if self.estimate is None or self._value(self.estimate.parameter, parameters) not in self.estimate.at:
            return None
        return self.estimate

    def models_at(self, parameters: Mapping[str, int], chosen: str | None = None) -> tuple[str, ...]:
        """Return the names of the networks that it uses with these parameters; ``chosen``: the generative one."""
        return tuple(chosen or use.model if use.is_chosen else use.model for use in self.used(parameters))

    def used(self, parameters: Mapping[str, int]) -> list[ModelUse]:
        """Return the uses of networks with these parameters."""
        return [use for use in self.models if self._value(use.parameter, parameters) in use.at]

    def _value(self, parameter: str, parameters: Mapping[str, int]) -> int:
        return parameters.get(parameter, self.parameters.neutrals()[parameter])


@dataclass(frozen=True)
class AnalysisRows:
    """A stretch of one measurement: integer arrays whose first axis is frames, row 0 belonging to frame ``first``.

    An analysis artefact is a NumPy ``.npz`` of such arrays over the whole scan (no pickles, no floats: values are
    quantised before they are stored). What holds for a whole shot is repeated in each of its rows.
    """

    first: int
    arrays: "Mapping[str, NDArray[np.integer[Any]]]"

    def at(self, name: str, index: int) -> "NDArray[np.integer[Any]]":
        """Return the row of frame ``index`` (on the scan axis) in array ``name``."""
        row: NDArray[np.integer[Any]] = self.arrays[name][index - self.first]
        return row


@dataclass(frozen=True)
class Patch:
    """Pixels that were painted elsewhere, for one frame.

    ``mask``: bool H x W, where they were painted; ``codes``: uint16 H x W x 3 of ``bit_depth`` bits, used in the mask.
    ``painted_on``: SHA-256 (hex) of the codes that lay under the mask then, see ``stages.hand_repair``.
    """

    mask: "NDArray[np.bool_]"
    codes: "NDArray[np.uint16]"
    bit_depth: int
    painted_on: str


@dataclass(frozen=True)
class Witnesses:
    """What an estimate of a stage's own work may ask, and no pixel may depend on: what happens to be at hand.

    ``frames``: by scan frame, pictures as in ``StageWindow.frames`` and beside those, all of the shot; at the edges of
    a segment there are fewer. ``analyses``: by kind, rows for at least the frame worked on; a kind that no stage of the
    recipe reads is absent.
    """

    frames: "Mapping[int, NDArray[np.float32]]" = field(default_factory=dict)
    analyses: Mapping[str, AnalysisRows] = field(default_factory=dict)


NOBODY = Witnesses()


@dataclass(frozen=True)
class StageWindow:
    """What a stage sees to make picture ``index``.

    ``frames``: by scan frame, float32 H x W x 3 RGB, 0..1, read-only; always holds ``index``, and its neighbours up to
    the declared radius as far as the shot goes. ``parameters``: an instance of the spec's model. ``analyses``: by kind,
    rows for at least the frames in ``frames``, in the scan's own pixels. ``placements``: by scan frame, float64 2 x 3,
    the matrix that moves a scan pixel centre (x, y, 1) to its place in that frame; a frame that is absent lies as on
    the scan. ``shot``: the first and end frame of the shot. ``missed``: by class, bool H x W, where people saw a defect
    that the detector missed. ``defect_map``: bool H x W, where the infrared plane shows something on the film; None for
    a scan without. ``infrared``: float32 H x W, 0 opaque to 1 clear, for stages that map defects. ``patches`` (the
    later painted over the earlier), ``look`` (the bytes of a look file): for stages that take them. ``models``: by
    name, the networks that it uses here. ``room``: what they have memory for. ``fidelity``: float32 H x W, 0..1, for
    stages that draw: the least part of the result that is not drawn, by place, 0 where nobody raised it; None: nowhere.
    ``protected``: bool H x W, for the same: where nothing may be drawn, so that the picture is bit for bit the one
    without drawing. ``witnesses``: for estimates alone. All masks and maps are in the raster of the stage's input.
    """

    index: int
    frames: "Mapping[int, NDArray[np.float32]]"
    parameters: StageParameters
    analyses: Mapping[str, AnalysisRows] = field(default_factory=dict)
    placements: "Mapping[int, NDArray[np.float64]]" = field(default_factory=dict)
    shot: tuple[int, int] | None = None
    coding: ScanCoding = DISPLAY
    missed: "Mapping[DefectClass, NDArray[np.bool_]]" = field(default_factory=dict)
    defect_map: "NDArray[np.bool_] | None" = None
    infrared: "NDArray[np.float32] | None" = None
    patches: tuple[Patch, ...] = ()
    look: bytes | None = None
    models: "Mapping[str, Model]" = field(default_factory=dict)
    room: Room = AMPLE
    fidelity: "NDArray[np.float32] | None" = None
    protected: "NDArray[np.bool_] | None" = None
    witnesses: Witnesses = NOBODY

    @property
    def current(self) -> "NDArray[np.float32]":
        """The input picture at ``index``."""
        return self.frames[self.index]

    @property
    def pointed_out(self) -> "NDArray[np.bool_] | None":
        """Where people saw any defect that the detector missed; None where nobody did."""
        masks = list(self.missed.values())
        if not masks:
            return None
        united = masks[0]
        for mask in masks[1:]:
            united = united | mask
        return united


@dataclass(frozen=True)
class StageOutput:
    """What a stage made of picture ``index``.

    ``pixels``: float32 H x W x 3, a new array (or the very input where nothing was done). ``mask``: bool H x W, what it
    repaired, for stages that repair defects. ``transform``: float64 2 x 3, by stages that move or resize: the matrix
    that moves an input pixel centre (x, y, 1) to its place in the output; pixel centres lie on integers. ``flags``:
    codes of what people should know of this frame (``patch_underneath_changed``); the report lists the frames of each.
    ``invention``: uint8 H x W of the stage's input, how much of the picture's detail the film does not support, 0 to
    255: an estimate (``restoration.invention``), by tiers that draw.
    """

    pixels: "NDArray[np.float32]"
    mask: "NDArray[np.bool_] | None" = None
    transform: "NDArray[np.float64] | None" = None
    flags: tuple[str, ...] = ()
    invention: "NDArray[np.uint8] | None" = None
