"""What film-tiny is, for those that must not import torch."""

from pathlib import Path
from typing import Final

from restoration.models.contract import FolderSpec

NAME: Final = "film-tiny"

SPEC: Final = FolderSpec(
    name=NAME,
    parts=(),
    sha256="0" * 64,
    folder=Path(__file__).parent / "weights",
    licence="Apache-2.0",
)
