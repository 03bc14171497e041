"""What the machines between negative and scan do: weave, exposure flicker, running scratches, grain."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.parameters import DamageParameters

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


def grain(height: int, width: int, random: np.random.Generator, parameters: DamageParameters) -> Array:
    """Return HxWx3 density noise: mostly shared by the layers, correlated over `grain_size` pixels."""
    shared = random.standard_normal((height, width, 1), dtype=np.float32)
    own = random.standard_normal((height, width, 3), dtype=np.float32)
    noise = np.float32(0.9) * shared + np.float32(0.44) * own
    if parameters.grain_size > 0:
        noise = cv2.GaussianBlur(noise, (0, 0), parameters.grain_size)
    return np.asarray(noise * np.float32(parameters.grain), dtype=np.float32)


class Scratches:
    """Scratches that run through the whole clip on slowly wandering columns."""

    def __init__(self, width: int, random: np.random.Generator, parameters: DamageParameters) -> None:
        self._columns = random.uniform(0, width, parameters.scratches)
        self._opacity = random.uniform(*parameters.scratch_opacity, parameters.scratches)
        self._bright = random.random(parameters.scratches) < 0.5
        self._drift = [WanderingValue(random, 0.6, 0.9) for _ in range(parameters.scratches)]
        self._half_width = max(0.5, parameters.scratch_width * width / 2)
        self._random = random

    def layer(self, height: int, width: int) -> tuple[Array, Array]:
        """Return the next frame's opacity maps (dark, bright)."""
        dark, bright = np.zeros((2, height, width), np.float32)
        x = np.arange(width, dtype=np.float32)
        for column, opacity, is_bright, drift in zip(
            self._columns, self._opacity, self._bright, self._drift, strict=True
        ):
            profile = np.exp(-0.5 * ((x - column - drift.step()) / self._half_width) ** 2)
            rows = np.clip(self._random.normal(1.0, 0.15, height), 0, 1).astype(np.float32)
            target = bright if is_bright else dark
            np.maximum(target, (opacity * rows[:, None] * profile[None, :]).astype(np.float32), out=target)
        return dark, bright
