"""Generative models that an installation declares, from a file that its administrator writes. Imports no torch.

A table for each, in TOML; its name is what recipes call it::

    [archive-x4]
    folder = "x4-upscaler"    # or hub = "stabilityai/stable-diffusion-x4-upscaler"
    kind = "upscaler"         # "film" (the default): written by FilmRestorationPipeline.save_pretrained
    licence = "CreativeML Open RAIL++-M"
    sha256 = "..."            # of its files: `generative-model FOLDER` prints it

A relative ``folder`` lies beside the file. A model of a hub is one that was fetched before: nothing is downloaded.

A program of its own (see ``restoration/generative/external``) has other lines, which tell what it says of itself::

    [seedvr2]
    command = ["/opt/seedvr2/engine", "--config", "7b.yaml"]
    version = "2.1.0"
    config = "..."            # SHA-256, hex
    licence = "Apache-2.0"
    minutes = 30              # that may pass without another finished picture
"""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from restoration.models.contract import INDEX, NAMED, EngineSpec, FolderKind, FolderSpec, GenerativeSpec
from restoration.models.errors import DeclarationsBroken

Name = Annotated[str, Field(pattern=NAMED)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Folder(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    folder: str = ""
    hub: Annotated[str, Field(pattern=r"^(\w[\w.-]*/\w[\w.-]*)?$")] = ""
    kind: FolderKind = "film"
    licence: Annotated[str, Field(min_length=1)]
    sha256: Digest

    @model_validator(mode="after")
    def _lies_somewhere(self) -> "_Folder":
        if bool(self.folder) == bool(self.hub):
            raise ValueError("either a folder or a hub's name is needed")
        return self

    def spec(self, name: str, beside: Path) -> FolderSpec:
        """Return the declaration under a name; a relative folder lies ``beside``."""
        folder = beside / self.folder if self.folder else fetched(self.hub)
        return FolderSpec(name=name, parts=(), sha256=self.sha256, folder=folder, kind=self.kind, licence=self.licence)


class _Engine(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    command: Annotated[list[str], Field(min_length=1)]
    version: Annotated[str, Field(min_length=1)]
    config: Digest
    licence: Annotated[str, Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30

    @model_validator(mode="after")
    def _is_no_word_to_search_for(self) -> "_Engine":
        if not Path(self.command[0]).is_absolute():
            raise ValueError("the program's whole path is needed")
        return self

    def spec(self, name: str, _beside: Path) -> EngineSpec:
        """Return the declaration under a name."""
        return EngineSpec.of(name, **dict(self))


def _kind(table: object) -> str:
    return "engine" if isinstance(table, dict) and "command" in table else "folder"


_Declared = Annotated[Annotated[_Folder, Tag("folder")] | Annotated[_Engine, Tag("engine")], Discriminator(_kind)]


def read_declared(file: Path) -> dict[str, GenerativeSpec]:
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
    return {name: one.spec(name, file.parent) for name, one in tables.items()}


def fetched(hub: str) -> Path | None:
    """Return where a hub's client keeps a model that was fetched before; None where it was not."""
    # Imported here: whoever declares folders only has no need of it.
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(hub, INDEX)
    return Path(found).parent if isinstance(found, str) else None
