"""Networks by OpenVINO: on an Intel CPU in bfloat16 (fast where it has AMX) or float32, on an Intel GPU in float16.

Shapes are fixed when a part is compiled, so each size of picture is compiled once; what was compiled is kept on disk,
because compiling takes seconds and every worker's process would do it again.
"""

import inspect
import io
import logging
import os
import warnings
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from threading import Lock, local
from typing import Final

import openvino
import torch
from torch import nn
from torch.jit._trace import TracerWarning

from restoration.backends.compiled_file import CompiledFile
from restoration.backends.contract import Backend, BackendId
from restoration.backends.newest import Newest
from restoration.models.contract import Model, ModelSpec
from restoration.models.weights import read_network


@dataclass(frozen=True)
class Kind:
    """What computes, in which precision; by OpenVINO's names for both, and for what a device needs to have."""

    device: str
    precision: str
    capability: str


KINDS: Final[dict[BackendId, Kind]] = {
    "openvino-fp32": Kind("CPU", "f32", "FP32"),
    "openvino-bf16": Kind("CPU", "bf16", "BF16"),
    "openvino-gpu-fp16": Kind("GPU", "f16", "FP16"),
}
KEPT_SHAPES: Final = 2
"""Of each part, compiled sizes that stay in memory: a film has one, or two with its other reels."""
KEPT_WINDOWS: Final = 4
"""The same of a generative model, whose windows are shorter where a shot begins and ends."""

logger = logging.getLogger(__name__)


# OpenVINO 2026.4 makes its table of number types when it is first asked for one, and gives Python's lock away
# meanwhile: two threads that ask first, side by side, wait for each other for ever. Here one asks before the others.
openvino.Type.f32.to_dtype()


@cache
def _core() -> openvino.Core:
    return openvino.Core()


def missing(identity: BackendId) -> str | None:
    """Say what this machine lacks for it; None where nothing is missing."""
    kind = KINDS[identity]
    # A device is named with a number where there are several.
    if not any(name.split(".")[0] == kind.device for name in _core().available_devices):
        return f"there is no Intel {kind.device}"
    has = _core().get_property(kind.device, "OPTIMIZATION_CAPABILITIES")
    return None if kind.capability in has else f"its {kind.device} has no {kind.capability}"


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
    """Computes as many pictures side by side as the engine gives it, on a CPU each on one core."""

    def _ready(self, spec: ModelSpec) -> Model:
        network = read_network(spec)
        modules = {part: network.get_submodule(part) for part in spec.parts}
        return self._compiled_when_shown(modules, spec.sha256, streams=self.frames_at_once, kept=KEPT_SHAPES)

    def _computing(self, networks: Mapping[str, nn.Module]) -> Model:
        from restoration.generative.networks import digest_of

        modules = {name: network.float().eval().requires_grad_(False) for name, network in networks.items()}
        # One window at a time is drawn, by all cores: side by side they would wait for each other.
        return self._compiled_when_shown(modules, digest_of(modules), streams=1, kept=KEPT_WINDOWS)

    def _compiled_when_shown(self, modules: Mapping[str, nn.Module], digest: str, *, streams: int, kept: int) -> Model:
        kind = KINDS[self.id]
        settings = {"INFERENCE_PRECISION_HINT": kind.precision, "NUM_STREAMS": str(streams)}
        if kind.device == "CPU":
            settings["INFERENCE_NUM_THREADS"] = str(self.frames_at_once)
        compilers = {part: _Compiler(f"{digest} {part}", kind.device, settings) for part in modules}
        return Model({part: _Part(modules[part], one, kept) for part, one in compilers.items()}, "cpu")


Shapes = tuple[tuple[torch.dtype, tuple[int, ...]], ...]


@dataclass(frozen=True)
class _Compiler:
    """Compiles one part for given shapes, or takes what was compiled before on such a machine."""

    part: str
    device: str
    settings: dict[str, str]

    def compiled(self, module: nn.Module, shapes: Shapes) -> openvino.CompiledModel:
        example = tuple(torch.zeros(shape, dtype=dtype) for dtype, shape in shapes)
        kept = CompiledFile(compiled_folder() / f"{self._name(module, shapes)}.blob")
        content = kept.read()
        if content is not None:
            try:
                return _core().import_model(io.BytesIO(content), self.device, self.settings)
            except RuntimeError as error:
                logger.warning("%s cannot be used and is compiled again: %s", kept.path.name, error)
        # Torch traces no tensors that were made to compute only, as those of whoever asks may be.
        with torch.inference_mode(mode=False), torch.no_grad(), warnings.catch_warnings():
            # What depends on a shape is settled in the trace; here each shape has its own.
            warnings.simplefilter("ignore", TracerWarning)
            graph = openvino.convert_model(module, example_input=example, input=[shape for _, shape in shapes])
        compiled = _core().compile_model(graph, self.device, self.settings)
        written = io.BytesIO()
        try:
            compiled.export_model(written)
        except RuntimeError as error:
            logger.warning("%s cannot be kept: %s", kept.path.name, error)
        else:
            kept.write(written.getbuffer())
        return compiled

    def _name(self, module: nn.Module, shapes: Shapes) -> str:
        """Return a name of all that the file depends on, the network's own code among it."""
        facts = ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES")
        machine = [str(_core().get_property(self.device, fact)) for fact in facts]
        code = Path(inspect.getfile(type(module))).read_text(encoding="utf-8")
        made_of = [openvino.get_version(), torch.__version__, code, *machine, self.part, str(shapes)]
        return sha256("\n".join([*made_of, str(sorted(self.settings.items()))]).encode()).hexdigest()


@dataclass(frozen=True)
class _Part:
    module: nn.Module
    compiler: _Compiler
    kept: int
    compiled: Newest[Shapes, openvino.CompiledModel] = field(init=False)
    compiling: AbstractContextManager[bool] = field(default_factory=Lock)
    # A request computes one thing at a time: each thread has its own.
    requests: local = field(default_factory=local)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", Newest(self.kept))

    def __call__(self, *planes: torch.Tensor) -> torch.Tensor:
        shapes = tuple((one.dtype, tuple(one.shape)) for one in planes)
        answer = self._request(shapes).infer([one.contiguous().numpy() for one in planes], share_inputs=True)
        return torch.from_numpy(answer[0])

    def _request(self, shapes: Shapes) -> openvino.InferRequest:
        mine: Newest[Shapes, openvino.InferRequest] = vars(self.requests).setdefault("newest", Newest(self.kept))
        return mine.get(shapes, lambda: self._compiled(shapes).create_infer_request())

    def _compiled(self, shapes: Shapes) -> openvino.CompiledModel:
        with self.compiling:
            return self.compiled.get(shapes, lambda: self.compiler.compiled(self.module, shapes))
