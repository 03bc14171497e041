"""What a plan will cost, before anything is rendered."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

from restoration.engine.planner import Plan, PlannedSegment
from restoration.media.depth import master_depth
from restoration.recipe import ResolvedStage
from restoration.stages.contract import PlaneName
from restoration.stages.registry import stage_spec

STORED_PER_CENT: Final = 85
"""FFV1's share of the raw size. Grainy film codes to 60-80 %; an estimate must not be too small."""


@dataclass(frozen=True)
class Raster:
    """Size of a scan's pictures, and the depth of its codes."""

    width: int
    height: int
    bit_depth: int


@dataclass(frozen=True)
class Estimate:
    """Work and space of a plan. ``bytes``: of the masters to be stored, by plane."""

    segments: int
    frames: int
    bytes: Mapping[PlaneName, int]

    @property
    def total_bytes(self) -> int:
        """Return the bytes of all planes."""
        return sum(self.bytes.values())


def estimate(planned: Plan, rasters: Mapping[str, Raster]) -> Estimate:
    """Estimate the segments a plan touches. ``rasters`` by scan."""
    sizes: dict[PlaneName, int] = {}
    for segment in planned.touched:
        if segment.request is None or segment.scan is None:
            continue
        for plane in segment.request.planes:
            times = 1 if plane == "restored" else magnification(segment)
            sizes[plane] = sizes.get(plane, 0) + _bytes(rasters[segment.scan], segment.frames.count, times)
    return Estimate(len(planned.touched), sum(segment.frames.count for segment in planned.touched), sizes)


def _bytes(raster: Raster, frames: int, times: int) -> int:
    bits = raster.width * raster.height * times * times * 3 * master_depth(raster.bit_depth)
    return frames * bits * STORED_PER_CENT // 800


def magnification(segment: PlannedSegment) -> int:
    """Return how many times wider and higher than the scan a segment's last picture is."""
    return prod(enlargement(stage) for stage in (segment.request.chain.stages if segment.request else ()))


def enlargement(stage: ResolvedStage) -> int:
    """Return how many times wider and higher a stage makes the picture: the same on all its frames."""
    spec = stage_spec(stage.stage)
    return (stage.settings[0].parameters or {}).get(spec.amount, 1) if spec.resizes else 1
