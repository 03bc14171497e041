"""Generative models that an installation declares, from a file that its administrator writes. Imports no torch.

A table for each, in TOML; its name is what recipes call it::

    [archive-x4]
    folder = "x4-upscaler"    # or hub = "stabilityai/stable-diffusion-x4-upscaler"
    kind = "upscaler"         # "film" (the default): written by FilmRestorationPipeline.save_pretrained
    licence = "CreativeML Open RAIL++-M"
    sha256 = "..."            # of its files: `generative-model FOLDER` prints it

A relative ``folder`` lies beside the file. A model of a hub is one that was fetched before: nothing is downloaded.
"""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from restoration.models.contract import INDEX, FolderKind, FolderSpec
from restoration.models.errors import DeclarationsBroken

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    folder: str = ""
    hub: Annotated[str, Field(pattern=r"^([\w.-]+/[\w.-]+)?$")] = ""
    kind: FolderKind = "film"
    licence: Annotated[str, Field(min_length=1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @model_validator(mode="after")
    def _lies_somewhere(self) -> "_Declared":
        if bool(self.folder) == bool(self.hub):
            raise ValueError("either a folder or a hub's name is needed")
        return self


def read_declared(file: Path) -> dict[str, FolderSpec]:
    """Return the generative models that a file declares, by name. Raises DeclarationsBroken."""
    try:
        tables = TypeAdapter(dict[Name, _Declared]).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise DeclarationsBroken(file=file.name, found=error.strerror or "it cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationsBroken(file=file.name, found=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DeclarationsBroken(file=file.name, found=f"{place}: {first['msg']}") from error
    return {
        name: FolderSpec(
            name=name,
            parts=(),
            sha256=one.sha256,
            folder=file.parent / one.folder if one.folder else fetched(one.hub),
            kind=one.kind,
            licence=one.licence,
        )
        for name, one in tables.items()
    }


def fetched(hub: str) -> Path | None:
    """Return where a hub's client keeps a model that was fetched before; None where it was not."""
    # Imported here: whoever declares folders only has no need of it.
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(hub, INDEX)
    return Path(found).parent if isinstance(found, str) else None
