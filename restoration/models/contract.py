"""What a network declares, for those that must not import torch, and what a back end makes of it.

A network is a package ``restoration/models/<name>/`` with ``spec.py`` (``SPEC: ModelSpec``; does not import torch),
``network.py`` (``build() -> nn.Module``, whose parts are its submodules of those names), ``weights.safetensors`` and
``card.md``. A network that comes from elsewhere has ``read(*contents) -> nn.Module`` instead of ``build``, and no
weights file: it is read from the files of an installed package.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol

if TYPE_CHECKING:
    import torch

    from restoration.generative.external.engine import ExternalEngine
    from restoration.generative.pipeline import FilmRestorationPipeline

WEIGHTS = "weights.safetensors"
INDEX: Final = "model_index.json"
NAMED: Final = r"^[a-z0-9][a-z0-9._-]{0,63}$"
"""What a generative model may be called: never a path or a hub's name."""
READ: Final = (".json", ".safetensors", ".txt", ".model")
"""Files of a generative model that are ever read; others that lie beside them, often large, are not its own."""


@dataclass(frozen=True)
class Held:
    """What a network holds in memory while it works: ``bytes_per_pixel`` of what it is shown at once, as measured.

    It is shown ``side`` pixels to a side at most, and ``margin`` more on each. ``is_tiled``: it may be shown less at
    once, for its pictures are the same then within what back ends may differ by, and show no seams; tests hold it to
    that. Where not, it is shown the whole picture, as reduced as the search for motion. ``waiting``: bytes of a pixel
    of each picture of a cell that wait between its parts, however large the tiles.
    """

    bytes_per_pixel: int
    side: int
    margin: int = 0
    is_tiled: bool = True
    waiting: int = 0

    def bytes_for(self, height: int, width: int, largest: int) -> int:
        """Return the bytes for a picture of that size, with tiles of ``largest`` pixels to a side at most."""
        side = min(self.side, largest) if self.is_tiled else self.side
        rows, columns = (min(length, side + 2 * self.margin) for length in (height, width))
        return rows * columns * self.bytes_per_pixel


@dataclass(frozen=True)
class Room:
    """What there is memory for: ``at_once`` tiles side by side, of ``tile`` pixels to a side at most."""

    at_once: int
    tile: int


AMPLE: Final = Room(at_once=4, tile=4096)
"""For who does not plan."""


@dataclass(frozen=True)
class ModelSpec:
    """A network's declaration.

    ``parts``: names of the submodules that are computed, each tensors in, one tensor out; what happens between them
    is its package's code. ``sha256``: of its weights file, in every key of a picture that it had a part in.
    ``package``: where it lies. ``carried``: files of another package that are read for it, each as the package's name
    and the path inside; ``sha256`` is then of all of them, one after the other. ``held``: what planners of memory count
    it with.
    """

    name: str
    parts: tuple[str, ...]
    sha256: str
    package: str = ""
    carried: tuple[str, ...] = ()
    held: Held | None = None

    @property
    def module(self) -> str:
        """The package with ``network.py``."""
        return self.package or f"restoration.models.{self.name}"

    @property
    def weights(self) -> Path:
        """Where a weights file of its own is meant to lie."""
        return _folder(self.module) / WEIGHTS

    @property
    def provenance(self) -> dict[str, str]:
        """What reports tell of it."""
        return {"sha256": self.sha256}

    @property
    def is_installed(self) -> bool:
        """Whether all that is read for it is there."""
        try:
            return all(file.is_file() for file in self.files)
        except ModuleNotFoundError:
            return False

    @property
    def files(self) -> tuple[Path, ...]:
        """What is read for it. Raises ModuleNotFoundError where the package that carries it is not installed."""
        if not self.carried:
            return (self.weights,)
        parted = [one.split("/", maxsplit=1) for one in self.carried]
        return tuple(_folder(package) / path for package, path in parted)


FolderKind = Literal["film", "upscaler"]


@dataclass(frozen=True)
class FolderSpec(ModelSpec):
    """A generative model: a folder of networks, schedulers and embeddings, as diffusers writes one.

    ``folder``: where it lies, or nowhere where it was to be found by a hub's name and was never fetched. ``kind``:
    ``film`` (read by ``FilmRestorationPipeline.from_pretrained``) or ``upscaler`` (a Stable Diffusion x4 upscaler as it
    is published). ``sha256``: of its files, see ``models.folders``. ``licence``: as its publisher states it.
    """

    folder: Path | None = None
    kind: FolderKind = "film"
    licence: str = ""

    @property
    def provenance(self) -> dict[str, str]:
        """What reports tell of it."""
        return super().provenance | {"licence": self.licence}

    @property
    def is_installed(self) -> bool:
        """Whether a model lies in the folder; what it is worth shows when it is read."""
        return self.folder is not None and (self.folder / INDEX).is_file()

    @property
    def files(self) -> tuple[Path, ...]:
        """What is read for it, and what its digest is of, in order of their paths in the folder."""
        if self.folder is None:
            return ()
        # Whoever reads the model follows links, to folders too: what lies there is of the model.
        within = (Path(top, name) for top, _, names in os.walk(self.folder, followlinks=True) for name in names)
        found = (path for path in within if path.suffix in READ and path.is_file())
        return tuple(sorted(found, key=lambda path: path.relative_to(self.folder or path).as_posix()))


@dataclass(frozen=True)
class EngineSpec(ModelSpec):
    """A generative model that is a program of its own, asked as ``restoration.generative.external`` says.

    ``command``: what it is started with, a whole path first; ``version``, ``config`` and ``licence``: what it says of
    itself, ``config`` being the SHA-256 of all that settles what it draws. ``sha256`` is of these: see ``of``.
    ``minutes``: that may pass without another finished picture.
    """

    command: tuple[str, ...] = ()
    version: str = ""
    config: str = ""
    licence: str = ""
    minutes: int = 0

    @classmethod
    def of(
        cls, name: str, command: Sequence[str], *, version: str, config: str, licence: str, minutes: int
    ) -> "EngineSpec":
        """Return the declaration of an engine: another version or configuration is another model in every key."""
        digest = sha256(f"external engine\n{name}\n{version}\n{config}\n".encode()).hexdigest()
        return cls(
            name, (), digest, command=tuple(command), version=version, config=config, licence=licence, minutes=minutes
        )

    @property
    def provenance(self) -> dict[str, str]:
        """What reports tell of it."""
        said = {"version": self.version, "config": self.config, "licence": self.licence}
        return super().provenance | said

    @property
    def is_installed(self) -> bool:
        """Whether its program lies there; whether it is the declared one shows when it is asked."""
        return os.access(self.command[0], os.X_OK)

    @property
    def files(self) -> tuple[Path, ...]:
        """Nothing of it is read here."""
        return ()


GenerativeSpec = FolderSpec | EngineSpec
"""What a recipe may name as the model of a tier that draws."""


def _folder(module: str) -> Path:
    """Return where a package lies, without importing it (but for the packages around it)."""
    found = find_spec(module)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(module)
    return Path(found.origin).parent


class Network(Protocol):
    """One part, ready to compute: float32 N x C x H x W tensors on the model's device in, one such tensor out.

    May be called from several threads at once.
    """

    def __call__(self, *planes: "torch.Tensor") -> "torch.Tensor": ...


@dataclass(frozen=True)
class Model:
    """A network with its weights on a back end: its parts by name, and the torch device their tensors live on.

    ``pipeline``: of a generative model, what calls its parts and makes pictures of them.
    """

    parts: Mapping[str, Network]
    device: str
    pipeline: "FilmRestorationPipeline | ExternalEngine | None" = None

    def given(self, planes: "torch.Tensor") -> "torch.Tensor":
        """Return a tensor of the main memory where the parts take it; to a GPU it travels beside other work."""
        if self.device == "cpu":
            return planes
        # Only from pinned memory is the copy asynchronous; torch keeps the buffer until it has been read.
        return planes.pin_memory().to(self.device, non_blocking=True)
