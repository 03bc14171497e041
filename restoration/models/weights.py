"""Weights files: read, checked, put into their network; and written, by trainings."""

from hashlib import sha256
from importlib import import_module
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from restoration.models.contract import ModelSpec
from restoration.models.errors import ModelBroken
from restoration.models.files import read_files


def read_network(spec: ModelSpec) -> nn.Module:
    """Return the network with its weights, float32, to compute. Raises ModelBroken unless they are those declared."""
    contents = read_files(spec)
    home = import_module(f"{spec.module}.network")
    try:
        network: nn.Module = home.read(*contents) if spec.carried else _filled(home.build(), contents[0])
    except (SafetensorError, RuntimeError, ValueError) as error:
        raise ModelBroken(model=spec.name, found=str(error)) from error
    return network.eval().requires_grad_(False)


def _filled(network: nn.Module, content: bytes) -> nn.Module:
    network.load_state_dict({name: value.float() for name, value in load(content).items()})
    return network


def write_weights(network: nn.Module, path: Path) -> str:
    """Write the weights as float16, in place of the file before, and return the SHA-256 of the file."""
    content = save({name: value.detach().half().contiguous() for name, value in network.state_dict().items()})
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
    return sha256(content).hexdigest()
