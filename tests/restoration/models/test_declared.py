"""Generative models that an installation declares: where they lie, what they are, and that they are still those."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from restoration.backends.reference import ReferenceBackend
from restoration.cli.generative_model import main as declare
from restoration.models.contract import INDEX
from restoration.models.declared import fetched, read_declared
from restoration.models.errors import DeclarationsBroken, ModelBroken
from restoration.models.film_tiny.spec import SPEC as FILM_TINY
from restoration.models.folders import folder_digest
from restoration.models.registry import generative_models, has_model, model_specs, register_models
from tests.restoration.models.generative import random_spec


def declarations(folder: Path, text: str) -> Path:
    file = folder / "models.toml"
    file.write_text(text)
    return file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    random_spec(folder)
    return folder


def test_what_the_command_prints_declares_a_model_that_is_loaded(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert declare([str(folder), "--name", "archive-2.1", "--licence", 'said to be "open"']) == 0
    specs = read_declared(declarations(tmp_path, capsys.readouterr().out))
    spec = specs["archive-2.1"]
    assert (spec.kind, spec.licence, spec.is_installed) == ("film", 'said to be "open"', True)
    model = ReferenceBackend("cpu-fp32").model(spec)
    assert model.pipeline is not None
    assert set(model.parts) == {"encode", "denoise", "decode"}
    register_models(specs)
    try:
        assert generative_models()["archive-2.1"] == spec
    finally:
        register_models({})
    assert not has_model("archive-2.1")


def test_the_digest_is_of_the_list_that_sha256sum_writes(tmp_path: Path) -> None:
    (tmp_path / "unet").mkdir()
    for path, content in ((INDEX, b"{}"), ("unet/weights.safetensors", b"w"), ("unet/weights.bin", b"not read")):
        (tmp_path / path).write_bytes(content)
    read = ((INDEX, b"{}"), ("unet/weights.safetensors", b"w"))
    lines = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in read)
    spec = replace(FILM_TINY, folder=tmp_path)
    assert folder_digest(spec) == sha256(lines.encode()).hexdigest()


def test_what_lies_in_a_linked_folder_is_of_the_model(tmp_path: Path) -> None:
    model, elsewhere = tmp_path / "model", tmp_path / "elsewhere"
    model.mkdir()
    elsewhere.mkdir()
    (model / INDEX).write_text("{}")
    (model / "unet").symlink_to(elsewhere)
    digests = []
    for weights in (b"one", b"other"):
        (elsewhere / "weights.safetensors").write_bytes(weights)
        digests.append(folder_digest(replace(FILM_TINY, folder=model)))
    assert digests[0] != digests[1]


def test_a_folder_that_changed_or_is_no_model_is_refused(folder: Path, tmp_path: Path) -> None:
    backend = ReferenceBackend("cpu-fp32")
    with pytest.raises(ModelBroken, match="its files are other ones than were declared"):
        backend.model(replace(FILM_TINY, folder=folder, sha256="ab" * 32))
    with pytest.raises(ModelBroken, match=r"no such folder with a model_index\.json"):
        backend.model(replace(FILM_TINY, folder=tmp_path / "nowhere", sha256="cd" * 32))
    (tmp_path / INDEX).write_text(json.dumps({"_class_name": "FilmRestorationPipeline", "unet": ["os", "system"]}))
    broken = replace(FILM_TINY, folder=tmp_path)
    with pytest.raises(ModelBroken, match="its part unet asks for code of os"):
        backend.model(replace(broken, sha256=folder_digest(broken)))


def test_the_command_refuses_what_cannot_be_used_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert declare([str(tmp_path), "--licence", "none"]) == 2
    assert re.fullmatch(r"generative-model: .*model_index\.json.*\n", capsys.readouterr().err)
    with pytest.raises(SystemExit):
        declare([str(tmp_path), "--licence", "none", "--name", "x]\n[y"])
    assert "is no name for a model" in capsys.readouterr().err


def test_a_model_of_a_hub_is_one_that_was_fetched_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    assert fetched("someone/never-fetched") is None
    file = declarations(
        tmp_path, f'[x4]\nhub = "someone/never-fetched"\nkind = "upscaler"\nlicence = "none"\nsha256 = "{"ab" * 32}"\n'
    )
    spec = read_declared(file)["x4"]
    assert (spec.folder, spec.is_installed, spec.files) == (None, False, ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[x4", "models.toml declares no generative models"),
        ('[x4]\nlicence = "none"\n', "sha256"),
        (f'[x4]\nlicence = "none"\nsha256 = "{"ab" * 32}"\n', "either a folder or a hub's name is needed"),
        (f'[x4]\nhub = "../../etc"\nlicence = "none"\nsha256 = "{"ab" * 32}"\n', "hub"),
        (f'["X 4"]\nfolder = "x4"\nlicence = "none"\nsha256 = "{"ab" * 32}"\n', "should match pattern"),
        (f'[x4]\nfolder = "x4"\nlicence = ""\nsha256 = "{"ab" * 32}"\n', "licence"),
    ],
)
def test_a_declaration_that_lacks_something_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DeclarationsBroken, match=re.escape(says)):
        read_declared(declarations(tmp_path, text))


def test_what_ships_cannot_be_declared_otherwise(folder: Path) -> None:
    register_models({FILM_TINY.name: replace(FILM_TINY, folder=folder)})
    try:
        assert model_specs()[FILM_TINY.name] is FILM_TINY
    finally:
        register_models({})


@pytest.mark.skipif(not FILM_TINY.is_installed, reason="the weights of film-tiny are not here")
def test_film_tiny_is_what_is_declared_and_no_file_is_too_large() -> None:
    assert folder_digest(FILM_TINY) == FILM_TINY.sha256
    assert max(file.stat().st_size for file in FILM_TINY.files) < 16 * 1024**2
    assert ReferenceBackend("cpu-fp32").model(FILM_TINY).pipeline is not None
