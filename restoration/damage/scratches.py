"""Scratches that run through a clip: covering ones, and ones through which the picture is still seen."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from restoration.damage.gate import WanderingValue
from restoration.damage.parameters import DamageParameters, ScratchTruth

Array = npt.NDArray[np.float32]
Mode = Literal["covering", "additive", "subtractive", "multiplicative"]

_SEE_THROUGH: Final[tuple[Mode, ...]] = ("additive", "subtractive", "multiplicative")


@dataclass(frozen=True)
class ScratchLayer:
    """The scratches of one frame: opacity maps of covering ones, and what see-through ones do to codes (HxW).

    ``factor`` and ``added`` are None where no scratch leaves the picture visible; else codes become
    ``codes * factor + added``.
    """

    dark: Array
    bright: Array
    factor: Array | None
    added: Array | None
    truth: tuple[ScratchTruth, ...]


class Scratches:
    """Scratches that run through the whole clip on slowly wandering columns.

    ``random`` draws what running scratches always had; ``further`` draws slant, travel and mode, so that clips made
    before these existed stay the same.
    """

    def __init__(
        self, width: int, random: np.random.Generator, further: np.random.Generator, parameters: DamageParameters
    ) -> None:
        count = parameters.scratches
        self._columns = random.uniform(0, width, count)
        self._opacity = random.uniform(*parameters.scratch_opacity, count)
        self._bright = random.random(count) < 0.5
        self._drift = [WanderingValue(random, 0.6, 0.9) for _ in range(count)]
        self._half_width = max(0.5, parameters.scratch_width * width / 2)
        self._random = random
        self._slopes = np.tan(np.radians(further.uniform(-1, 1, count) * parameters.scratch_slant))
        self._speeds = further.normal(0.0, 1.0, count) * parameters.scratch_travel
        self._depths = further.uniform(*parameters.scratch_depth, count)
        self._modes = [_mode(parameters, draw) for draw in further.random(count)]
        self._frame = 0

    def layer(self, height: int, width: int) -> ScratchLayer:
        """Return the next frame's scratches."""
        dark, bright = np.zeros((2, height, width), np.float32)
        is_seen_through = any(mode != "covering" for mode in self._modes)
        factor = np.ones((height, width), np.float32) if is_seen_through else None
        added = np.zeros((height, width), np.float32) if is_seen_through else None
        truth = []
        for number, mode in enumerate(self._modes):
            column = self._columns[number] + self._drift[number].step() + self._frame * self._speeds[number]
            rows = np.clip(self._random.normal(1.0, 0.15, height), 0, 1).astype(np.float32)
            shape = (self._opacity[number] * rows[:, None] * self._profile(number, column, height, width)).astype(
                np.float32
            )
            change = self._change(number, mode)
            if factor is not None and mode == "multiplicative":
                factor *= 1 + np.float32(change) * shape
            elif added is not None and mode != "covering":
                added += np.float32(change) * shape
            else:
                target = bright if self._bright[number] else dark
                np.maximum(target, shape, out=target)
            truth.append(self._truth(number, mode, column, height))
        self._frame += 1
        return ScratchLayer(dark, bright, factor, added, tuple(truth))

    def _profile(self, number: int, column: float, height: int, width: int) -> npt.NDArray[np.floating]:
        x = np.arange(width, dtype=np.float32)
        slope = self._slopes[number]
        if slope == 0:
            return np.asarray(np.exp(-0.5 * ((x - column) / self._half_width) ** 2)[None, :])
        middle = column + slope * (np.arange(height) - (height - 1) / 2)
        return np.asarray(np.exp(-0.5 * ((x[None, :] - middle[:, None]) / self._half_width) ** 2))

    def _change(self, number: int, mode: Mode) -> float:
        """Return the signed change at opacity 1: of codes, or of their factor."""
        depth = float(self._depths[number])
        if mode == "multiplicative":
            return depth if self._bright[number] else -depth
        return -depth if mode == "subtractive" else depth

    def _truth(self, number: int, mode: Mode, column: float, height: int) -> ScratchTruth:
        lean = float(self._slopes[number]) * (height - 1) / 2
        opacity = float(self._opacity[number])
        sign = 1.0 if self._bright[number] else -1.0
        return ScratchTruth(
            top=float(column) - lean,
            bottom=float(column) + lean,
            width=self._half_width,
            mode=mode,
            change=sign * opacity if mode == "covering" else self._change(number, mode) * opacity,
        )


def _mode(parameters: DamageParameters, draw: float) -> Mode:
    if parameters.scratch_mode == "see_through":
        return _SEE_THROUGH[int(draw * len(_SEE_THROUGH))]
    return parameters.scratch_mode
