"""Pictures through stages: a sliding window for each, never more in memory than the windows hold."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from restoration.backends.contract import Backend
from restoration.engine.geometry import Mask, Placement, Size
from restoration.engine.invention import Invented
from restoration.engine.picture import Picture
from restoration.engine.report import Tally
from restoration.engine.stage_work import StageWork, Worked
from restoration.models.contract import Model, Room
from restoration.models.errors import ModelChanged
from restoration.models.registry import model_specs
from restoration.recipe import ResolvedStage
from restoration.stages.contract import AnalysisRows, ScanCoding
from restoration.stages.registry import stage_spec
from restoration.timebase import FrameRange

Step = Callable[[str, int], None]
"""Called with stage and frame before each picture's work; may raise RenderCancelled."""
AtWork = Callable[[int], None]
"""Called with a frame in the midst of work that may take minutes, by several threads; may raise RenderCancelled."""
AssetOf = Callable[[str], bytes]
"""Gives the bytes of a patch or look file by its SHA-256 (hex)."""


@dataclass
class ChainContext:
    """What all stages of one segment share.

    ``pool``: where pictures are worked on, as many of each stage side by side as there is ``room`` for.
    ``placements``: by frame, where the picture lies after the stages that move it. ``on_mask``: told every repair mask
    of the segment's own frames; ``on_invention``: what was invented of them.
    """

    backend: Backend
    pool: Executor
    room: Room
    frames: FrameRange
    shot: FrameRange
    scan: Size
    depth: int
    coding: ScanCoding
    analyses: Mapping[str, AnalysisRows]
    asset_of: AssetOf
    tally: Tally
    step: Step
    at_work: AtWork
    on_mask: Callable[[str, int, Mask], None]
    on_invention: Callable[[int, Invented], None]
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
        models=_models(stage, context.backend),
        room=context.room,
        at_work=context.at_work,
    )
    pending: deque[Future[Worked]] = deque()
    try:
        for indices, window in _windows(upstream, stage, given, context.shot):
            for index in indices:
                context.step(stage.stage, index)
            if spec.cells_at(stage.parameters(indices[0]) or {}) is not None:
                yield from _settled(stage.stage, pending, context)
                # A cell's pictures are many: they are made, and leave, one by one.
                yield from (_accounted(stage.stage, worked, context) for worked in work.on_cell(window, indices))
                continue
            pending.append(context.pool.submit(work.on, window, indices[0]))
            if len(pending) >= context.room.at_once:
                yield _accounted(stage.stage, pending.popleft().result(), context)
        yield from _settled(stage.stage, pending, context)
    finally:
        for job in pending:
            job.cancel()


def _models(stage: ResolvedStage, backend: Backend) -> dict[str, Model]:
    """Return the networks that the stage uses anywhere, by name. Raises ModelChanged, ModelBroken."""
    models = {}
    for name, planned in sorted({used for setting in stage.settings for used in setting.models.items()}):
        spec = model_specs().get(name)
        if spec is None or spec.sha256 != planned:
            raise ModelChanged(model=name)
        models[name] = backend.model(spec)
    return models


def _settled(stage: str, pending: deque[Future[Worked]], context: ChainContext) -> Iterator[Picture]:
    while pending:
        yield _accounted(stage, pending.popleft().result(), context)


def _windows(
    upstream: Iterator[Picture], stage: ResolvedStage, given: FrameRange, shot: FrameRange
) -> Iterator[tuple[tuple[int, ...], dict[int, Picture]]]:
    """Yield what is worked on together, a frame or those of a cell with equal parameters, and the pictures it reads.

    With them are those that its estimates ask, of what is ``given``: nothing more is made for them.
    """
    window: dict[int, Picture] = {}
    read = given.first
    together = [(indices, _wanted(stage, indices, given, shot)) for indices in _together(stage, shot)]
    while together:
        (indices, wanted), *together = together
        if not given.contains(indices[0]):
            raise ValueError(f"{stage.stage} is asked for frame {indices[0]}, which nothing before it makes")
        while read < min(wanted.end, given.end):
            window[read] = next(upstream)
            read += 1
        yield indices, window
        # A frame with parameters of its own inside a cell reads less than what is left of the cell after it.
        needed = min((later.first for _, later in together), default=read)
        window = {number: picture for number, picture in window.items() if number >= needed}


def _wanted(stage: ResolvedStage, indices: tuple[int, ...], given: FrameRange, shot: FrameRange) -> FrameRange:
    frames = FrameRange(indices[0], indices[-1] + 1)
    read = stage.reads(frames, shot)
    estimate = stage_spec(stage.stage).asked(stage.parameters(indices[0]) or {})
    asked = None if estimate is None else frames.grow(estimate.radius).intersect(given)
    return read if asked is None else FrameRange(min(read.first, asked.first), max(read.end, asked.end))


def _together(stage: ResolvedStage, shot: FrameRange) -> Iterator[tuple[int, ...]]:
    spec = stage_spec(stage.stage)

    def unit(index: int) -> tuple[int, Any]:
        parameters = stage.parameters(index)
        work = None if parameters is None else spec.cells_at(parameters)
        return (index, None) if work is None else (work.cell(index, shot).first, parameters)

    return (tuple(indices) for _, indices in groupby(stage.frames, key=unit))


def _accounted(stage: str, worked: Worked, context: ChainContext) -> Picture:
    """Enter a finished picture into the books, in the order of the frames."""
    picture = worked.picture
    if worked.has_moved:
        context.placements[picture.index] = picture.placement
    if worked.has_worked and context.frames.contains(picture.index):
        height, width = picture.pixels.shape[:2]
        context.tally.worked(stage, height * width, worked.changed, worked.mask, worked.seconds)
        context.tally.flagged(stage, picture.index, worked.flags)
        if worked.mask is not None:
            context.on_mask(stage, picture.index, worked.mask)
        if worked.invention is not None:
            context.on_invention(picture.index, worked.invention)
    return picture
