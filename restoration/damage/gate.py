"""What the machines between negative and scan do: weave and exposure flicker."""

from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_BORDER = 16


class WanderingValue:
    """An AR(1) sequence of mean 0 and a given standard deviation."""

    def __init__(self, random: np.random.Generator, spread: float, memory: float) -> None:
        self._random, self._spread, self._memory = random, spread, memory
        self._value = float(random.normal(0.0, spread))

    def step(self) -> float:
        """Return the value of the next frame."""
        value = self._value
        shock = float(self._random.normal(0.0, self._spread)) * (1 - self._memory**2) ** 0.5
        self._value = self._memory * value + shock
        return value


class UnevenExposure:
    """Exposure that wanders over the picture in broad patches: eight cosines, one or two half waves across a side.

    The field's mean over the picture is 0 and its RMS the given spread; fine waves are weaker than broad ones.
    """

    _WAVES: Final = tuple((i, j) for i, j in product(range(3), repeat=2) if (i, j) != (0, 0))

    def __init__(self, random: np.random.Generator, spread: float, memory: float) -> None:
        weights = np.array([1 / (i + j) for i, j in self._WAVES])
        weights = spread * weights / np.sqrt((weights**2).sum())
        self._coefficients = [WanderingValue(random, float(weight), memory) for weight in weights]
        self._is_on = spread > 0

    def step(self) -> tuple[float, ...]:
        """Return the coefficients of the next frame; none where this flicker is off."""
        return tuple(one.step() for one in self._coefficients) if self._is_on else ()

    @classmethod
    def field(cls, coefficients: tuple[float, ...], height: int, width: int) -> Array:
        """Return the natural logarithm of the factor on linear light, HxW."""
        y = np.pi * (np.arange(height) + 0.5) / height
        x = np.pi * (np.arange(width) + 0.5) / width
        total = np.zeros((height, width))
        for (i, j), coefficient in zip(cls._WAVES, coefficients, strict=True):
            unit = (2**0.5 if i else 1.0) * (2**0.5 if j else 1.0)
            total += coefficient * unit * np.outer(np.cos(i * y), np.cos(j * x))
        return total.astype(np.float32)


def shifted(frame: Array, dx: float, dy: float) -> Array:
    """Return the HxWxC frame moved by a sub-pixel amount through the Fourier transform, edges repeated."""
    if dx == 0 and dy == 0:
        return frame
    padded = np.pad(frame, ((_BORDER, _BORDER), (_BORDER, _BORDER), (0, 0)), mode="edge")
    height, width = padded.shape[:2]
    turn = np.fft.fftfreq(height)[:, None] * dy + np.fft.rfftfreq(width)[None, :] * dx
    spectrum = np.fft.rfft2(padded, axes=(0, 1)) * np.exp(-2j * np.pi * turn)[..., None]
    moved = np.fft.irfft2(spectrum, s=(height, width), axes=(0, 1))
    return np.asarray(moved[_BORDER:-_BORDER, _BORDER:-_BORDER], dtype=np.float32)
