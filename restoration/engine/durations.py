"""How long a plan will take, from what was measured: nothing is guessed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from restoration.engine.costs import Raster, enlargement
from restoration.engine.planner import Plan
from restoration.engine.request import SegmentRequest
from restoration.recipe import ResolvedStage, Setting
from restoration.stages.registry import stage_spec
from restoration.timebase import FrameRange

OTHER: Final = "other"
"""Reading, writing and waiting: what is left of a segment's time beside its stages."""
NEAR: Final = 2
"""Times by which the pixels of a measured scan may differ from the planned one's: costs are not quite in proportion."""

Work = tuple[str, tuple[str, ...]]
"""A stage, and the networks and the parameters that say how long it takes."""


@dataclass(frozen=True)
class Timing:
    """How long one segment took to render. ``scan_pixels``: of one picture of the scan.

    ``work``: by stage, milliseconds by the clock and pixels that came out; stages ran side by side, so their time is
    divided by how many pictures were worked on at once; cells are worked on one after the other. ``other``: the rest,
    with the scan's pixels.
    """

    scan_pixels: int
    work: Mapping[Work, tuple[float, int]]

    @classmethod
    def of(cls, request: SegmentRequest, report: Mapping[str, Any]) -> "Timing | None":
        """Return the timing that a render's report holds; None for one that holds none.

        Frames on which a stage had nothing to do are left out: as part of the mean they would make it look fast.
        """
        if "milliseconds" not in report:
            return None
        frames, scan_pixels, at_once = report["frames"], report["scan_pixels"], report["at_once"]
        work: dict[Work, tuple[float, int]] = {}
        rest = report["milliseconds"]
        for stage in request.chain.stages:
            tally = report["stages"].get(stage.stage)
            if tally is None or not tally["timed_pixels"]:
                continue
            milliseconds = tally["milliseconds"] / (1 if _in_cells(stage) else at_once)
            rest -= milliseconds
            works = {work for work, _ in _works(stage, request.chain.frames)}
            # Of different works in one segment nobody knows which took how long.
            if len(works) == 1:
                work[works.pop()] = (milliseconds, tally["timed_pixels"])
        return cls(scan_pixels, work | {(OTHER, ()): (max(0.0, rest), frames * scan_pixels)})


def seconds_by_stage(
    planned: Plan, rasters: Mapping[str, Raster], timings: Sequence[Timing]
) -> dict[str, float] | None:
    """Return how many seconds one worker will take, by stage and ``other``.

    ``rasters`` by scan. ``timings``: of segments that the same back end rendered. None where some stage of the plan was
    not measured yet at about this size.
    """
    found: dict[str, float] = defaultdict(float)
    for segment in planned.touched:
        if segment.request is None or segment.scan is None:
            continue
        raster = rasters[segment.scan]
        size = raster.width * raster.height
        costs = _costs(one for one in timings if size <= NEAR * one.scan_pixels and one.scan_pixels <= NEAR * size)
        for work, pixels in _wanted(segment.request, size).items():
            if work not in costs:
                return None
            found[work[0]] += costs[work] * pixels / 1000
    return dict(found)


def _costs(timings: Iterable[Timing]) -> dict[Work, float]:
    """Return milliseconds a pixel by stage."""
    spent: dict[Work, float] = defaultdict(float)
    pixels: dict[Work, int] = defaultdict(int)
    for timing in timings:
        for work, (milliseconds, count) in timing.work.items():
            spent[work] += milliseconds
            pixels[work] += count
    return {work: spent[work] / count for work, count in pixels.items() if count}


def _wanted(request: SegmentRequest, size: int) -> dict[Work, int]:
    """Return the pixels that come out of each stage where it works, from pictures of a scan of so many."""
    frames = request.chain.frames
    wanted: dict[Work, int] = defaultdict(int, {(OTHER, ()): size * frames.count})
    for stage in request.chain.stages:
        size *= enlargement(stage) ** 2
        for work, count in _works(stage, frames):
            wanted[work] += size * count
    return wanted


def _in_cells(stage: ResolvedStage) -> bool:
    spec = stage_spec(stage.stage)
    return any(spec.cells_at(setting.parameters or {}) is not None for setting in stage.settings)


def _works(stage: ResolvedStage, frames: FrameRange) -> list[tuple[Work, int]]:
    """Return what a stage does on some of its frames, place by place, and on how many of them."""
    parts = [(setting, setting.frames.intersect(frames)) for setting in stage.settings]
    return [
        (_work(stage, setting, setting.parameters), part.count)
        for setting, part in parts
        if part is not None and setting.parameters is not None
    ]


def _work(stage: ResolvedStage, setting: Setting, parameters: Mapping[str, int]) -> Work:
    spec = stage_spec(stage.stage)
    paced = [f"{name} {parameters[name]}" for name in spec.paced_by if name in parameters]
    asked = [order for order in stage.orders if order.treatment.kind == "strength"]
    if spec.waits_for_notes(parameters) and any(setting.frames.intersect(order.frames) for order in asked):
        paced.append("asked")
    return stage.stage, (*sorted(setting.models), *sorted(paced))
