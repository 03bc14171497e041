"""One segment as a stream: source frames in, finished pictures of each plane out."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace

from restoration.engine.analyses import frames_read, rows_digest
from restoration.engine.backend import Backend
from restoration.engine.chain import ChainContext, run_stage
from restoration.engine.codes import Codes, to_codes, to_working
from restoration.engine.containment import Containment
from restoration.engine.control import RenderControl
from restoration.engine.errors import AnalysisInvalid, AnalysisMissing, RenderCancelled, SourceChanged
from restoration.engine.geometry import Mask, RecordedPlacement, recorded, unmoved
from restoration.engine.picture import Picture
from restoration.engine.report import Tally
from restoration.engine.request import SegmentRequest
from restoration.engine.writer import PictureSink
from restoration.media.depth import master_depth
from restoration.media.reader import FrameReader
from restoration.recipe import ResolvedStage
from restoration.recipe.keys import source_digest
from restoration.stages.contract import AnalysisRows, PlaneName
from restoration.stages.registry import PLANES, stage_spec


@dataclass
class SegmentStream:
    """Renders one segment into sinks.

    ``base``: the base's pictures by plane, for the segment's own frames in order. ``sinks``: who takes the pictures, by
    plane. ``on_mask``: told stage, frame and repair mask. ``placements``: after the run, by plane of the sinks, where
    each of the segment's own frames lies. Run once.
    """

    request: SegmentRequest
    reader: FrameReader
    analyses: Mapping[str, AnalysisRows]
    backend: Backend
    control: RenderControl
    sinks: Mapping[PlaneName, PictureSink]
    base: Mapping[PlaneName, Iterator[Codes]] = field(default_factory=dict)
    on_mask: Callable[[str, int, Mask], None] = lambda stage, frame, mask: None
    tally: Tally = field(default_factory=Tally)
    placements: dict[PlaneName, list[RecordedPlacement | None]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        facts = self.reader.facts
        self.placements = {plane: [] for plane in self.sinks}
        self._done = 0
        self._depth = master_depth(facts.bit_depth)
        self._containments = {plane: self._containment(plane, base) for plane, base in self.base.items()}
        self._context = ChainContext(
            backend=self.backend,
            frames=self.request.chain.frames,
            scan=(facts.height, facts.width),
            depth=self._depth,
            analyses=self.analyses,
            tally=self.tally,
            step=self._step,
            on_mask=self.on_mask,
        )

    def _containment(self, plane: PlaneName, base: Iterator[Codes]) -> Containment:
        reach = (self.request.reach or ()) if plane in self.sinks else ()
        return Containment(self.request, plane, base, reach=reach, tally=self.tally)

    def run(self) -> Tally:
        """Render all frames. Raises RenderCancelled, SourceChanged, OutOfMemory and what reading raises."""
        self._check_analyses()
        with closing(self._source()) as source:
            pictures: Iterator[Picture] = source
            given = self.request.chain.support
            for plane in PLANES:
                for stage in self._stages(plane):
                    pictures = run_stage(pictures, stage, given, self._context)
                    given = stage.frames
                pictures = self._through(plane, pictures)
            for picture in pictures:
                self._done += self.request.chain.frames.contains(picture.index)
        return self.tally

    def _stages(self, plane: PlaneName) -> Iterator[ResolvedStage]:
        return (stage for stage in self.request.chain.stages if stage_spec(stage.stage).plane == plane)

    def _step(self, stage: str, frame: int) -> None:
        if self.control.should_stop():
            raise RenderCancelled(frame=frame)
        self.control.progress(stage, self._done)

    def _source(self) -> Generator[Picture, None, None]:
        support = self.request.chain.support
        digests: list[bytes] = []
        for frame in self.reader.frames(support):
            self._step("source", frame.index)
            digests.append(bytes.fromhex(frame.digest))
            if len(digests) == support.count and source_digest(digests) != self.request.source:
                raise SourceChanged(frames=str(support))
            yield Picture(frame.index, to_working(frame.pixels, frame.bit_depth), unmoved())

    def _through(self, plane: PlaneName, pictures: Iterator[Picture]) -> Iterator[Picture]:
        """Finish a plane: whole codes, contained, handed to the sink. The next plane starts from these codes."""
        sink, is_last = self.sinks.get(plane), plane == PLANES[-1]
        if is_last and sink is None:
            yield from pictures
            return
        for picture in pictures:
            codes = to_codes(picture.pixels, self._depth)
            if self.request.chain.frames.contains(picture.index):
                codes = self._contained(plane, picture, codes)
                if sink is not None:
                    sink.put(codes)
                    self.placements[plane].append(recorded(picture.placement))
            yield picture if is_last else replace(picture, pixels=to_working(codes, self._depth), held=None)

    def _contained(self, plane: PlaneName, picture: Picture, codes: Codes) -> Codes:
        containment = self._containments.get(plane)
        if containment is not None:
            codes = containment.contained(picture, codes, self._context.scan, self._context.placements)
        if picture.held is not None and picture.held.codes.shape == codes.shape:
            self.tally.held(picture.held, codes)
        return codes

    def _check_analyses(self) -> None:
        """Raise unless the measurements at hand are those the segment was planned with."""
        for stage in self.request.chain.stages:
            read = frames_read(stage, self.request.shot)
            for kind, planned in stage.analyses.items():
                if kind not in self.analyses:
                    raise AnalysisMissing(stage=stage.stage, kind=kind)
                if rows_digest(self.analyses[kind], read) != planned:
                    raise AnalysisInvalid(found=f"the {kind} rows are not those the segment was planned with")
