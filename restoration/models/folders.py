"""The digest of a generative model's folder: of all that is read of it, wherever it lies. Imports no torch."""

from hashlib import file_digest, sha256
from pathlib import Path

from restoration.models.contract import FolderSpec
from restoration.models.errors import ModelBroken


def folder_digest(spec: FolderSpec) -> str:
    """Return the SHA-256 (hex) of a generative model's files: of the list that ``sha256sum`` writes of them.

    One line for each file, in the order of their paths: its digest, two blanks, its path in the folder. Files of which
    nothing is read do not count. Raises OSError.
    """
    folder = spec.folder or Path()
    lines = [f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in spec.files]
    return sha256("".join(lines).encode()).hexdigest()


def check_folder_digest(spec: FolderSpec) -> None:
    """Raise ModelBroken unless a generative model's files are those that were declared."""
    try:
        found = folder_digest(spec) if spec.is_installed else None
    except OSError as error:
        raise ModelBroken(model=spec.name, found=f"{Path(error.filename or '').name}: {error.strerror}") from error
    if found is None:
        raise ModelBroken(model=spec.name, found="there is no such folder with a model_index.json")
    if found != spec.sha256:
        raise ModelBroken(model=spec.name, found="its files are other ones than were declared")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
