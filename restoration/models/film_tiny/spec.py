"""What film-tiny is, for those that must not import torch."""

from pathlib import Path
from typing import Final

from restoration.models.contract import FolderSpec

NAME: Final = "film-tiny"

SPEC: Final = FolderSpec(
    name=NAME,
    parts=(),
    sha256="705253936dde7617bc5cd102e8018e7f3ae686905811c763dfc72f79f735b20a",
    folder=Path(__file__).parent / "weights",
    licence="Apache-2.0",
)
