"""What film-tiny is, for those that must not import torch."""

from pathlib import Path
from typing import Final

from restoration.models.contract import FolderSpec

NAME: Final = "film-tiny"

SPEC: Final = FolderSpec(
    name=NAME,
    parts=(),
    sha256="a25871cf6d9a10f0971c54e53efa91c28f5023d9d017473ca9c1ec897b8d39e7",
    folder=Path(__file__).parent / "weights",
    licence="Apache-2.0",
)
