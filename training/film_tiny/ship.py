"""film-tiny as it ships: a folder that diffusers reads, and the SHA-256 that declares it."""

import json
import re
import shutil
from pathlib import Path
from typing import Final

import restoration.models
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.models.contract import FolderSpec
from restoration.models.film_tiny.spec import NAME
from restoration.models.folders import folder_digest

HOME: Final = Path(restoration.models.__file__).parent / "film_tiny" / "weights"
LARGEST: Final = 16 * 10**6
"""Bytes of a file, at most ..."""
SHARD: Final = "15MB"
"""... to which larger networks are parted."""
_DECLARED: Final = re.compile(r'sha256="[0-9a-f]*"(?: \* 64)?')


class FileTooLarge(Exception):
    """A file of the model is larger than what this project keeps."""


def ship(model: FilmRestorationPipeline, home: Path = HOME) -> str:
    """Write a trained model in place of the one before, and return its digest (see ``models.folders``).

    In float16, and so the model is afterwards. The digest is declared in ``spec.py`` beside the folder, where there is
    one. Raises FileTooLarge, and leaves the model before in its place.
    """
    part = home.with_name(f"{home.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    for network in (model.vae, model.unet, model.temporal, model.prompts):
        network.half()
    model.save_pretrained(part, safe_serialization=True, max_shard_size=SHARD)
    for described in part.rglob("*.json"):
        _forget_where_it_was_read(described)
    for file in _files(part):
        if file.stat().st_size >= LARGEST:
            raise FileTooLarge(f"{file.relative_to(part)} has {file.stat().st_size} bytes.")
        file.chmod(0o644)
    shutil.rmtree(home, ignore_errors=True)
    part.rename(home)
    digest = folder_digest(FolderSpec(NAME, (), "", folder=home))
    declaration = home.with_name("spec.py")
    if declaration.is_file():
        text, count = _DECLARED.subn(f'sha256="{digest}"', declaration.read_text(encoding="utf-8"))
        if count != 1:
            raise ValueError(f"{declaration.name} declares {count} digests")
        declaration.write_text(text, encoding="utf-8")
    return digest


def _forget_where_it_was_read(described: Path) -> None:
    told = json.loads(described.read_text(encoding="utf-8"))
    told.pop("_name_or_path", None)
    described.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _files(home: Path) -> list[Path]:
    return [file for file in home.rglob("*") if file.is_file()]
