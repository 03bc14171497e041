"""Films rendered as a user's would be, with the work of each stage timed and its repair masks kept."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn

from restoration.backends.contract import Backend, Work
from restoration.backends.selection import backend_of, choose_backend
from restoration.engine import Unwatched
from restoration.engine.film import FilmRender, measure_film
from restoration.media import VideoFile, open_reader
from restoration.models.contract import Model, ModelSpec
from restoration.recipe import PlacedTreatment, Recipe, StageEntry
from restoration.stages.contract import StageOutput, StageSpec, StageWindow
from restoration.stages.registry import stage_spec, stage_specs

Codes = npt.NDArray[np.uint16]
Mask = npt.NDArray[np.bool_]
FULL = 1000


@dataclass(frozen=True)
class _TimedBackend(Backend):
    """A back end, taking the processor time of each stage's own work; decoders work in other threads."""

    computes: Backend = field(kw_only=True)
    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    masks: dict[str, dict[int, Mask]] = field(default_factory=lambda: defaultdict(dict))

    def _ready(self, spec: ModelSpec) -> Model:
        return self.computes.model(spec)

    def _computing(self, networks: Mapping[str, nn.Module]) -> Model:
        return self.computes._computing(networks)

    def work_of(self, spec: StageSpec) -> Work:
        work = super().work_of(spec)

        def timed(window: StageWindow) -> StageOutput:
            began = time.thread_time()
            output = work(window)
            self.spent[spec.name] += time.thread_time() - began
            if output.mask is not None:
                self.masks[spec.name][window.index] = output.mask
            return output

        return timed


@dataclass
class Rendered:
    """Everything a render made and used. ``masks``: by stage and frame. Seconds by the clock; the rest processor time.

    ``rendered``: of the whole render, ``stages``: of each stage's own work in it, ``measured``: of the passes before.
    """

    pictures: list[Codes]
    masks: dict[str, dict[int, Mask]]
    reports: list[Any]
    wall: float
    measured: float
    rendered: float
    stages: dict[str, float]

    def put(self, picture: Codes) -> None:
        """Take the next finished picture."""
        self.pictures.append(picture)

    def changed(self, stage: str) -> float:
        """Return the percentage of pixels that a stage changed."""
        tallies = [report["stages"][stage] for _, report in self.reports if stage in report["stages"]]
        return 100 * sum(one["changed"] for one in tallies) / max(1, sum(one["pixels"] for one in tallies))


def stage_names() -> tuple[str, ...]:
    """Return the stages of this version, in the order of the chain."""
    return tuple(spec.name for spec in stage_specs())


def recipe_of(stages: Mapping[str, Mapping[str, int]]) -> Recipe:
    """Return a recipe of these stages alone: at their defaults, a strength of 1000, and the parameters given."""
    entries = []
    for name in (name for name in stage_names() if name in stages):
        spec = stage_spec(name)
        full = {spec.amount: FULL} if spec.keeps_raster else {}
        entries.append(StageEntry(stage=name, parameters=spec.parameters.defaults() | full | dict(stages[name])))
    return Recipe(stages=tuple(entries))


def render(film: Path, recipe: Recipe, treatments: Sequence[PlacedTreatment] = ()) -> Rendered:
    """Measure and render a whole film in the last plane that the recipe makes, with people's notes on it."""
    computes = backend_of(choose_backend())
    backend = _TimedBackend(computes.id, computes=computes)
    began = time.perf_counter()
    with open_reader(VideoFile(path=film)) as reader:
        measured, measuring = _processor_time(lambda: measure_film(reader, recipe, lambda *_: None))
        done = Rendered([], backend.masks, [], 0.0, measuring, 0.0, backend.spent)
        work = FilmRender(reader, measured, recipe, reader.axis, backend, treatments=treatments)
        _, done.rendered = _processor_time(lambda: _run(work, done))
    done.wall = time.perf_counter() - began
    return done


def _run(work: FilmRender, done: Rendered) -> None:
    work.run(done, lambda _segment: Unwatched())
    done.reports = work.reports


def _processor_time(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    return work(), time.process_time() - began
