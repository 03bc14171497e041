"""The chain stabilise, deflicker, dust: how fast it is, what it finds, and what it leaves alone."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import clip
from benchmarks.figures import Figure, Group
from restoration.damage import DamagedClip
from restoration.engine import Backend, Unwatched
from restoration.engine.backend import Work
from restoration.engine.film import FilmRender, MeasuredFilm, measure_film
from restoration.media import FrameReader, VideoFile, open_reader
from restoration.quality import flicker, repair_figures
from restoration.recipe import Recipe
from restoration.stages.contract import StageOutput, StageSpec, StageWindow
from restoration.timebase import FrameRange

FRAMES = FrameRange(0, 48)
CHAIN = ("stabilise", "deflicker", "dust")
RECALL, FALSE_PERCENT = 0.95, 0.02

Codes = npt.NDArray[np.uint16]


def measure_chain() -> Group:
    """Restore the clip with the chain; then with dust alone, whose repairs lie where the damage was drawn."""
    damaged = clip.damaged(FRAMES)
    with TemporaryDirectory(prefix="answerprint-") as folder:
        film = Path(folder) / "film.mkv"
        clip.write_film(film, damaged.frames)
        whole = _render(film, CHAIN)
        alone = _render(film, ("dust",))
    about = f"{' + '.join(CHAIN)}, {FRAMES.count} frames of {clip.ABOUT}"
    return Group("chain", about, (*_speed(whole), *_steadiness(damaged, whole), *_repairs(damaged, alone)))


@dataclass(frozen=True)
class _TimedBackend(Backend):
    """The reference back end, taking the processor time of each stage's own work; decoders work in other threads."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    masks: dict[int, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def work_of(self, spec: StageSpec) -> Work:
        work = super().work_of(spec)

        def timed(window: StageWindow) -> StageOutput:
            began = time.thread_time()
            output = work(window)
            self.spent[spec.name] += time.thread_time() - began
            if output.mask is not None:
                self.masks[window.index] = output.mask
            return output

        return timed


@dataclass
class _Rendered:
    """Everything a render made and used. Seconds; processor time by step."""

    pictures: list[Codes]
    masks: dict[int, npt.NDArray[np.bool_]]
    reports: list[Any]
    wall: float
    measured: float
    rendered: float
    stages: dict[str, float]

    def put(self, picture: Codes) -> None:
        """Take the next finished picture."""
        self.pictures.append(picture)


def _render(film: Path, stages: tuple[str, ...]) -> _Rendered:
    default = Recipe.default()
    recipe = default.model_copy(
        update={"stages": tuple(one for one in default.stages if one.stage in stages)}
    ).completed()
    backend = _TimedBackend("cpu-fp32")
    began = time.perf_counter()
    with open_reader(VideoFile(path=film)) as reader:
        measured, measuring = _processor_time(lambda: measure_film(reader, recipe, lambda *_: None))
        done = _Rendered([], backend.masks, [], 0.0, measuring, 0.0, backend.spent)
        _, done.rendered = _processor_time(lambda: _run(reader, measured, recipe, backend, done))
    done.wall = time.perf_counter() - began
    return done


def _run(reader: FrameReader, film: MeasuredFilm, recipe: Recipe, backend: Backend, done: _Rendered) -> None:
    render = FilmRender(reader, film, recipe, FRAMES, backend, "restored")
    render.run(done, lambda _segment: Unwatched())
    done.reports = render.reports


def _processor_time(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def _speed(done: _Rendered) -> list[Figure]:
    milliseconds = 1000 / FRAMES.count
    rest = done.rendered - sum(done.stages.values())
    return [
        Figure("speed, measuring included", FRAMES.count / done.wall, "frames/s"),
        Figure("measuring (shots, flicker, weave)", done.measured * milliseconds, "CPU ms/frame"),
        *(Figure(stage, done.stages[stage] * milliseconds, "CPU ms/frame") for stage in CHAIN),
        Figure("reading, rounding, bookkeeping", rest * milliseconds, "CPU ms/frame"),
        *(Figure(f"{stage}, pixels changed", _changed(done, stage), "%") for stage in CHAIN),
    ]


def _changed(done: _Rendered, stage: str) -> float:
    tallies = [report["stages"][stage] for _, report in done.reports]
    return 100 * sum(one["changed"] for one in tallies) / max(1, sum(one["pixels"] for one in tallies))


def _steadiness(damaged: DamagedClip, done: _Rendered) -> list[Figure]:
    restored = [np.asarray(picture / clip.highest(), np.float32) for picture in done.pictures]
    return [
        Figure("flicker before", flicker(damaged.frames), "%"),
        Figure("flicker after", flicker(restored), "%"),
    ]


def _repairs(damaged: DamagedClip, done: _Rendered) -> list[Figure]:
    figures = [
        repair_figures(
            damaged.frames[index],
            np.asarray(done.pictures[index] / clip.highest(), np.float32),
            damaged.undamaged[index],
            defects=damaged.masks[index].dust,
            repair=done.masks[index],
        )
        for index in range(FRAMES.count)
    ]

    def mean(name: str) -> float:
        return float(np.mean([getattr(one, name) for one in figures]))

    return [
        Figure("dust alone, recall", mean("recall"), "of defect pixels", RECALL, "least"),
        Figure("dust alone, false", 100 * mean("false_share"), "% of pixels", FALSE_PERCENT),
        Figure("dust alone, inside defects before", mean("inside_before"), "dB"),
        Figure("dust alone, inside defects after", mean("inside_after"), "dB"),
        Figure("dust alone, outside defects", mean("outside_change"), "dB"),
    ]
