"""FrameNet with weights of its own: as it begins, and changing something although nobody trained it."""

from dataclasses import dataclass, field
from pathlib import Path

import torch

from restoration.backends.reference import ReferenceBackend
from restoration.models.contract import WEIGHTS, Model, ModelSpec
from restoration.models.framenet.network import FrameNet, build
from restoration.models.framenet.spec import SPEC
from restoration.models.weights import write_weights


@dataclass(frozen=True)
class FrameNetHere(ModelSpec):
    """FrameNet with weights that lie in ``folder``."""

    folder: Path = field(default_factory=Path)

    @property
    def weights(self) -> Path:
        return self.folder / WEIGHTS


def begun() -> FrameNet:
    """Return the network as it begins: it takes the best of four ways and changes nothing."""
    return build().eval().requires_grad_(False)


def lively() -> FrameNet:
    """Return a network whose looks change motion, weights and pixels by a little of what they see."""
    torch.manual_seed(11)
    network = begun()
    for look in ("coarse", "middle", "fine"):
        torch.nn.init.normal_(network.get_parameter(f"{look}.answer.weight"), 0, 0.01)
    return network


def model_of(network: FrameNet) -> Model:
    """Return the network to be computed here and now."""
    return Model(dict(network.named_children()), "cpu")


def installed_spec(folder: Path) -> ModelSpec:
    """Return the lively network as an installed one."""
    return FrameNetHere(SPEC.name, SPEC.parts, write_weights(lively(), folder / WEIGHTS), folder=folder)


def reference_model(spec: ModelSpec) -> Model:
    """Return it on the reference back end."""
    return ReferenceBackend("cpu-fp32").model(spec)
