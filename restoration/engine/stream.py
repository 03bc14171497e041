"""One segment as a stream: source frames in, finished pictures of each plane out."""

from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from time import perf_counter

from restoration.backends.contract import Backend
from restoration.engine.analyses import frames_read, rows_digest
from restoration.engine.chain import AssetOf, ChainContext, run_stage
from restoration.engine.codes import Codes, to_codes, to_working
from restoration.engine.containment import Containment
from restoration.engine.control import RenderControl
from restoration.engine.errors import AnalysisInvalid, AnalysisMissing, AssetMissing, RenderCancelled, SourceChanged
from restoration.engine.geometry import Mask, RecordedPlacement, recorded, unmoved
from restoration.engine.invention import Invented
from restoration.engine.memory import free_memory, room_for
from restoration.engine.picture import Picture
from restoration.engine.report import Tally
from restoration.engine.request import SegmentRequest
from restoration.engine.writer import PictureSink
from restoration.media.depth import master_depth
from restoration.media.read_ahead import read_ahead
from restoration.media.reader import FrameReader
from restoration.models.contract import Room
from restoration.recipe import ResolvedStage
from restoration.recipe.keys import source_digest
from restoration.stages.contract import AnalysisRows, PlaneName
from restoration.stages.registry import PLANES, stage_spec
from restoration.timebase import FrameRange


def no_assets(digest: str) -> bytes:
    """Stand for a place without patch and look files. Raises AssetMissing."""
    raise AssetMissing(digest=digest[:12])


@dataclass
class SegmentStream:
    """Renders one segment into sinks.

    ``base``: the base's pictures by plane, for the segment's own frames in order. ``sinks``: who takes the pictures, by
    plane. ``on_mask``: told stage, frame and repair mask; ``on_invention``: frame and what was invented of it.
    ``asset_of``: gives patch and look files. ``attempt``: which this is, from 1; later ones take less memory.
    After the run, ``placements``: by plane of the sinks, where each of the segment's own frames lies; ``timing``: how
    long it took (see ``engine.durations``). Run once.
    """

    request: SegmentRequest
    reader: FrameReader
    analyses: Mapping[str, AnalysisRows]
    backend: Backend
    control: RenderControl
    sinks: Mapping[PlaneName, PictureSink]
    base: Mapping[PlaneName, Iterator[Codes]] = field(default_factory=dict)
    on_mask: Callable[[str, int, Mask], None] = lambda stage, frame, mask: None
    on_invention: Callable[[int, Invented], None] = lambda frame, found: None
    asset_of: AssetOf = no_assets
    attempt: int = 1
    tally: Tally = field(default_factory=Tally)
    placements: dict[PlaneName, list[RecordedPlacement | None]] = field(default_factory=dict, init=False)
    timing: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        facts = self.reader.facts
        self.placements = {plane: [] for plane in self.sinks}
        self._done = 0
        self._depth = master_depth(facts.bit_depth)
        self._containments = {plane: self._containment(plane, base) for plane, base in self.base.items()}
        self._scan = (facts.height, facts.width)

    def _containment(self, plane: PlaneName, base: Iterator[Codes]) -> Containment:
        reach = (self.request.reach or ()) if plane in self.sinks else ()
        return Containment(self.request, plane, base, reach=reach, tally=self.tally)

    def run(self) -> Tally:
        """Render all frames. Raises RenderCancelled, SourceChanged, OutOfMemory and what reading raises."""
        began = perf_counter()
        self._check_analyses()
        last = next((stage.stage for stage in reversed(self.request.chain.stages)), "source")
        room = room_for(
            self.request,
            self._scan,
            most=self.backend.frames_at_once,
            free=free_memory(),
            on_device=self.backend.free_on_device(),
            attempt=self.attempt,
        )
        pool = ThreadPoolExecutor(room.at_once, thread_name_prefix="stage")
        try:
            with closing(self._source()) as source:
                for picture in self._pictures(source, self._context(pool, room)):
                    self._done += self.request.chain.frames.contains(picture.index)
                    self.control.progress(last, self._done)
        finally:
            pool.shutdown(cancel_futures=True)
        self.timing = {
            "milliseconds": round(1000 * (perf_counter() - began)),
            "scan_pixels": self._scan[0] * self._scan[1],
            "at_once": room.at_once,
        }
        return self.tally

    def _context(self, pool: Executor, room: Room) -> ChainContext:
        return ChainContext(
            backend=self.backend,
            pool=pool,
            room=room,
            frames=self.request.chain.frames,
            shot=self.request.shot,
            scan=self._scan,
            depth=self._depth,
            coding=self.request.coding,
            analyses=self.analyses,
            asset_of=self.asset_of,
            tally=self.tally,
            step=self._step,
            at_work=self._at_work,
            on_mask=self.on_mask,
            on_invention=self.on_invention,
        )

    def _pictures(self, source: Iterator[Picture], context: ChainContext) -> Iterator[Picture]:
        """Return the last pictures of the chain; each plane on the way is finished and handed to its sink."""
        pictures, given = source, self.request.chain.support
        for plane in PLANES:
            for stage in self._stages(plane):
                pictures = run_stage(pictures, stage, given, context)
                given = stage.frames
            is_last = not any(self._stages(later) for later in PLANES[PLANES.index(plane) + 1 :])
            if plane in self.sinks or not is_last:
                pictures = self._finished(plane, pictures, context, is_last=is_last)
        return pictures

    def _stages(self, plane: PlaneName) -> list[ResolvedStage]:
        return [stage for stage in self.request.chain.stages if stage_spec(stage.stage).plane == plane]

    def _step(self, stage: str, frame: int) -> None:
        if self.control.should_stop():
            raise RenderCancelled(frame=frame)
        self.control.progress(stage, self._done)

    def _at_work(self, frame: int) -> None:
        if self.control.should_stop():
            raise RenderCancelled(frame=frame)
        self.control.at_work()

    def _source(self) -> Generator[Picture, None, None]:
        support = self.request.chain.support
        digests: list[bytes] = []
        with closing(read_ahead(self._read(support))) as pictures:
            for picture, digest in pictures:
                self._step("source", picture.index)
                digests.append(digest)
                if len(digests) == support.count and source_digest(digests) != self.request.source:
                    raise SourceChanged(frames=str(support))
                yield picture

    def _read(self, support: FrameRange) -> Generator[tuple[Picture, bytes], None, None]:
        """Read and convert beside the stages' work; the digest is the frame's own."""
        for frame in self.reader.frames(support):
            infrared = None if frame.infrared is None else to_working(frame.infrared, frame.bit_depth)
            pixels = to_working(frame.pixels, frame.bit_depth)
            yield Picture(frame.index, pixels, unmoved(), infrared=infrared), bytes.fromhex(frame.digest)

    def _finished(
        self, plane: PlaneName, pictures: Iterator[Picture], context: ChainContext, *, is_last: bool
    ) -> Iterator[Picture]:
        """Finish a plane: whole codes, contained, handed to the sink. The next plane's stages start from these codes.

        After the last plane that has stages nothing is worked on any more.
        """
        sink = self.sinks.get(plane)
        for picture in pictures:
            codes = to_codes(picture.pixels, self._depth)
            if self.request.chain.frames.contains(picture.index):
                codes = self._contained(plane, picture, codes, context)
                if sink is not None:
                    sink.put(codes)
                    self.placements[plane].append(recorded(picture.placement))
            yield picture if is_last else replace(picture, pixels=to_working(codes, self._depth), held=None)

    def _contained(self, plane: PlaneName, picture: Picture, codes: Codes, context: ChainContext) -> Codes:
        containment = self._containments.get(plane)
        if containment is not None:
            codes = containment.contained(picture, codes, context.scan, context.placements)
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
