"""A generative model of random weights in a folder, declared as one that ships."""

from dataclasses import replace
from pathlib import Path

from restoration.models.contract import FolderSpec
from restoration.models.film_tiny.spec import NAME
from restoration.models.folders import folder_digest
from tests.restoration.generative.random_model import random_model


def random_spec(folder: Path) -> FolderSpec:
    """Return film-tiny's declaration for a smaller model that nobody trained."""
    random_model().save_pretrained(folder)
    spec = FolderSpec(NAME, (), "", folder=folder, licence="none")
    return replace(spec, sha256=folder_digest(spec))
