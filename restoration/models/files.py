"""The files of a network, taken only where they are those that were declared. Imports no torch."""

from hashlib import sha256

from restoration.models.contract import ModelSpec
from restoration.models.errors import ModelBroken


def read_files(spec: ModelSpec) -> list[bytes]:
    """Return what is read for a network, file by file. Raises ModelBroken unless it is what was declared."""
    try:
        contents = [file.read_bytes() for file in spec.files]
    except (OSError, ModuleNotFoundError) as error:
        raise ModelBroken(model=spec.name, found="there is no weights file") from error
    if sha256(b"".join(contents)).hexdigest() != spec.sha256:
        raise ModelBroken(model=spec.name, found="the weights file is another one")
    return contents
