"""The plan: which segments must be rendered, each with its reasons. A pure function: reads and writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from restoration.backends.contract import BackendId
from restoration.engine.analyses import frames_read, rows_digest
from restoration.engine.errors import AnalysisMissing
from restoration.engine.grid import GRID, Cell, Span, cells
from restoration.engine.reasons import Reason, changed_reach, compare
from restoration.engine.request import SegmentRequest
from restoration.recipe import Intent, PlacedPatch, PlacedTreatment, Recipe, ResolvedChain, resolve
from restoration.recipe.keys import segment_key, source_digest
from restoration.stages.contract import DISPLAY, AnalysisRows, PlaneName, ScanCoding, StageSpec
from restoration.stages.registry import PLANES, stage_spec, stage_specs
from restoration.timebase import FrameRange, FrameRate

DIGEST_BYTES = 32


@dataclass(frozen=True)
class ScanMaterial:
    """What planning knows of a scan.

    ``shots``: covering its axis in order. ``digests``: 32 bytes a frame, the binary form of ``Frame.digest``.
    ``analyses``: by kind, as ``read_analysis`` gives them. ``coding``: what its codes stand for.
    """

    shots: Sequence[FrameRange]
    rate: FrameRate
    digests: bytes
    analyses: Mapping[str, AnalysisRows] = field(default_factory=dict)
    coding: ScanCoding = DISPLAY


@dataclass(frozen=True)
class BaseSegment:
    """A segment of the version the run starts from. ``request`` is what it was rendered from."""

    scan: str
    frames: FrameRange
    keys: Mapping[PlaneName, str]
    request: SegmentRequest


@dataclass(frozen=True)
class PlanInput:
    """Everything a plan depends on.

    ``frames``: the assembly frames asked for; None is all of them. ``patches`` of one frame: the earlier first.
    """

    recipe: Recipe
    spans: Sequence[Span]
    scans: Mapping[str, ScanMaterial]
    treatments: Sequence[PlacedTreatment] = ()
    intent: Intent = "as_first_released"
    backend: BackendId = "cpu-fp32"
    base: Sequence[BaseSegment] = ()
    frames: FrameRange | None = None
    patches: Sequence[PlacedPatch] = ()


@dataclass(frozen=True)
class PlannedSegment:
    """One segment of the version to be.

    Touched: ``request`` says what to render, ``reasons`` why; ``keys`` name all its planes, those not in
    ``request.planes`` being equal in the base. Untouched: ``keys`` and ``request`` are the base's; without keys it is
    not restored (outside the asked frames, or a slug).
    """

    position: int
    scan: str | None
    frames: FrameRange
    assembly_first: int
    shot: FrameRange | None = None
    keys: Mapping[PlaneName, str] = field(default_factory=dict)
    request: SegmentRequest | None = None
    is_touched: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All segments of the assembly, in its order."""

    segments: tuple[PlannedSegment, ...]

    @property
    def touched(self) -> tuple[PlannedSegment, ...]:
        """The segments to render."""
        return tuple(segment for segment in self.segments if segment.is_touched)

    @property
    def is_complete(self) -> bool:
        """Whether every segment that has a scan is restored."""
        return all(segment.keys for segment in self.segments if segment.scan is not None)


def plan(given: PlanInput) -> Plan:
    """List the segments of the assembly and which of them must be rendered.

    Segments that the asked frames touch are planned whole; the others keep what the base has. Planning the same again
    on its own result touches nothing. Raises AnalysisMissing if a working stage lacks its measurement.
    """
    nearby = _Nearby(given.treatments, given.patches)
    base = _Base(given.base)
    shots = {scan: material.shots for scan, material in given.scans.items()}
    return Plan(tuple(_planned(cell, given, nearby, base) for cell in cells(given.spans, shots)))


def _planned(cell: Cell, given: PlanInput, nearby: "_Nearby", bases: "_Base") -> PlannedSegment:
    place: dict[str, Any] = {
        "position": cell.position,
        "scan": cell.scan,
        "frames": cell.frames,
        "assembly_first": cell.assembly_first,
        "shot": cell.shot,
    }
    if cell.scan is None or cell.shot is None:
        return PlannedSegment(**place)
    base = bases.same(cell.scan, cell.frames)
    if given.frames is not None and given.frames.intersect(cell.assembly_frames) is None:
        return PlannedSegment(**place, keys=base.keys, request=base.request) if base else PlannedSegment(**place)
    keys, request = _requested(cell.scan, cell.shot, cell.frames, given, nearby)
    changed = tuple(plane for plane in request.planes if base is None or base.keys.get(plane) != keys[plane])
    if not changed:
        return PlannedSegment(**place, keys=keys, request=request)
    if base is None:
        code = "shot_changed" if bases.overlaps(cell.scan, cell.frames) else "new_segment"
        return PlannedSegment(**place, keys=keys, request=request, is_touched=True, reasons=({"code": code},))
    reasons = compare(base.request, request)
    reach = changed_reach(base.request, request, reasons) if all(plane in base.keys for plane in changed) else None
    request = request.model_copy(update={"planes": changed, "reach": reach})
    return PlannedSegment(**place, keys=keys, request=request, is_touched=True, reasons=reasons)


def _requested(
    scan: str, shot: FrameRange, frames: FrameRange, given: PlanInput, nearby: "_Nearby"
) -> tuple[dict[PlaneName, str], SegmentRequest]:
    """Return the keys by plane and the request for all planes of one segment."""
    material = given.scans[scan]
    keys: dict[PlaneName, str] = {}
    for plane in PLANES:
        chain = resolve(
            given.recipe,
            nearby.treatments(scan, frames),
            scan=scan,
            shot=shot,
            frames=frames,
            intent=given.intent,
            plane=plane,
            patches=nearby.patches(scan, frames),
        )
        chain = _with_analyses(chain, shot, material)
        if plane != "restored" and all(stage_spec(stage.stage).plane != plane for stage in chain.stages):
            continue
        source = source_digest(_digest_of(material, frame) for frame in chain.support)
        keys[plane] = segment_key(chain, plane=plane, source=source, backend=given.backend, coding=material.coding)
        request = SegmentRequest(
            backend=given.backend,
            scan=scan,
            shot=shot,
            rate=(material.rate.num, material.rate.den),
            source=source,
            chain=chain,
            planes=tuple(keys),
            coding=material.coding,
        )
    return keys, request


def _digest_of(material: ScanMaterial, frame: int) -> bytes:
    return material.digests[frame * DIGEST_BYTES : (frame + 1) * DIGEST_BYTES]


def _with_analyses(chain: ResolvedChain, shot: FrameRange, material: ScanMaterial) -> ResolvedChain:
    stages = []
    for stage in chain.stages:
        spec = stage_spec(stage.stage)
        read = frames_read(stage, shot)
        kinds = {kind for setting in stage.settings for kind in spec.analyses_at(setting.parameters or {})}
        digests = {kind: rows_digest(_rows(material, spec, kind), read) for kind in sorted(kinds)}
        stages.append(stage.model_copy(update={"analyses": digests}) if digests else stage)
    return chain.model_copy(update={"stages": tuple(stages)})


def _rows(material: ScanMaterial, spec: StageSpec, kind: str) -> AnalysisRows:
    if kind not in material.analyses:
        raise AnalysisMissing(stage=spec.name, kind=kind)
    return material.analyses[kind]


class _Nearby:
    """Finds the treatments and patches that can matter to a segment without looking at all of them."""

    def __init__(self, treatments: Iterable[PlacedTreatment], patches: Iterable[PlacedPatch]) -> None:
        reach = sum(spec.farthest for spec in stage_specs())
        self._treatments: dict[tuple[str, int], list[PlacedTreatment]] = defaultdict(list)
        self._patches: dict[tuple[str, int], list[PlacedPatch]] = defaultdict(list)
        for one in treatments:
            for cell in range((one.frames.first - reach) // GRID, (one.frames.end - 1 + reach) // GRID + 1):
                self._treatments[one.scan, cell].append(one)
        for patch in patches:
            for cell in range((patch.frame - reach) // GRID, (patch.frame + reach) // GRID + 1):
                self._patches[patch.scan, cell].append(patch)

    def treatments(self, scan: str, frames: FrameRange) -> Sequence[PlacedTreatment]:
        return self._treatments.get((scan, frames.first // GRID), ())

    def patches(self, scan: str, frames: FrameRange) -> Sequence[PlacedPatch]:
        return self._patches.get((scan, frames.first // GRID), ())


class _Base:
    """Finds the base's segments by what they show."""

    def __init__(self, segments: Sequence[BaseSegment]) -> None:
        self._same = {(segment.scan, segment.frames): segment for segment in segments}
        self._cells = {(segment.scan, segment.frames.first // GRID) for segment in segments}

    def same(self, scan: str, frames: FrameRange) -> BaseSegment | None:
        return self._same.get((scan, frames))

    def overlaps(self, scan: str, frames: FrameRange) -> bool:
        return (scan, frames.first // GRID) in self._cells
