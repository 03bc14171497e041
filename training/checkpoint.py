"""Where a training stands: written whole or not at all, so that it goes on after any interruption."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn


@dataclass
class Checkpoint:
    """A network with its running mean (Polyak and Juditsky, 1992), its optimiser, and the steps that were taken."""

    network: nn.Module
    mean: nn.Module
    optimiser: torch.optim.Optimizer
    step: int = 0

    def save(self, path: Path) -> None:
        """Write the checkpoint in place of the one before."""
        state: dict[str, Any] = {
            "network": self.network.state_dict(),
            "mean": self.mean.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint, if there is one."""
        if not path.is_file():
            return
        state = torch.load(path, map_location="cpu", weights_only=True)
        self.network.load_state_dict(state["network"])
        self.mean.load_state_dict(state["mean"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = int(state["step"])

    def follow(self, keep: float) -> None:
        """Move the running mean towards the network: keep this part of it."""
        with torch.no_grad():
            for mean, value in zip(self.mean.parameters(), self.network.parameters(), strict=True):
                mean.lerp_(value, 1 - keep)
