"""The files of a network, taken only where they are those that were declared. Imports no torch."""

from hashlib import sha256

from restoration.models.contract import FolderSpec, ModelSpec
from restoration.models.errors import ModelBroken
from restoration.models.folders import check_folder_digest


def check_files(spec: ModelSpec) -> None:
    """Raise ModelBroken unless the files of a network or a generative model are those that were declared."""
    if isinstance(spec, FolderSpec):
        check_folder_digest(spec)
    else:
        read_files(spec)


def read_files(spec: ModelSpec) -> list[bytes]:
    """Return what is read for a network, file by file. Raises ModelBroken unless it is what was declared."""
    try:
        contents = [file.read_bytes() for file in spec.files]
    except (OSError, ModuleNotFoundError) as error:
        raise ModelBroken(model=spec.name, found="there is no weights file") from error
    if sha256(b"".join(contents)).hexdigest() != spec.sha256:
        raise ModelBroken(model=spec.name, found="the weights file is another one")
    return contents
