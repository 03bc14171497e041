"""Containment: what changed notes can reach, and keeping everything else exactly as the base has it."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from restoration.engine.codes import Codes
from restoration.engine.errors import BaseDiffers
from restoration.engine.geometry import Mask, Placement, Size, grown, magnification, region_mask, unmoved
from restoration.engine.picture import Picture
from restoration.engine.report import Tally
from restoration.engine.request import Reach, SegmentRequest
from restoration.recipe import ResolvedStage
from restoration.stages.contract import PlaneName
from restoration.stages.registry import PLANES, stage_spec
from restoration.stages.uses import Drawing
from restoration.timebase import FrameRange


class Containment:
    """Copies the base outside the reach of what changed, in one plane. Frames must come in order, each once."""

    def __init__(
        self,
        request: SegmentRequest,
        plane: PlaneName,
        base: Iterator[Codes],
        *,
        reach: Sequence[Reach],
        tally: Tally,
    ) -> None:
        self._plane = plane
        self._base = base
        self._tally = tally
        self._shot = request.shot
        depth = PLANES.index(plane)
        self._working = [one for one in request.chain.stages if PLANES.index(stage_spec(one.stage).plane) <= depth]
        entered = {stage.stage for stage in self._working}
        self._reach = [one for one in reach if one.stage in entered]

    def contained(self, picture: Picture, codes: Codes, scan: Size, placements: Mapping[int, Placement]) -> Codes:
        """Return ``codes`` within the reach and the base's elsewhere; a difference there is noted as a leak first."""
        base = next(self._base, None)
        if base is None or base.shape != codes.shape:
            found = "it is too short" if base is None else f"{base.shape[1]} x {base.shape[0]}"
            raise BaseDiffers(plane=self._plane, found=found)
        outside = ~self._mask(picture, scan, placements)
        difference = np.abs(codes.astype(np.int32) - base.astype(np.int32)).max(axis=2)
        self._tally.leaked(picture.index, int(difference.max(initial=0, where=outside)))
        return np.where(outside[..., None], base, codes)

    def _mask(self, picture: Picture, scan: Size, placements: Mapping[int, Placement]) -> Mask:
        """Return the pixels of the finished plane that the changes may reach on this frame."""
        raster: Size = (picture.pixels.shape[0], picture.pixels.shape[1])
        mask = np.zeros(raster, dtype=bool)
        here = placements.get(picture.index, unmoved())
        enlarged = picture.placement @ np.linalg.inv(here)
        for one in self._reach:
            later = self._after(one.stage)
            pixels = one.feather + self._felt(one.stage) + sum(_spatial_reach(stage) for stage in later)
            near = one.frames.intersect(self._read_by(self._from(one.stage), picture.index))
            places = [placements.get(frame, unmoved()) for frame in near or ()]
            for place in {place.tobytes(): place for place in places}.values():
                touched = region_mask(one.region, scan=scan, raster=raster, placement=enlarged @ place)
                mask |= grown(touched, math.ceil(pixels * magnification(enlarged)))
        return mask

    def _read_by(self, stages: Sequence[ResolvedStage], frame: int) -> FrameRange:
        """Return what goes into the first of successive stages for a frame that comes out of the last."""
        read = FrameRange(frame, frame + 1)
        for stage in reversed(stages):
            read = stage.reads(read, self._shot)
        return read

    def _felt(self, name: str) -> int:
        """Return how far beyond its place an order to a stage is felt in that stage's own work, in its input raster."""
        return max((drawing.spatial_reach for drawing in _drawings(self._stage(name))), default=0)

    def _from(self, name: str) -> list[ResolvedStage]:
        """Return the stages through which an order to a stage is felt in other frames: a stage that draws, and later.

        What a stage that keeps the raster is told of a frame, the engine does to that frame.
        """
        stage = self._stage(name)
        return [stage, *self._after(name)] if _drawings(stage) else self._after(name)

    def _stage(self, name: str) -> ResolvedStage:
        return next(stage for stage in self._working if stage.stage == name)

    def _after(self, name: str) -> list[ResolvedStage]:
        names = [stage.stage for stage in self._working]
        return self._working[names.index(name) + 1 :]


def _spatial_reach(stage: ResolvedStage) -> int:
    spec = stage_spec(stage.stage)
    return max(spec.reach(setting.parameters or {}) for setting in stage.settings)


def _drawings(stage: ResolvedStage) -> list[Drawing]:
    found = [stage_spec(stage.stage).drawing(setting.parameters or {}) for setting in stage.settings]
    return [one for one in found if one is not None]
