"""Every back end gives what the reference gives, within its precision; weights are those that were declared."""

import gc
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import openvino
import pytest
import torch
from safetensors.torch import save

from restoration.backends.compiled_file import CompiledFile
from restoration.backends.contract import BackendId
from restoration.backends.errors import BackendUnavailable, DeviceUnknown
from restoration.backends.newest import Newest
from restoration.backends.openvino import KEPT_SHAPES
from restoration.backends.reference import ReferenceBackend
from restoration.backends.selection import choose_backend, missing
from restoration.models.contract import WEIGHTS, Model
from restoration.models.errors import ModelBroken
from tests.restoration.backends.opened import opened
from tests.restoration.backends.toy import network, toy


@pytest.fixture(autouse=True)
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANSWERPRINT_COMPILED", str(tmp_path / "compiled"))
    return tmp_path / "compiled"


def computed(model: Model, planes: torch.Tensor) -> torch.Tensor:
    one = model.parts["mix"](planes.to(model.device))
    return model.parts["join"](one, -one).cpu()


def decibels(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(20 * torch.log10(one.abs().max() / (one - other).square().mean().sqrt()))


def test_the_reference_computes_the_network_as_torch_does(tmp_path: Path) -> None:
    planes = torch.rand(2, 3, 24, 40, generator=torch.Generator().manual_seed(1))
    model = ReferenceBackend("cpu-fp32").model(toy(tmp_path))
    whole = network().half().float()
    with torch.inference_mode():
        one = whole.get_submodule("mix")(planes)
        expected = whole.get_submodule("join")(one, -one)
    assert torch.equal(computed(model, planes), expected)
    assert model.device == "cpu"


@pytest.mark.parametrize(
    ("identity", "bound"),
    [
        ("openvino-fp32", 100),
        ("openvino-bf16", 35),
        ("openvino-gpu-fp16", 35),
        pytest.param("cuda-bf16", 35, marks=pytest.mark.gpu),
    ],
)
def test_other_back_ends_are_held_to_the_reference(tmp_path: Path, identity: BackendId, bound: float) -> None:
    spec, generator = toy(tmp_path), torch.Generator().manual_seed(2)
    model, reference = opened(identity, 2).model(spec), ReferenceBackend("cpu-fp32").model(spec)
    for size in ((1, 3, 24, 40), (1, 3, 64, 72), (2, 3, 24, 40)):
        planes = torch.rand(size, generator=generator)
        expected, found = computed(reference, planes), computed(model, planes)
        assert found.shape == expected.shape
        assert found.dtype == torch.float32
        assert decibels(expected, found) > bound, size


def test_threads_side_by_side_get_their_own_answers(tmp_path: Path) -> None:
    model = opened("openvino-fp32").model(toy(tmp_path))
    pictures = [torch.rand(1, 3, 24, 40, generator=torch.Generator().manual_seed(seed)) for seed in range(16)]
    alone = [computed(model, one) for one in pictures]
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda one: computed(model, one), pictures * 4))
    assert all(torch.equal(found, alone[index % 16]) for index, found in enumerate(beside))


def test_what_was_compiled_is_kept_and_what_is_broken_is_compiled_again(
    tmp_path: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, planes = toy(tmp_path), torch.rand(1, 3, 24, 40)
    expected = computed(opened("openvino-fp32").model(spec), planes)
    kept = sorted(compiled.iterdir())
    assert len(kept) == 2

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    with monkeypatch.context() as patched:
        patched.setattr("openvino.convert_model", refuse)
        assert torch.equal(computed(opened("openvino-fp32").model(spec), planes), expected)
    for spoiled in (lambda content: content[:100], lambda content: content[:-200] + bytes(100) + content[-100:]):
        for one in kept:
            one.write_bytes(spoiled(one.read_bytes()))
        assert torch.equal(computed(opened("openvino-fp32").model(spec), planes), expected)
    assert sorted(compiled.iterdir()) == kept


def test_few_compiled_sizes_stay_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = opened("openvino-fp32").model(toy(tmp_path))
    alive: list[weakref.ref[object]] = []
    import_model, compile_model = openvino.Core.import_model, openvino.Core.compile_model

    def watched(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(*given: Any) -> Any:
            compiled = make(*given)
            alive.append(weakref.ref(compiled))
            return compiled

        return made

    monkeypatch.setattr(openvino.Core, "import_model", watched(import_model))
    monkeypatch.setattr(openvino.Core, "compile_model", watched(compile_model))
    for height in (16, 24, 32, 16):
        found = model.parts["mix"](torch.rand(1, 3, height, 24))
        assert found.shape[2] == height
    gc.collect()
    # It was compiled, or taken from the disk, for each size, and 16 once more when it came again.
    assert len(alive) == 4
    assert sum(one() is not None for one in alive) == KEPT_SHAPES


def test_what_was_used_longest_ago_gives_way() -> None:
    newest: Newest[str, int] = Newest(2)
    made = [newest.get(key, partial(int, number)) for number, key in enumerate("abacab")]
    # a and b, a again, c takes b's place, a again, b takes c's.
    assert made == [0, 1, 0, 3, 0, 5]


def test_a_file_that_cannot_be_kept_or_trusted_keeps_nobody_from_computing(tmp_path: Path) -> None:
    kept = CompiledFile(tmp_path / "here" / "one.blob")
    kept.write(b"compiled")
    assert kept.read() == b"compiled"
    kept.path.chmod(0o666)
    assert kept.read() is None
    (tmp_path / "no folder").write_text("")
    nowhere = CompiledFile(tmp_path / "no folder" / "one.blob")
    nowhere.write(b"compiled")
    assert nowhere.read() is None


def test_a_network_is_loaded_once(tmp_path: Path) -> None:
    backend, spec = ReferenceBackend("cpu-fp32"), toy(tmp_path)
    assert backend.model(spec) is backend.model(spec)


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda path: path.unlink(), "there is no weights file"),
        (lambda path: path.write_bytes(path.read_bytes() + b" "), "the weights file is another one"),
    ],
)
def test_other_weights_than_declared_are_refused(tmp_path: Path, spoil: Callable[[Path], object], found: str) -> None:
    spec = toy(tmp_path)
    spoil(tmp_path / WEIGHTS)
    with pytest.raises(ModelBroken, match=found) as caught:
        ReferenceBackend("cpu-fp32").model(spec)
    assert caught.value.values["model"] == "toy"


def test_a_file_that_holds_no_weights_of_this_network_is_refused(tmp_path: Path) -> None:
    spec = toy(tmp_path)
    for content in (b"not safetensors", save({"other": torch.zeros(1)})):
        spec.weights.write_bytes(content)
        with pytest.raises(ModelBroken):
            ReferenceBackend("cpu-fp32").model(replace(spec, sha256=sha256(content).hexdigest()))


def test_a_device_or_a_back_end_is_asked_for_by_name() -> None:
    assert choose_backend("cpu") == choose_backend("cpu-fp32") == "cpu-fp32"


def test_auto_is_the_fastest_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking: dict[str, str] = {}
    monkeypatch.setattr("restoration.backends.selection.missing", lacking.get)
    chosen = []
    for identity in ("cuda-bf16", "openvino-bf16", "openvino-fp32"):
        chosen.append(choose_backend("auto"))
        lacking[identity] = "it is not there"
    assert [*chosen, choose_backend("auto")] == ["cuda-bf16", "openvino-bf16", "openvino-fp32", "cpu-fp32"]
    with pytest.raises(BackendUnavailable, match="cannot compute as cuda-bf16: it is not there") as caught:
        choose_backend("cuda")
    assert caught.value.retryable


def test_auto_is_the_fastest_of_the_machines_that_compute_and_an_order_stays_an_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("restoration.backends.selection.missing", {}.get)
    has = {"cpu-fp32", "openvino-fp32", "openvino-gpu-fp16"}
    assert choose_backend("auto", elsewhere=has) == "openvino-fp32"
    assert choose_backend("auto", elsewhere={"openvino-gpu-fp16"}) == choose_backend("auto") == "cuda-bf16"
    assert choose_backend("cuda", elsewhere=has) == "cuda-bf16"
    assert choose_backend("openvino", elsewhere=has) == "openvino-bf16"


def test_intels_gpu_is_there_where_openvino_names_one_that_computes_in_float16(monkeypatch: pytest.MonkeyPatch) -> None:
    class Devices:
        available_devices = ("CPU", "GPU.0", "GPU.1")

        def get_property(self, device: str, _name: str) -> list[str]:
            return {"CPU": ["FP32", "BF16"], "GPU": ["FP32", "FP16"]}[device]

    monkeypatch.setattr("restoration.backends.openvino._core", Devices)
    monkeypatch.setattr("restoration.backends.selection.missing", missing.__wrapped__)
    assert choose_backend("intel-gpu") == "openvino-gpu-fp16"
    assert choose_backend("openvino") == "openvino-bf16"
    Devices.available_devices = ("CPU",)
    with pytest.raises(BackendUnavailable, match="there is no Intel GPU"):
        choose_backend("intel-gpu")


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(DeviceUnknown, match="there are: auto, cuda, openvino, intel-gpu, cpu"):
        choose_backend("tpu")
