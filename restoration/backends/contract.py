"""What the engine asks of a way of computing. Imports neither torch nor OpenVINO."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal, cast

from restoration.backends.errors import OutOfMemory
from restoration.models.contract import EngineSpec, FolderSpec, GenerativeSpec, Model, ModelSpec
from restoration.stages.contract import StageOutput, StageSpec, StageWindow

if TYPE_CHECKING:
    from torch import nn

    from restoration.generative.pipeline import FilmRestorationPipeline

Work = Callable[[StageWindow], StageOutput]
CellsWork = Callable[[Sequence[StageWindow]], Iterator[StageOutput]]
"""Yields one output for each window; all hold the same frames."""
BackendId = Literal["cpu-fp32", "openvino-fp32", "openvino-bf16", "openvino-gpu-fp16", "cuda-bf16"]
"""In every key: pictures of two back ends are never taken for each other."""

_MEMORY_WORDS: Final = ("out of memory", "insufficient memory", "not enough memory", "can't allocate memory")


@dataclass(frozen=True)
class Backend(ABC):
    """A way of computing, one for a whole run.

    ``frames_at_once``: how many pictures a stage works on side by side. It changes no pixel.
    """

    id: BackendId
    frames_at_once: int = 1
    _models: dict[str, Model] = field(default_factory=dict, init=False, repr=False, compare=False)
    _loading: AbstractContextManager[bool] = field(default_factory=Lock, init=False, repr=False, compare=False)

    def work_of(self, spec: StageSpec) -> Work:
        """Return a stage's work on single frames, importing it now."""
        module, function = spec.apply_path.split(":")
        work: Work = getattr(import_module(module), function)
        return work

    def cells_work_of(self, spec: StageSpec) -> CellsWork:
        """Return a stage's work on cells, importing it now."""
        work: CellsWork = import_module(spec.apply_path.split(":", maxsplit=1)[0]).apply_cell
        return work

    def model(self, spec: ModelSpec) -> Model:
        """Return a network ready to compute; it is loaded once. Raises ModelBroken."""
        with self._loading:
            if spec.sha256 not in self._models:
                draws = isinstance(spec, GenerativeSpec)
                self._models[spec.sha256] = self._drawing(spec) if draws else self._ready(spec)
            return self._models[spec.sha256]

    def take_over(self, pipeline: "FilmRestorationPipeline") -> Model:
        """Compute a generative model's networks from now on, in this back end's precision and where it computes.

        Returns them with the pipeline. Nobody may draw with it meanwhile; its own modules are converted, not copied.
        """
        computing = self._computing(pipeline.networks())
        pipeline.computed_by(computing)
        return replace(computing, pipeline=pipeline)

    def free_on_device(self) -> int | None:
        """Return the bytes free where networks compute; None where that is the main memory."""
        return None

    @abstractmethod
    def _ready(self, spec: ModelSpec) -> Model:
        """Load a network of parts."""

    def _drawing(self, spec: ModelSpec) -> Model:
        """Load a generative model, or make sure of the program that is one."""
        from restoration.backends.generative import checked_engine, read_pipeline

        if isinstance(spec, FolderSpec):
            return self.take_over(read_pipeline(spec))
        return checked_engine(cast(EngineSpec, spec))

    @abstractmethod
    def _computing(self, networks: "Mapping[str, nn.Module]") -> Model:
        """Make the networks of a generative model ready."""

    @contextmanager
    def enough_memory(self, stage: str, frame: int) -> Iterator[None]:
        """Turn every library's own way of saying that memory ran out into ``OutOfMemory``."""
        try:
            yield
        except MemoryError as error:
            raise OutOfMemory(stage=stage, frame=frame) from error
        except Exception as error:
            if any(words in str(error).lower() for words in _MEMORY_WORDS):
                raise OutOfMemory(stage=stage, frame=frame) from error
            raise
