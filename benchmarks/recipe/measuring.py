"""A film rendered as a worker does it, segment by segment to masters, with the times that the product itself keeps."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import clip
from restoration.backends.contract import BackendId
from restoration.backends.selection import backend_of
from restoration.engine import Plan, PlannedSegment, Raster, Timing, render_segment, seconds_by_stage
from restoration.engine.film import SCAN, FilmRender, MeasuredFilm, measure_film
from restoration.media import find_medium, open_reader, write_master
from restoration.media.master import read_master
from restoration.media.read_ahead import read_ahead
from restoration.media.reader import FrameReader
from restoration.recipe import Recipe
from restoration.timebase import FrameRange


@dataclass(frozen=True)
class Spent:
    """Seconds a frame, by the clock and of the processor."""

    clock: float
    cpu: float


@dataclass(frozen=True)
class Whole:
    """A whole restoration by one back end, in seconds a frame.

    ``stages``: each stage's by the clock, over how many pictures were worked on side by side, and ``other`` (reading,
    writing, waiting); ``decode`` and ``encode``: alone, with nothing beside them; ``measured``: the passes before;
    ``rendered``: everything after, as one stream.
    """

    backend: BackendId
    frames: int
    decode: Spent
    measured: Spent
    stages: dict[str, float]
    encode: Spent
    rendered: Spent

    @property
    def frames_per_second(self) -> float:
        """Speed of the whole after the measuring passes, reading and writing included."""
        return 1 / self.rendered.clock

    @property
    def limit(self) -> str:
        """What takes longest of what goes on side by side."""
        work = sum(spent for stage, spent in self.stages.items() if stage != "other")
        parts = {"decoding": self.decode.clock, "the stages": work, "encoding": self.encode.clock}
        return max(parts, key=lambda part: parts[part])


@dataclass(frozen=True)
class Rendered:
    """A segment, how long the product says it took, and how long it took by the clock."""

    segment: PlannedSegment
    timing: Timing
    spent: Spent
    masters: tuple[Path, ...]


def whole(film: Path, recipe: Recipe, backend: BackendId, count: int) -> Whole:
    """Restore the first ``count`` frames of a film, after two that load and compile. Raises BackendUnavailable."""
    with open_reader(find_medium(film, clip.RATE)) as reader:
        measured, measuring = _measured(reader, recipe)
        rendered(reader, measured, backend, FrameRange(0, 2), film.parent / f"{backend}-warm")
        done = rendered(reader, measured, backend, FrameRange(0, count), film.parent / backend)
        decode = _decoded(reader, count)
    work: dict[str, float] = defaultdict(float)
    for one in done:
        for (stage, _models), (milliseconds, _pixels) in one.timing.work.items():
            work[stage] += milliseconds / 1000 / count
    total = Spent(sum(one.spent.clock for one in done) / count, sum(one.spent.cpu for one in done) / count)
    return Whole(
        backend=backend,
        frames=count,
        decode=decode,
        measured=Spent(measuring.clock / reader.facts.frame_count, measuring.cpu / reader.facts.frame_count),
        stages=dict(work),
        encode=_encoded(done[0].masters, film.parent / "again.mkv"),
        rendered=total,
    )


def rendered(
    reader: FrameReader, film: MeasuredFilm, backend: BackendId, frames: FrameRange, folder: Path
) -> list[Rendered]:
    """Render these frames, each segment into a folder of its own."""
    found = []
    for segment in FilmRender(reader, film, film.recipe, frames, backend_of(backend)).segments:
        assert segment.request is not None  # noqa: S101 -- all of a film without a base is touched
        out = folder / f"{segment.position}"
        out.mkdir(parents=True)
        began = _now()
        done = render_segment(segment.request, reader, film.analyses, out_dir=out)
        timing = Timing.of(segment.request, done.report)
        assert timing is not None  # noqa: S101 -- a render's report holds one
        masters = tuple(master.path for master in done.planes.values())
        found.append(Rendered(segment, timing, _since(began), masters))
    return found


def estimated(done: Sequence[Rendered], known: Sequence[Rendered], raster: Raster) -> dict[str, float] | None:
    """Return the product's estimate of seconds by stage for some segments, from what others took."""
    planned = Plan(segments=tuple(one.segment for one in done))
    return seconds_by_stage(planned, {SCAN: raster}, [one.timing for one in known])


def measured_film(reader: FrameReader, recipe: Recipe) -> MeasuredFilm:
    """Run the measuring passes."""
    return measure_film(reader, recipe, lambda *_: None)


def _measured(reader: FrameReader, recipe: Recipe) -> tuple[MeasuredFilm, Spent]:
    began = _now()
    return measured_film(reader, recipe), _since(began)


def _decoded(reader: FrameReader, count: int) -> Spent:
    began = _now()
    for _ in read_ahead(reader.frames(FrameRange(0, count))):
        pass
    return _since(began, count)


def _encoded(masters: Sequence[Path], path: Path) -> Spent:
    """Write a few pictures of each master again."""
    few = 4
    clock, cpu = 0.0, 0.0
    for master in masters:
        pictures: list[npt.NDArray[np.uint16]] = list(islice(read_master(master), few))
        began = _now()
        write_master(path, pictures, rate=clip.RATE, bit_depth=clip.BIT_DEPTH)
        spent = _since(began, len(pictures))
        clock, cpu = clock + spent.clock, cpu + spent.cpu
    return Spent(clock, cpu)


def _now() -> Spent:
    return Spent(time.perf_counter(), time.process_time())


def _since(began: Spent, count: int = 1) -> Spent:
    now = _now()
    return Spent((now.clock - began.clock) / count, (now.cpu - began.cpu) / count)
