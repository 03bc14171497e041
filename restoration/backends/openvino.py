"""Networks by OpenVINO on an Intel CPU, in bfloat16 (fast where the CPU has AMX) or float32.

Shapes are fixed when a part is compiled, so each size of picture is compiled once; what was compiled is kept on disk,
because compiling takes seconds and every worker's process would do it again.
"""

import inspect
import io
import logging
import os
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from threading import Lock, local
from typing import Any, Final

import openvino
import torch
from torch import nn

from restoration.backends.compiled_file import CompiledFile
from restoration.backends.contract import Backend, BackendId
from restoration.models.contract import Model, ModelSpec
from restoration.models.weights import read_network

_PRECISIONS: Final[dict[BackendId, str]] = {"openvino-fp32": "f32", "openvino-bf16": "bf16"}
DEVICE: Final = "CPU"

logger = logging.getLogger(__name__)


@cache
def _core() -> openvino.Core:
    return openvino.Core()


def missing(identity: BackendId) -> str | None:
    """Say what this machine lacks for it; None where nothing is missing."""
    needed = {"openvino-fp32": "FP32", "openvino-bf16": "BF16"}[identity]
    has = _core().get_property(DEVICE, "OPTIMIZATION_CAPABILITIES")
    return None if needed in has else f"its CPU has no {needed}"


def opened(identity: BackendId, frames_at_once: int) -> "OpenVinoBackend":
    """Return the back end."""
    # What lies between the parts of a network is torch's: one core for each picture, or tile, too.
    torch.set_num_threads(1)
    return OpenVinoBackend(identity, frames_at_once)


def compiled_folder() -> Path:
    """Return where compiled networks are kept: ``ANSWERPRINT_COMPILED``, else a folder of this user's for a while."""
    asked = os.environ.get("ANSWERPRINT_COMPILED")
    return Path(asked) if asked else Path(gettempdir()) / f"answerprint-compiled-{os.getuid()}"


@dataclass(frozen=True)
class OpenVinoBackend(Backend):
    """Computes as many pictures side by side as the engine gives it, each on one core."""

    def _ready(self, spec: ModelSpec) -> Model:
        network = read_network(spec)
        settings = {
            "INFERENCE_PRECISION_HINT": _PRECISIONS[self.id],
            "NUM_STREAMS": str(self.frames_at_once),
            "INFERENCE_NUM_THREADS": str(self.frames_at_once),
        }
        return Model(
            {
                part: _Part(network.get_submodule(part), _Compiler(f"{spec.sha256} {part}", settings))
                for part in spec.parts
            },
            "cpu",
        )


Shapes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class _Compiler:
    """Compiles one part for given shapes, or takes what was compiled before on such a machine."""

    part: str
    settings: dict[str, str]

    def compiled(self, module: nn.Module, shapes: Shapes) -> openvino.CompiledModel:
        example = tuple(torch.zeros(shape) for shape in shapes)
        kept = CompiledFile(compiled_folder() / f"{self._name(module, shapes)}.blob")
        content = kept.read()
        if content is not None:
            try:
                return _core().import_model(io.BytesIO(content), DEVICE, self.settings)
            except RuntimeError as error:
                logger.warning("%s cannot be used and is compiled again: %s", kept.path.name, error)
        graph = openvino.convert_model(module, example_input=example, input=list(shapes))
        compiled = _core().compile_model(graph, DEVICE, self.settings)
        written = io.BytesIO()
        compiled.export_model(written)
        kept.write(written.getvalue())
        return compiled

    def _name(self, module: nn.Module, shapes: Shapes) -> str:
        """Return a name of all that the file depends on, the network's own code among it."""
        facts = ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES")
        machine = [str(_core().get_property(DEVICE, fact)) for fact in facts]
        code = Path(inspect.getfile(type(module))).read_text(encoding="utf-8")
        made_of = [openvino.get_version(), torch.__version__, code, *machine, self.part, str(shapes)]
        return sha256("\n".join([*made_of, str(sorted(self.settings.items()))]).encode()).hexdigest()


@dataclass(frozen=True)
class _Part:
    module: nn.Module
    compiler: _Compiler
    compiled: dict[Shapes, openvino.CompiledModel] = field(default_factory=dict)
    compiling: Any = field(default_factory=Lock)
    # A request computes one thing at a time: each thread has its own.
    requests: Any = field(default_factory=local)

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        shapes = tuple(tuple(one.shape) for one in planes)
        answer = self._request(shapes).infer([one.contiguous().numpy() for one in planes], share_inputs=True)
        return torch.from_numpy(answer[0])

    def _request(self, shapes: Shapes) -> openvino.InferRequest:
        mine = vars(self.requests)
        if shapes not in mine:
            with self.compiling:
                if shapes not in self.compiled:
                    self.compiled[shapes] = self.compiler.compiled(self.module, shapes)
            mine[shapes] = self.compiled[shapes].create_infer_request()
        return mine[shapes]
