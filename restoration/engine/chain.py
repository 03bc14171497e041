"""Pictures through stages: a sliding window for each, never more in memory than the windows hold."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from restoration.engine.backend import Backend
from restoration.engine.geometry import Mask, Placement, Size
from restoration.engine.picture import Picture
from restoration.engine.report import Tally
from restoration.engine.stage_work import StageWork, Worked
from restoration.recipe import ResolvedStage
from restoration.stages.contract import AnalysisRows, ScanCoding
from restoration.stages.registry import stage_spec
from restoration.timebase import FrameRange

Step = Callable[[str, int], None]
"""Called with stage and frame before each picture's work; may raise RenderCancelled."""
AssetOf = Callable[[str], bytes]
"""Gives the bytes of a patch or look file by its SHA-256 (hex)."""


@dataclass
class ChainContext:
    """What all stages of one segment share.

    ``pool``: where pictures are worked on, ``backend.frames_at_once`` of each stage side by side. ``placements``: by
    frame, where the picture lies after the stages that move it. ``on_mask``: told every repair mask of the segment's
    own frames.
    """

    backend: Backend
    pool: Executor
    frames: FrameRange
    shot: FrameRange
    scan: Size
    depth: int
    coding: ScanCoding
    analyses: Mapping[str, AnalysisRows]
    asset_of: AssetOf
    tally: Tally
    step: Step
    on_mask: Callable[[str, int, Mask], None]
    placements: dict[int, Placement] = field(default_factory=dict)


def run_stage(
    upstream: Iterator[Picture], stage: ResolvedStage, given: FrameRange, context: ChainContext
) -> Iterator[Picture]:
    """Yield the stage's pictures for ``stage.frames``, reading ``upstream``, which yields ``given`` in order."""
    spec = stage_spec(stage.stage)
    work = StageWork(
        stage=stage,
        spec=spec,
        backend=context.backend,
        shot=context.shot,
        scan=context.scan,
        depth=context.depth,
        coding=context.coding,
        analyses=context.analyses,
        asset_of=context.asset_of,
    )
    pending: deque[Future[Worked]] = deque()
    try:
        for index, window in _windows(upstream, stage, spec.temporal_radius, given):
            context.step(stage.stage, index)
            pending.append(context.pool.submit(work.on, window, index))
            if len(pending) >= context.backend.frames_at_once:
                yield _accounted(stage.stage, pending.popleft().result(), context)
        while pending:
            yield _accounted(stage.stage, pending.popleft().result(), context)
    finally:
        for job in pending:
            job.cancel()


def _windows(
    upstream: Iterator[Picture], stage: ResolvedStage, radius: int, given: FrameRange
) -> Iterator[tuple[int, dict[int, Picture]]]:
    window: dict[int, Picture] = {}
    read = given.first
    for index in stage.frames:
        wanted = FrameRange(index, index + 1).grow(radius).intersect(given)
        if wanted is None:
            raise ValueError(f"{stage.stage} is asked for frame {index}, which nothing before it makes")
        while read < wanted.end:
            window[read] = next(upstream)
            read += 1
        window = {number: picture for number, picture in window.items() if number >= wanted.first}
        yield index, window


def _accounted(stage: str, worked: Worked, context: ChainContext) -> Picture:
    """Enter a finished picture into the books, in the order of the frames."""
    picture = worked.picture
    if worked.has_moved:
        context.placements[picture.index] = picture.placement
    if worked.has_worked and context.frames.contains(picture.index):
        height, width = picture.pixels.shape[:2]
        context.tally.worked(stage, height * width, worked.changed, worked.mask)
        context.tally.flagged(stage, picture.index, worked.flags)
        if worked.mask is not None:
            context.on_mask(stage, picture.index, worked.mask)
    return picture
