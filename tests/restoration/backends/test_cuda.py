"""What CUDA does beside computing what the reference computes (see test_backends.py)."""

from collections.abc import Iterator

import pytest
import torch

from restoration.backends.cuda import COMPILED, opened
from restoration.backends.selection import backend_of, missing
from restoration.models.contract import Held, Model, ModelSpec
from restoration.models.defectnet.spec import CHANNELS
from restoration.models.defectnet.spec import SPEC as DEFECTNET
from restoration.models.span.spec import SPEC as SPAN


@pytest.fixture
def settings_of_torch() -> Iterator[None]:
    threads, limit = torch.get_num_threads(), torch._dynamo.config.recompile_limit
    yield
    torch.set_num_threads(threads)
    torch._dynamo.config.recompile_limit = limit


@pytest.mark.usefixtures("settings_of_torch")
def test_each_picture_has_one_core_and_many_sizes_are_compiled() -> None:
    assert opened("cuda-bf16", 3).frames_at_once == 3
    assert torch.get_num_threads() == 1
    assert torch._dynamo.config.recompile_limit == COMPILED


def test_in_main_memory_a_network_is_given_the_very_tensor() -> None:
    planes = torch.rand(1, 3, 4, 4)
    assert Model({}, "cpu").given(planes) is planes


@pytest.mark.gpu
def test_what_a_gpu_is_given_is_what_there_was() -> None:
    if missing("cuda-bf16"):
        pytest.skip(missing("cuda-bf16"))
    planes = torch.rand(1, 3, 500, 700)
    model = Model({}, "cuda")
    given = [model.given(planes + step) for step in range(4)]
    assert all(torch.equal(one.cpu(), planes + step) for step, one in enumerate(given))


@pytest.mark.gpu
@pytest.mark.parametrize(
    ("spec", "part", "channels"), [(SPAN, "x2", 3), (SPAN, "x4", 3), (DEFECTNET, "detect", CHANNELS)]
)
def test_a_network_takes_no_more_of_the_gpu_than_is_counted(spec: ModelSpec, part: str, channels: int) -> None:
    if missing("cuda-bf16"):
        pytest.skip(missing("cuda-bf16"))
    held = spec.held
    assert isinstance(held, Held)
    model = backend_of("cuda-bf16").model(spec)
    side = held.side + 2 * held.margin
    planes = model.given(torch.rand(1, channels, side, side))
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    model.parts[part](planes)
    torch.cuda.synchronize()
    assert torch.cuda.max_memory_allocated() - before <= held.bytes_for(side, side, held.side)
