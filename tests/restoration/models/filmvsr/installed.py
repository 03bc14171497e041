"""FilmVSR with weights of its own: what it adds although nobody trained it, and nothing."""

from dataclasses import dataclass, field
from pathlib import Path

import torch

from restoration.backends.reference import ReferenceBackend
from restoration.models.contract import WEIGHTS, Model, ModelSpec
from restoration.models.filmvsr.network import build
from restoration.models.filmvsr.spec import SCALES
from restoration.models.filmvsr.spec import SPEC as FILMVSR
from restoration.models.weights import write_weights


@dataclass(frozen=True)
class FilmVsrHere(ModelSpec):
    """FilmVSR with weights that lie in ``folder``."""

    folder: Path = field(default_factory=Path)

    @property
    def weights(self) -> Path:
        return self.folder / WEIGHTS


def installed_spec(folder: Path, *, is_adding: bool = True) -> ModelSpec:
    """Return FilmVSR as it begins; ``is_adding``: but for heads that add what they see."""
    torch.manual_seed(11)
    network = build()
    folder.mkdir(parents=True, exist_ok=True)
    for scale in SCALES if is_adding else ():
        torch.nn.init.normal_(network.get_parameter(f"head_x{scale}.add.weight"), 0, 0.1)
    digest = write_weights(network, folder / WEIGHTS)
    return FilmVsrHere(FILMVSR.name, FILMVSR.parts, digest, folder=folder)


def adding_model(folder: Path, *, is_adding: bool = True) -> Model:
    """Return the same on the reference back end."""
    return ReferenceBackend("cpu-fp32").model(installed_spec(folder, is_adding=is_adding))
