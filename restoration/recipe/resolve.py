"""What a recipe and the notes come to for one stretch of frames: which stages work, how, and who said otherwise."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from pydantic import Field, StrictBool, StrictInt

from restoration.models.registry import model_specs
from restoration.recipe.model import Recipe, StageEntry
from restoration.recipe.scope import SPECIFICITY, Exact, Frames, FramesScope, MaskDigest, Region
from restoration.recipe.treatments import (
    FalseRepair,
    Intent,
    MissedDefect,
    PlacedTreatment,
    Protect,
    Reject,
    Strength,
    precedence,
)
from restoration.stages.contract import FULL, PlaneName, StageSpec
from restoration.stages.registry import PLANES, stage_spec, stage_specs
from restoration.timebase import FrameRange


class Setting(Exact):
    """The parameters of a stage on some frames, only those that it reads and that differ from their neutral; None: off.

    ``only_missed``: the recipe has the stage off, and it mends only what people pointed out. ``models``: SHA-256 (hex)
    of the weights of the networks it uses, by name.
    """

    frames: Frames
    parameters: dict[str, StrictInt] | None
    look: str | None = None
    only_missed: StrictBool = False
    models: dict[str, str] = Field(default_factory=dict)


class PlacedPatch(Exact):
    """Pixels painted elsewhere for one frame of a scan. ``digest``: SHA-256 (hex) of the patch file."""

    scan: str
    frame: StrictInt
    digest: str


class PatchOrder(Exact):
    """A patch as its stage is to put it back; of two on one frame the later lies over the earlier."""

    frame: StrictInt
    digest: str


class Order(Exact):
    """A treatment as one stage is to follow it, on those of its ``frames`` on which that stage works.

    ``mask``: where in the region, as in ``PlacedTreatment``.
    """

    note_id: str
    frames: Frames
    region: Region | None
    mask: MaskDigest | None = None
    treatment: MissedDefect | FalseRepair | Protect | Strength | Reject = Field(discriminator="kind")


class ResolvedStage(Exact):
    """One stage that does something.

    ``frames``: the outputs of this stage that are needed (the asked frames and what later stages read around them,
    within the shot). ``settings`` cover exactly these frames, in order. ``orders``: of two strengths, or of a missed
    defect and a false repair, the later wins; rejections add up; protection wins over everything. ``analyses``: digest
    of the measured rows it reads, by kind (filled in by the planner, who has the measurements).
    """

    stage: str
    version: StrictInt
    frames: Frames
    settings: tuple[Setting, ...]
    orders: tuple[Order, ...] = ()
    patches: tuple[PatchOrder, ...] = ()
    analyses: dict[str, str] = Field(default_factory=dict)

    def works_on(self, frame: int) -> bool:
        """Say whether the stage does anything on this frame."""
        return self.parameters(frame) is not None

    def only_mends_missed(self, frame: int) -> bool:
        """Say whether the recipe has the stage off for this frame, and people pointed a defect out there."""
        return self._setting(frame).only_missed

    def parameters(self, frame: int) -> dict[str, int] | None:
        """Return the parameters that differ from neutral on this frame; None where the stage is off."""
        return self._setting(frame).parameters

    def models(self, frame: int) -> dict[str, str]:
        """Return the digests of the weights of the networks that are used on this frame, by name."""
        return self._setting(frame).models

    def reads(self, frames: FrameRange, shot: FrameRange) -> FrameRange:
        """Return what this stage reads for some of its ``frames``, within the shot."""
        spec = stage_spec(self.stage)
        parts = [(setting, setting.frames.intersect(frames)) for setting in self.settings]
        read = [_reads(spec, setting, part, shot) for setting, part in parts if part is not None]
        return FrameRange(min(one.first for one in read), max(one.end for one in read))

    def look(self, frame: int) -> str | None:
        """Return the digest of the look file on this frame, if there is one."""
        return self._setting(frame).look

    def patches_on(self, frame: int) -> tuple[str, ...]:
        """Return the digests of the patches of this frame, the earlier first."""
        return tuple(patch.digest for patch in self.patches if patch.frame == frame)

    def _setting(self, frame: int) -> Setting:
        return next(setting for setting in self.settings if setting.frames.contains(frame))


class ResolvedChain(Exact):
    """The stages that do something for ``frames``, in chain order, and the source frames they read (``support``)."""

    frames: Frames
    support: Frames
    stages: tuple[ResolvedStage, ...]


def resolve(
    recipe: Recipe,
    treatments: Iterable[PlacedTreatment],
    *,
    scan: str,
    shot: FrameRange,
    frames: FrameRange,
    intent: Intent,
    plane: PlaneName = PLANES[-1],
    patches: Sequence[PlacedPatch] = (),
) -> ResolvedChain:
    """Resolve the chain up to ``plane`` for ``frames`` of one shot.

    Per parameter the most specific scope wins (frames over shot over film; of equals the later listed). A stage whose
    amount is neutral, or that is switched off, or that would put back patches where there are none, is absent; on
    frames where people pointed out a defect that it mends, it mends just that. Frames around are named only as far as a
    working stage reads them, so nothing outside the support appears in the result. ``patches`` of one frame: the
    earlier first.
    """
    placed = sorted((one for one in treatments if one.scan == scan), key=lambda one: precedence(one, intent))
    needed = frames
    stages: list[ResolvedStage] = []
    for spec in reversed(stage_specs()):
        entry = recipe.entry(spec.name)
        if entry is None or PLANES.index(spec.plane) > PLANES.index(plane):
            continue
        settings = _settings(
            spec, entry, scan=scan, shot=shot, needed=needed, pointed_out=_pointed_out(spec, placed, needed)
        )
        working = [setting.frames for setting in settings if setting.parameters is not None]
        painted = _painted(patches, scan, working) if spec.takes_patches else ()
        if not working or (spec.takes_patches and not painted):
            continue
        orders = _orders(spec, placed, _steered(spec, entry, settings), settings)
        stages.append(
            ResolvedStage(
                stage=spec.name,
                version=spec.version,
                frames=needed,
                settings=settings,
                orders=orders,
                patches=painted,
            )
        )
        needed = stages[-1].reads(needed, shot)
    return ResolvedChain(frames=frames, support=needed, stages=tuple(reversed(stages)))


def _painted(patches: Sequence[PlacedPatch], scan: str, working: Sequence[FrameRange]) -> tuple[PatchOrder, ...]:
    here = [one for one in patches if one.scan == scan and any(part.contains(one.frame) for part in working)]
    return tuple(PatchOrder(frame=one.frame, digest=one.digest) for one in sorted(here, key=lambda one: one.frame))


def _reads(spec: StageSpec, setting: Setting, frames: FrameRange, shot: FrameRange) -> FrameRange:
    if setting.parameters is None:
        return frames
    ends = [spec.reads(frame, shot, setting.parameters) for frame in (frames.first, frames.end - 1)]
    return FrameRange(ends[0].first, ends[1].end)


def _pointed_out(spec: StageSpec, placed: Sequence[PlacedTreatment], needed: FrameRange) -> list[FrameRange]:
    """Return the frames on which somebody saw a defect that the stage mends."""
    seen = [one for one in placed if isinstance(one.treatment, MissedDefect) and spec.name in one.treatment.acts_on()]
    return [common for one in seen if (common := needed.intersect(one.frames)) is not None]


def _settings(
    spec: StageSpec,
    entry: StageEntry,
    *,
    scan: str,
    shot: FrameRange,
    needed: FrameRange,
    pointed_out: Sequence[FrameRange],
) -> tuple[Setting, ...]:
    edges = {needed.first, needed.end}.union(*({one.first, one.end} for one in pointed_out))
    for override in entry.overrides:
        if isinstance(override.scope, FramesScope) and override.scope.scan == scan:
            edges |= {edge for edge in (override.scope.first, override.scope.end) if needed.contains(edge)}
    bounds = sorted(edges)
    settings: list[Setting] = []
    for first, end in pairwise(bounds):
        is_pointed_out = any(one.contains(first) for one in pointed_out)
        setting = _setting(spec, entry, scan, shot, FrameRange(first, end), is_pointed_out=is_pointed_out)
        if settings and settings[-1] == setting.model_copy(update={"frames": settings[-1].frames}):
            setting = setting.model_copy(update={"frames": FrameRange(settings.pop().frames.first, end)})
        settings.append(setting)
    return tuple(settings)


def _setting(
    spec: StageSpec, entry: StageEntry, scan: str, shot: FrameRange, frames: FrameRange, *, is_pointed_out: bool
) -> Setting:
    """Return what holds on ``frames``, inside which no scope begins or ends."""
    neutrals = spec.parameters.neutrals()
    values = neutrals | entry.parameters
    enabled, look, frame = entry.enabled, entry.look, frames.first
    here = [override for override in entry.overrides if override.scope.covers(scan, shot.first, frame)]
    for override in sorted(here, key=lambda override: SPECIFICITY[override.scope.kind]):
        values |= override.parameters
        enabled = enabled if override.enabled is None else override.enabled
        look = override.look or look
    names_none = values[spec.amount] == neutrals[spec.amount]
    is_off = names_none or not enabled
    if is_off and not is_pointed_out:
        return Setting(frames=frames, parameters=None)
    if names_none:
        # What people pointed out is mended at full strength where the recipe names none.
        values[spec.amount] = FULL
    read = {name: value for name, value in sorted(values.items()) if spec.reads_parameter(name, values)}
    differing = {name: value for name, value in read.items() if value != neutrals[name]}
    models = {name: model_specs()[name].sha256 for name in spec.models_at(differing, entry.model)}
    return Setting(frames=frames, parameters=differing, look=look, only_missed=is_off, models=models)


def _steered(spec: StageSpec, entry: StageEntry, settings: Sequence[Setting]) -> list[tuple[FrameRange, int]]:
    """Return the frames on which people's orders can change what a working stage does, and the most they may ask for.

    That is what holds for the film or, if it is more, there; of a stage that draws what it may draw there.
    """
    film = 0 if spec.drawings else spec.ceiling(entry.parameters)
    steered: list[tuple[FrameRange, int]] = []
    for setting in settings:
        if setting.parameters is None:
            continue
        here = spec.ceiling(setting.parameters)
        if spec.drawings and not (spec.drawing(setting.parameters) and here):
            continue
        most, first = film if setting.only_missed else max(film, here), setting.frames.first
        if steered and steered[-1][0].end == first and steered[-1][1] == most:
            first = steered.pop()[0].first
        steered.append((FrameRange(first, setting.frames.end), most))
    return steered


_RANK = {"missed_defect": 0, "false_repair": 0, "strength": 1, "reject": 2, "protect": 3}


def _orders(
    spec: StageSpec,
    placed: Sequence[PlacedTreatment],
    steered: Sequence[tuple[FrameRange, int]],
    settings: Sequence[Setting],
) -> tuple[Order, ...]:
    orders: list[Order] = []
    for one in placed:
        treatment = one.treatment
        if treatment.kind in {"remark", "keep"} or spec.name not in treatment.acts_on():
            continue
        for part, most in steered:
            common = part.intersect(one.frames)
            if common is None:
                continue
            asked = treatment
            if isinstance(asked, Strength):
                asked = asked.model_copy(update={"value": min(asked.value, most)})
            orders.append(Order(note_id=one.note_id, frames=common, region=one.region, mask=one.mask, treatment=asked))
    orders.sort(key=lambda order: _RANK[order.treatment.kind])
    return tuple(_without_idle_strengths(spec, orders, settings))


def _without_idle_strengths(spec: StageSpec, orders: Sequence[Order], settings: Sequence[Setting]) -> Iterable[Order]:
    """Leave out strengths that lie under all others and only repeat what the recipe says anyway."""
    is_lowest = True
    for order in orders:
        if not isinstance(order.treatment, Strength):
            yield order
            continue
        recipe_says = {
            None if setting.parameters is None else spec.unasked(setting.parameters)
            for setting in settings
            if setting.frames.intersect(order.frames) is not None
        }
        if is_lowest and recipe_says == {order.treatment.value}:
            continue
        is_lowest = False
        yield order
