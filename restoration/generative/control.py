"""What people can say about how far the model may go. Imports no torch."""

from dataclasses import dataclass, fields
from typing import ClassVar, Final

from restoration.generative.errors import ControlOutOfRange

MAX_NOISE_LEVEL: Final = 350
"""The most noise on the film's pictures that upscalers of this kind were trained with (Stable Diffusion x4)."""


@dataclass(frozen=True)
class Control:
    """How far the model may go from the film.

    ``strength`` 0..1: how much noise the film's own latents start with at most (``sampling.timesteps_from``), 0 leaves
    the faithful pictures as they are;
    ``steps``: how many times the model is asked; ``noise_level``: how much noise lies on the film's pictures that it
    is shown, more lets it invent more; ``guidance`` 1..20: how far away from what bad pictures look like, 1 asks it
    once and not twice, and few-step schedulers are always asked once; ``consistency`` 0..1: the part of the film's low
    frequencies that is put back at every step; ``propagation`` 0..1: the part of what neighbours along the motion have
    added that is taken over at every step; ``seed``: of the noise.
    """

    strength: float = 0.25
    steps: int = 4
    noise_level: int = 20
    guidance: float = 1.0
    consistency: float = 1.0
    propagation: float = 0.5
    seed: int = 0

    RANGES: ClassVar[dict[str, tuple[int, int]]] = {
        "strength": (0, 1),
        "steps": (1, 100),
        "noise_level": (0, MAX_NOISE_LEVEL),
        "guidance": (1, 20),
        "consistency": (0, 1),
        "propagation": (0, 1),
        "seed": (0, 2**63 - 1),
    }

    def __post_init__(self) -> None:
        for control in fields(self):
            value = getattr(self, control.name)
            least, most = self.RANGES[control.name]
            if not least <= value <= most:
                raise ControlOutOfRange(control=control.name, least=least, most=most, found=str(value))
