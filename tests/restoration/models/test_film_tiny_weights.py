from hashlib import sha256
from pathlib import Path

from restoration.generative.film_tiny import FILM_TINY_CPU, film_tiny
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.models.film_tiny.spec import SPEC
from restoration.models.folders import check_folder_digest
from training.film_tiny.ship import HOME, LARGEST


def test_the_files_that_ship_are_those_that_its_declaration_and_its_card_name() -> None:
    check_folder_digest(SPEC)
    card = (HOME.parent / "card.md").read_text(encoding="utf-8")
    for file in SPEC.files:
        assert f"{sha256(file.read_bytes()).hexdigest()}  {file.relative_to(HOME).as_posix()}\n" in card
    assert SPEC.sha256 in card


def test_no_file_is_too_large_and_all_weights_are_safetensors() -> None:
    files = [file for file in HOME.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".json", ".safetensors"}
    assert all(file.stat().st_size < LARGEST for file in files)


def test_it_has_the_size_that_its_training_makes() -> None:
    shipped, begun = FilmRestorationPipeline.from_pretrained(Path(HOME)), film_tiny(FILM_TINY_CPU)
    for part in ("vae", "unet", "temporal", "prompts"):
        values = shipped.components[part].state_dict()
        assert {name: value.shape for name, value in values.items()} == {
            name: value.shape for name, value in begun.components[part].state_dict().items()
        }
    assert (shipped.config.tile, shipped.config.window, shipped.config.is_relative) == (32, 4, True)
