"""Pictures through stages: a sliding window for each, never more in memory than the windows hold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from restoration.engine.backend import Backend, Work
from restoration.engine.codes import Working, to_codes
from restoration.engine.errors import StageBroken
from restoration.engine.geometry import Mask, Placement, Size, after
from restoration.engine.orders import FrameOrders, frame_orders
from restoration.engine.picture import Held, Picture
from restoration.engine.report import Tally
from restoration.recipe import ResolvedStage
from restoration.recipe.treatments import Protect
from restoration.stages.contract import AnalysisRows, DefectClass, StageOutput, StageSpec, StageWindow
from restoration.stages.registry import stage_spec
from restoration.timebase import FrameRange

Step = Callable[[str, int], None]
"""Called with stage and frame before each picture's work; may raise RenderCancelled."""


@dataclass
class ChainContext:
    """What all stages of one segment share.

    ``placements``: by frame, where the picture lies after the stages that move it. ``on_mask``: told every repair mask
    of the segment's own frames.
    """

    backend: Backend
    frames: FrameRange
    scan: Size
    depth: int
    analyses: Mapping[str, AnalysisRows]
    tally: Tally
    step: Step
    on_mask: Callable[[str, int, Mask], None]
    placements: dict[int, Placement] = field(default_factory=dict)


def run_stage(
    upstream: Iterator[Picture], stage: ResolvedStage, given: FrameRange, context: ChainContext
) -> Iterator[Picture]:
    """Yield the stage's pictures for ``stage.frames``, reading ``upstream``, which yields ``given`` in order."""
    runner = _StageRunner(stage, stage_spec(stage.stage), context)
    radius = runner.spec.temporal_radius
    window: dict[int, Picture] = {}
    read = given.first
    for index in stage.frames:
        wanted = FrameRange(index, index + 1).grow(radius).intersect(given)
        if wanted is None:
            raise ValueError(f"{stage.stage} is asked for frame {index}, which nothing before it makes")
        while read < wanted.end:
            window[read] = next(upstream)
            read += 1
        for passed in [number for number in window if number < wanted.first]:
            del window[passed]
        yield runner.picture(window, index)


class _StageRunner:
    def __init__(self, stage: ResolvedStage, spec: StageSpec, context: ChainContext) -> None:
        self.stage = stage
        self.spec = spec
        self.context = context
        self.work: Work = context.backend.work_of(spec)

    def picture(self, window: Mapping[int, Picture], index: int) -> Picture:
        self.context.step(self.stage.stage, index)
        picture = window[index]
        if not self.stage.works_on(index):
            return picture
        with self.context.backend.enough_memory(self.stage.stage, index):
            return self._kept(window, picture) if self.spec.keeps_raster else self._moved(window, picture)

    def _kept(self, window: Mapping[int, Picture], picture: Picture) -> Picture:
        height, width = picture.pixels.shape[:2]
        orders = frame_orders(
            self.stage,
            picture.index,
            scan=self.context.scan,
            raster=(height, width),
            placement=picture.placement,
        )
        pixels, mask = picture.pixels, None
        if not orders.is_idle:
            output = self._worked(window, picture, orders.missed)
            pixels = _sealed(orders.mixed(picture.pixels, output.pixels))
            mask = None if output.mask is None else orders.left_of(output.mask)
        self._note(picture, pixels, mask)
        return replace(picture, pixels=pixels, held=self._held(picture, orders))

    def _moved(self, window: Mapping[int, Picture], picture: Picture) -> Picture:
        if self._is_protected_whole(picture.index):
            return picture
        output = self._worked(window, picture, {})
        placement = after(picture.placement, output.transform)
        if self.spec.geometric:
            self.context.placements[picture.index] = placement
        pixels = _sealed(output.pixels)
        self._note(picture, pixels, None)
        return Picture(picture.index, pixels, placement)

    def _is_protected_whole(self, index: int) -> bool:
        return any(isinstance(order.treatment, Protect) and order.frames.contains(index) for order in self.stage.orders)

    def _held(self, picture: Picture, orders: FrameOrders) -> Held | None:
        if picture.held is not None:
            core = orders.core
            mask = picture.held.mask & core if core is not None else np.zeros_like(picture.held.mask)
            return Held(mask, picture.held.codes)
        return None if orders.core is None else Held(orders.core, to_codes(picture.pixels, self.context.depth))

    def _worked(
        self, window: Mapping[int, Picture], picture: Picture, missed: Mapping[DefectClass, Mask]
    ) -> StageOutput:
        index, radius = picture.index, self.spec.temporal_radius
        seen = {number: one.pixels for number, one in window.items() if abs(number - index) <= radius}
        parameters = self.spec.parameters.neutrals() | (self.stage.parameters(index) or {})
        output = self.work(
            StageWindow(
                index=index,
                frames=seen,
                parameters=self.spec.parameters.model_validate(parameters),
                analyses=self._rows(FrameRange(min(seen), max(seen) + 1)),
                missed=missed,
            )
        )
        self._check(output, picture)
        return output

    def _rows(self, frames: FrameRange) -> dict[str, AnalysisRows]:
        rows: dict[str, AnalysisRows] = {}
        for kind in self.spec.analyses:
            whole = self.context.analyses[kind]
            low, high = frames.first - whole.first, frames.end - whole.first
            rows[kind] = AnalysisRows(frames.first, {name: array[low:high] for name, array in whole.arrays.items()})
        return rows

    def _check(self, output: StageOutput, picture: Picture) -> None:
        """Raise StageBroken for what later steps would turn into a wrong picture without noticing."""
        pixels, found = output.pixels, ""
        if pixels.dtype != np.float32 or pixels.ndim != 3 or pixels.shape[2] != 3:
            found = f"{pixels.dtype} {pixels.shape}"
        elif not self.spec.resizes and pixels.shape != picture.pixels.shape:
            found = f"another size, {pixels.shape[1]} x {pixels.shape[0]}"
        elif not np.isfinite(pixels.sum(dtype=np.float64)):
            found = "values that are not numbers"
        if found:
            raise StageBroken(stage=self.stage.stage, frame=picture.index, found=found)

    def _note(self, picture: Picture, pixels: Working, mask: Mask | None) -> None:
        if not self.context.frames.contains(picture.index):
            return
        self.context.tally.worked(self.stage.stage, picture.pixels, pixels, mask)
        if mask is not None:
            self.context.on_mask(self.stage.stage, picture.index, mask)


def _sealed(pixels: Working) -> Working:
    pixels.flags.writeable = False
    return pixels
