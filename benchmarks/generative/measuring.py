"""Seconds for one tile: encoding, a step, decoding; of the processor, or of the clock on a GPU."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import torch

from benchmarks.generative.models import MODELS
from benchmarks.restoration.tables import Measure, Row, Table, Target
from restoration.backends.contract import BackendId
from restoration.backends.selection import backend_of, missing
from restoration.generative.networks import DECODE, DENOISE, ENCODE, angles_of
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.models.contract import Model, Network

TIMES: Final = 3
ENOUGH: Final = 15.0
"""How often each part is computed, or for how many seconds; the median counts, after one that is not counted."""
REFERENCE: Final = "torch, float32"
MEASURES: Final = (
    Measure("encode", "s", "less"),
    Measure("step", "s", "less"),
    Measure("decode", "s", "less"),
    Measure("tile in 4 steps", "s", "less"),
    Measure("times torch's float32", "", "less"),
    Measure("farthest from it", "dB", "more", 1),
)
STEPS: Final = 4
_BACKENDS: Final[tuple[BackendId, ...]] = ("openvino-fp32", "openvino-bf16", "openvino-gpu-fp16", "cuda-bf16")


def cost(model: str) -> Table:
    """Return what a tile of one picture costs with the networks of a model (see ``MODELS``), on the cores it may use.

    With a temporal adapter a picture is shown in two windows of time, and so costs two steps where the table says one.
    """
    began = time.monotonic()
    pipeline = MODELS[model]()
    shown = _shown(pipeline)
    expected: dict[str, torch.Tensor] = {}
    rows: list[Row] = []
    with TemporaryDirectory(prefix="answerprint-") as folder:
        os.environ["ANSWERPRINT_COMPILED"] = folder
        for method, ready in _ways(pipeline):
            rows.append(_row(method, ready(), shown, expected, rows[0].values if rows else {}))
    lacking = {identity: missing(identity) for identity in _BACKENDS}
    weights = sum(one.numel() for one in pipeline.unet.parameters()) / 1e6
    side = pipeline.config.tile * pipeline.factor
    return Table(
        name=cost_name(model),
        about=(
            f"random weights, a UNet of {weights:.0f} million; one tile of {pipeline.config.tile} latents ({side} "
            "pixels) of one picture, one core; compiling is not counted"
        ),
        measures=MEASURES,
        rows=tuple(rows),
        targets=(Target("times torch's float32", 1.0, row="Answerprint: openvino-bf16"),),
        said=tuple(f"{identity}: not measured, {lack}." for identity, lack in lacking.items() if lack is not None),
        seconds=time.monotonic() - began,
    )


def cost_name(model: str) -> str:
    """Return the name of the table."""
    return f"generative: {model}"


def _ways(pipeline: FilmRestorationPipeline) -> Iterator[tuple[str, Callable[[], Model]]]:
    """Yield each way to compute: float32 ones first, for what becomes bfloat16 does not become float32 again."""
    yield REFERENCE, lambda: Model(pipeline.networks(), "cpu")
    for identity in _BACKENDS:
        if missing(identity) is None:
            yield f"Answerprint: {identity}", partial(backend_of(identity).take_over, pipeline)
    yield "torch, bfloat16", lambda: Model(pipeline.to("cpu", torch.bfloat16).networks(), "cpu")


def _shown(pipeline: FilmRestorationPipeline) -> dict[str, tuple[torch.Tensor, ...]]:
    random = torch.Generator().manual_seed(4)
    side, channels = pipeline.config.tile, pipeline.vae.config.latent_channels
    latents = torch.randn(1, channels + 3, side, side, generator=random)
    words = pipeline.prompts.quality.detach().float()
    large = side * pipeline.factor
    return {
        ENCODE: (torch.rand(1, 3, large, large, generator=random) * 2 - 1,),
        DENOISE: (latents, angles_of(pipeline.unet, torch.tensor(500), 1), torch.tensor([20]), words),
        DECODE: (latents[:, :channels].contiguous(),),
    }


def _row(
    method: str,
    computing: Model,
    shown: Mapping[str, tuple[torch.Tensor, ...]],
    expected: dict[str, torch.Tensor],
    reference: Mapping[str, float],
) -> Row:
    """Return the figures of one way; the first one's answers are kept in ``expected`` for the others."""
    spent, near = {}, []
    for name, planes in shown.items():
        answer, spent[name] = _timed(
            computing.parts[name], [one.to(computing.device) for one in planes], computing.device
        )
        wanted = expected.setdefault(name, answer)
        apart = (wanted - answer).square().mean().sqrt()
        near.append(float(20 * torch.log10(wanted.abs().max() / apart)) if apart else float("nan"))
    whole = spent[ENCODE] + STEPS * spent[DENOISE] + spent[DECODE]
    values = {
        "encode": spent[ENCODE],
        "step": spent[DENOISE],
        "decode": spent[DECODE],
        "tile in 4 steps": whole,
        "times torch's float32": whole / reference["tile in 4 steps"] if reference else 1.0,
        "farthest from it": min(near),
    }
    return Row(method, values, float("nan"))


def _timed(network: Network, planes: list[torch.Tensor], device: str) -> tuple[torch.Tensor, float]:
    """Return an answer, float32 in main memory, and the median of the seconds for it."""
    with torch.inference_mode():
        answer = network(*planes)
        spent: list[float] = []
        while len(spent) < TIMES and sum(spent) < ENOUGH:
            began = _now(device)
            network(*planes)
            spent.append(_now(device) - began)
    return answer.float().cpu(), median(spent)


def _now(device: str) -> float:
    """Return seconds: of this process's processor time, which hardly depends on the load, or when a GPU is done."""
    if device != "cuda":
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()
