from dataclasses import replace
from pathlib import Path

import pytest
import torch

from restoration.generative.film_tiny import FILM_TINY_CPU, film_tiny
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.temporal_autoencoder import TemporalAutoencoder
from restoration.models.contract import FolderSpec
from restoration.models.folders import folder_digest
from training.film_tiny import ship as shipping
from training.film_tiny.ship import FileTooLarge, ship

SMALL = replace(FILM_TINY_CPU, autoencoder=(32, 32), unet=(32, 32), words=8, tile=8)


def digest_of(folder: Path) -> str:
    """The digest that whoever reads the model checks."""
    return folder_digest(FolderSpec("film-tiny", (), "", folder=folder))


def test_what_ships_is_read_again_and_holds_safetensors_only(tmp_path: Path) -> None:
    model = film_tiny(SMALL)
    model.vae.register_to_config(scaling_factor=1.5)
    digest = ship(model, tmp_path / "weights")
    read = FilmRestorationPipeline.from_pretrained(tmp_path / "weights")
    assert read.vae.config.scaling_factor == 1.5
    assert read.unet.dtype == torch.float32
    for name, value in model.unet.state_dict().items():
        assert torch.equal(read.unet.state_dict()[name], value.float())
    files = [file for file in (tmp_path / "weights").rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".json", ".safetensors"}
    assert digest == digest_of(tmp_path / "weights")


def test_a_model_whose_decoder_was_let_see_neighbours_is_read_again(tmp_path: Path) -> None:
    model = film_tiny(SMALL)
    model.register_modules(vae=TemporalAutoencoder.beginning_as(model.vae))
    ship(model, tmp_path / "weights")
    read = FilmRestorationPipeline.from_pretrained(tmp_path / "weights")
    assert isinstance(read.vae, TemporalAutoencoder)
    assert read.vae.config.norm_num_groups == SMALL.autoencoder_groups
    for name, value in model.vae.state_dict().items():
        assert torch.equal(read.vae.state_dict()[name], value.float())


def test_the_digest_is_declared_beside_the_folder(tmp_path: Path) -> None:
    declaration = tmp_path / "spec.py"
    declaration.write_text('SPEC = FolderSpec(\n    sha256="0" * 64,\n)\n')
    digest = ship(film_tiny(SMALL), tmp_path / "weights")
    assert declaration.read_text() == f'SPEC = FolderSpec(\n    sha256="{digest}",\n)\n'
    again = ship(film_tiny(SMALL), tmp_path / "weights")
    assert again != digest
    assert f'sha256="{again}"' in declaration.read_text()


def test_what_was_read_and_is_shipped_again_is_the_same_and_names_no_folder(tmp_path: Path) -> None:
    digest = ship(film_tiny(SMALL), tmp_path / "weights")
    again = ship(FilmRestorationPipeline.from_pretrained(tmp_path / "weights"), tmp_path / "again")
    assert again == digest
    assert all(str(tmp_path) not in file.read_text() for file in (tmp_path / "again").rglob("*.json"))


def test_a_file_that_is_too_large_leaves_the_model_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = ship(film_tiny(SMALL), tmp_path / "weights")
    monkeypatch.setattr(shipping, "LARGEST", 10_000)
    with pytest.raises(FileTooLarge, match="safetensors has"):
        ship(film_tiny(SMALL), tmp_path / "weights")
    assert digest_of(tmp_path / "weights") == digest
