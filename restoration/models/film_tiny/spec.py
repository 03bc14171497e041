"""What film-tiny is, for those that must not import torch."""

from pathlib import Path
from typing import Final

from restoration.models.contract import FolderSpec

NAME: Final = "film-tiny"

SPEC: Final = FolderSpec(
    name=NAME,
    parts=(),
    sha256="0621f7b7e692f53d898797d239dbf06dab82d1e2adf5bc08faeefc8ed4c6373a",
    folder=Path(__file__).parent / "weights",
    licence="Apache-2.0",
)
