"""Tape splices: the picture jumps, swells under the tape, and the tape's edge shines, before and after a cut."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.density import codes, density
from restoration.damage.parameters import DamageParameters

Array = npt.NDArray[np.float32]

_TAPE_DENSITY = np.array([0.02, 0.03, 0.10], np.float32)
"""Aged tape is yellow."""
_SETTLING = 0.35
"""What is left of a splice's jump one frame further from it."""
_SWELLING = 0.12
"""Height of the swelling at the tape's edge, as a part of the frame's height."""


class Splices:
    """The splices of a clip; every frame beside one may be asked for as often as wanted."""

    def __init__(self, seed: np.random.SeedSequence, parameters: DamageParameters) -> None:
        self._parameters = parameters
        firsts = [first for first in parameters.splice_frames if first > 0]
        self._seeds = {first: own.spawn(3) for first, own in zip(firsts, seed.spawn(len(firsts)), strict=True)}

    def jump(self, frame: int) -> tuple[float, float]:
        """Return how far picture ``frame`` jumps (x, y), in pixels."""
        x = y = 0.0
        for first, (jumps, _, _) in self._seeds.items():
            distance = frame - first if frame >= first else first - 1 - frame
            if distance > 1:
                continue
            before, after = np.random.default_rng(jumps).normal(0.0, self._parameters.splice_jump, (2, 2))
            side = after if frame >= first else before
            x += 0.2 * float(side[0]) * _SETTLING**distance
            y += float(side[1]) * _SETTLING**distance
        return x, y

    def lay_on(self, picture: Array, frame: int) -> tuple[Array, bool]:
        """Return the HxWx3 picture of ``frame`` with tape over its edge, and whether there is any."""
        for first, (_, before, after) in self._seeds.items():
            if frame == first:
                return _taped(picture, np.random.default_rng(after), self._parameters, at_top=True), True
            if frame == first - 1:
                return _taped(picture, np.random.default_rng(before), self._parameters, at_top=False), True
        return picture, False


def _taped(picture: Array, random: np.random.Generator, parameters: DamageParameters, *, at_top: bool) -> Array:
    height, width = picture.shape[:2]
    depth = float(random.uniform(0.04, 0.14)) * height
    edge = (depth if at_top else height - depth) + float(random.normal(0, 0.004)) * (np.arange(width) - width / 2)
    below = np.arange(height, dtype=np.float32)[:, None] - edge[None, :].astype(np.float32)
    bulge = np.exp(-np.abs(below) / np.float32(_SWELLING * height))
    wave = np.cos(np.linspace(0, np.pi, width) * random.uniform(0.5, 2) + random.uniform(0, np.pi))
    rows = np.arange(height, dtype=np.float32)[:, None] + np.float32(parameters.splice_warp) * bulge * wave
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    moved = cv2.remap(picture, columns, rows.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    film = density(np.clip(moved, 0, 1))
    under_tape = np.clip((-below if at_top else below) + 0.5, 0, 1)
    film += under_tape[..., None] * _TAPE_DENSITY
    line = np.exp(-0.5 * (below / np.float32(max(0.7, 0.0015 * width))) ** 2) * np.float32(random.uniform(0.6, 0.95))
    film *= 1 - line[..., None]
    return codes(film)
